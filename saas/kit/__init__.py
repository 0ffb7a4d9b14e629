"""Small tools every noun may use. Imports nothing of ours."""
