"""HTTP and HTML: the application, its pages, components and API."""
