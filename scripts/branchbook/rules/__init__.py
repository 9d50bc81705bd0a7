"""Rules: CEL compiled and evaluated, our functions, three verdicts. Knows no files and no site."""

from branchbook.rules.engine import Judgement, RuleBook, RuleError, bindings, is_given, readable

__all__ = ["Judgement", "RuleBook", "RuleError", "bindings", "is_given", "readable"]
