"""Several superiors, one record: requirement sets laid over the handbook, never below what is in force."""

from branchbook.requirements.merge import RequirementError, chosen, merge
from branchbook.requirements.read import read_set

__all__ = ["RequirementError", "chosen", "merge", "read_set"]
