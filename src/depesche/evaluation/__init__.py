"""Scorers: one module a task, importing records and errors only, so that what they judge cannot leak into how they judge."""
