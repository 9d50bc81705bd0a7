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

__all__ = [
    "LARGEST",
    "Judgement",
    "Programs",
    "RuleBook",
    "RuleError",
    "bindings",
    "is_given",
    "readable",
    "why_unknown",
]
