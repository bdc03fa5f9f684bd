"""Tests of depesche.ledger."""
