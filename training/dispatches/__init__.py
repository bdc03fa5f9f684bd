"""Dispatches written for training: invented negotiations with a complete truth, in the form of `cuba-1962`."""
