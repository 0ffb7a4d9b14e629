"""The API's OpenAPI description, built from the forms as one person may see them."""
