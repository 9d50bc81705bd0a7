"""The ground floor: what the handbook is made of, and how it is loaded from files."""

from branchbook.handbook.load import Handbook, HandbookError, load

__all__ = ["Handbook", "HandbookError", "load"]
