"""Runs rules over one text with ast-grep. Nothing here knows files or folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from vscan.domain import RuleMatch
from vscan.languages import LANGUAGES
from vscan.rulebook.rule import Condition, Rule
from vscan.rulebook.screen import Screen

if TYPE_CHECKING:
    from ast_grep_py import Config, SgNode

    from vscan.flow.follow import Facts

# A rule that looks inside nested blocks costs the square of their depth: 100,000 braces take minutes.
MAX_NESTING = 200
# One that counts arguments costs the square of their number.
MAX_ARGUMENTS = 300
# A rule may read the whole function at each place that it looks at: characters times places.
MAX_WORK = 5_000_000
MAX_EXCERPT = 160

_BRACKETS = re.compile(r"[(\[{]|[)\]}]")
_PUNCTUATION = re.compile(r"[(\[{)\]},]")


def nesting(text: str) -> int:
    """How deep brackets of any kind are nested, taken as plain characters."""
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(text):
        if bracket.group() in "([{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth = max(depth - 1, 0)
    return deepest


def arguments(text: str) -> int:
    """The most commas that stand directly inside one pair of parentheses, taken as plain characters."""
    open_brackets: list[tuple[str, int]] = []
    most = 0
    for found in _PUNCTUATION.finditer(text):
        mark = found.group()
        if mark in "([{":
            open_brackets.append((mark, 0))
        elif mark != ",":
            del open_brackets[-1:]
        elif open_brackets and open_brackets[-1][0] == "(":
            commas = open_brackets[-1][1] + 1
            open_brackets[-1] = ("(", commas)
            most = max(most, commas)
    return most


def match_rules(text: str, language: str, rules: Screen) -> tuple[RuleMatch, ...]:
    """Every match of `rules` in `text`, once each, by line; none in a text beyond MAX_NESTING or
    MAX_ARGUMENTS."""
    candidates = [rule for rule in rules.candidates(text, language) if _affordable(rule, text)]
    if not candidates or _too_deep(text) or _too_wide(text):
        return ()
    from vscan.flow.follow import NOTHING, follow  # where nothing is new, nothing is followed

    facts = follow(text, language) if any(rule.where for rule in candidates) else NOTHING
    candidates = [rule for rule in candidates if all(one.predicate in facts.names for one in rule.where)]
    if not candidates:
        return ()
    root, shift = _parsed(text, language)
    lines = text.split("\n")
    found = {
        _match(rule.info.id, node, lines)
        for rule in candidates
        for node in root.find_all(cast("Config", rule.config))
        if all(_holds(one, node, facts, shift) for one in rule.where)
    }
    return tuple(sorted(found, key=lambda m: (m.start_line, m.rule_id, m.end_line)))


def _too_deep(text: str) -> bool:
    openings = text.count("(") + text.count("[") + text.count("{")
    return openings > MAX_NESTING and nesting(text) > MAX_NESTING


def _too_wide(text: str) -> bool:
    return text.count(",") > MAX_ARGUMENTS and arguments(text) > MAX_ARGUMENTS


def _affordable(rule: Rule, text: str) -> bool:
    return len(text) ** 2 <= MAX_WORK or len(text) * rule.places(text) <= MAX_WORK


def parse_function(text: str, language: str) -> SgNode:
    """The tree of a function's text: standing alone, or in the first of the language's wrappers that it
    parses in, as a method outside of its class does not. Lines are those of the text."""
    return _parsed(text, language)[0]


def _parsed(text: str, language: str) -> tuple[SgNode, int]:
    """The tree, and how many characters stand before the text in it."""
    root, shift = parse(text, language), 0
    for before, after in LANGUAGES[language].wrappers if language in LANGUAGES else ():
        if not _has_error(root):
            break
        wrapped = parse(f"{before}{text}{after}", language)
        if not _has_error(wrapped):
            root, shift = wrapped, len(before)
    return root, shift


def _holds(condition: Condition, node: SgNode, facts: Facts, shift: int) -> bool:
    subject = node.get_match(condition.variable)
    if subject is None:
        return False
    where = subject.range()
    return facts.hold(where.start.index - shift, where.end.index - shift, condition.predicate)


def _has_error(root: SgNode) -> bool:
    return root.find(kind="ERROR") is not None


def parse(text: str, language: str) -> SgNode:
    """The syntax tree's root. Characters that UTF-8 cannot hold are replaced, so lines stay right."""
    from ast_grep_py import SgRoot

    return SgRoot(text.encode("utf-8", "replace").decode("utf-8"), language).root()


def engine_problem(config: Mapping[str, Any], language: str) -> str | None:
    """What ast-grep has against a rule, in one line, or None."""
    try:
        parse("", language).find(cast("Config", config))
    except Exception as error:  # noqa: BLE001 - ast-grep raises the bare class for unknown fields
        report, _, _ = str(error).partition("Stack backtrace:")
        return " ".join(report.split())
    return None


def _match(rule_id: str, node: SgNode, lines: list[str]) -> RuleMatch:
    where = node.range()
    excerpt = lines[where.start.line].strip()[:MAX_EXCERPT]
    return RuleMatch(rule_id, where.start.line + 1, where.end.line + 1, excerpt)
