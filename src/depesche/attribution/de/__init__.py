"""German data of this stage."""
