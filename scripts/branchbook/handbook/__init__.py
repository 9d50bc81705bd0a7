"""The ground floor: what the handbook is made of, and how it is loaded from files."""

from branchbook.handbook.errors import HandbookError
from branchbook.handbook.handbook import Handbook
from branchbook.handbook.load import load

__all__ = ["Handbook", "HandbookError", "load"]
