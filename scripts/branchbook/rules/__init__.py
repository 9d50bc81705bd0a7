"""Rules: CEL compiled and evaluated, our functions, three verdicts. Knows no files and no site."""

from branchbook.rules.engine import (
    LARGEST,
    Judgement,
    Programs,
    RuleBook,
    RuleError,
    bindings,
    is_given,
    readable,
    why_unknown,
)
from branchbook.rules.settings import NO_SETTINGS, Settings

__all__ = [
    "LARGEST",
    "NO_SETTINGS",
    "Judgement",
    "Programs",
    "RuleBook",
    "RuleError",
    "Settings",
    "bindings",
    "is_given",
    "readable",
    "why_unknown",
]
