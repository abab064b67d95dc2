"""Pattern rules: two files a rule, checked when loaded, matched against one function's text."""

from __future__ import annotations

from vscan.rulebook.book import Rulebook, builtin_rules
from vscan.rulebook.match import MAX_ARGUMENTS, MAX_NESTING, arguments, nesting
from vscan.rulebook.rule import Rule, RuleError, RulePage
from vscan.rulebook.select import SelectionError, choose_rules, find_rule

__all__ = [
    "MAX_ARGUMENTS",
    "MAX_NESTING",
    "Rule",
    "RuleError",
    "RulePage",
    "Rulebook",
    "SelectionError",
    "arguments",
    "builtin_rules",
    "choose_rules",
    "find_rule",
    "nesting",
]
