"""Training of the token encoder that the language and attribution stages read by."""
