"""Dates: when the steps of a procedure fall."""
