"""What `guanxi doctor` looks at: the machine and the services that an installation stands on."""
