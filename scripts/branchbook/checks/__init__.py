"""Checks: `validate` the handbook, `check` a record, a dossier, a branch; all yield findings."""
