"""How the weights of chains are trained and honestly measured."""
