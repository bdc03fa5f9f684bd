"""Scorers, one module a task. They import records and errors only: what they judge cannot leak into how they judge."""
