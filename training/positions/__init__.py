"""How the positions stage's models are made (`train`) and measured on corpora that they never saw (`crossval`)."""
