"""How the attribution model is made."""
