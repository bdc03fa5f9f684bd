"""How the claim stage's scores are trained and honestly measured."""
