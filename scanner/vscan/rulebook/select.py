"""Which rules a user wants to hear of, and how grave each is to them.

A selector is a rule's id, a glob over ids (`js-*`), or a weakness (`CWE-120`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from vscan.domain import RuleInfo, Severity, VscanError
from vscan.rulebook.rule import nearest

_WEAKNESS = re.compile(r"cwe-?(\d+)", re.IGNORECASE)


class SelectionError(VscanError):
    """A selector that no rule answers to."""


def find_rule(rule_id: str, rules: Mapping[str, RuleInfo]) -> str:
    """The id of a rule that exists. Raises SelectionError, which names the nearest."""
    if rule_id not in rules:
        raise SelectionError(f"unknown rule {rule_id!r}{_hint(rule_id, rules)}")
    return rule_id


def choose_rules(
    rules: Mapping[str, RuleInfo],
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    severity: Collection[tuple[str, Severity]] = (),
) -> Mapping[str, RuleInfo]:
    """The selected rules (all where `select` is empty) without the ignored ones, at the severities
    that were asked for, the last one where several apply. Raises SelectionError."""
    if not (select or ignore or severity):
        return rules  # as they are, unread
    chosen = _named(select, rules, "select") or set(rules)
    chosen -= _named(ignore, rules, "ignore")
    graded = dict(rules)
    for selector, level in severity:
        for rule_id in _named([selector], rules, "severity"):
            graded[rule_id] = replace(graded[rule_id], severity=level)
    return {rule_id: info for rule_id, info in graded.items() if rule_id in chosen}


def _named(selectors: Iterable[str], rules: Mapping[str, RuleInfo], option: str) -> set[str]:
    named: set[str] = set()
    for selector in selectors:
        found = {rule_id for rule_id, info in rules.items() if _answers(info, selector)}
        if not found:
            raise SelectionError(f"{option}: {_problem(selector, rules)}")
        named |= found
    return named


def _answers(info: RuleInfo, selector: str) -> bool:
    if weakness := _WEAKNESS.fullmatch(selector):
        return int(weakness.group(1)) in info.cwe
    return fnmatchcase(info.id, selector)


def _problem(selector: str, rules: Mapping[str, RuleInfo]) -> str:
    if _WEAKNESS.fullmatch(selector):
        return f"no rule is for {selector.upper()}; `vscan rules` lists them"
    if any(sign in selector for sign in "*?["):
        return f"no rule matches {selector!r}; `vscan rules` lists them"
    return f"unknown rule {selector!r}{_hint(selector, rules)}"


def _hint(word: str, rules: Iterable[str]) -> str:
    advice = nearest(word, rules)
    return f"; {advice}" if advice.startswith("did you mean") else "; `vscan rules` lists them"
