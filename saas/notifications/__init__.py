"""What a person should know of: an import that is done, work that was given to them."""
