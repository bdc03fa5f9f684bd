"""Depesche reads news dispatches about a negotiation and keeps its state."""

__version__ = "0.1.0"
