"""Several superiors, one record: requirement sets laid over the handbook, never below what is in force."""

from branchbook.requirements.merge import RequirementError, chosen, merge
from branchbook.requirements.numbers import unit_settings
from branchbook.requirements.read import read_set, with_sets

__all__ = ["RequirementError", "chosen", "merge", "read_set", "unit_settings", "with_sets"]
