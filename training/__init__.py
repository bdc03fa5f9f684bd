"""How each trained part is made: one folder or module a part, one command each."""
