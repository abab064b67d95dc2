"""What a comment asks of vscan: `vscan: ignore[rule-id, ...] until DATE -- reason`."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vscan.domain import Remark

MODEL = "model"
"""The id that stands for the model's odds."""


class Scope(str, enum.Enum):
    """How far a suppression reaches, by the word that says so."""

    LINE = "ignore"
    BEGIN = "ignore-begin"
    END = "ignore-end"
    FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Directive:
    """`rules` None covers them all, and the odds. `line` is where it is written, `target` the line that it
    speaks of, `until` the last day on which it holds."""

    scope: Scope
    rules: frozenset[str] | None
    line: int
    target: int
    until: date | None = None
    reason: str = ""

    def covers(self, rule: str) -> bool:
        return self.rules is None or rule in self.rules


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line of a comment that was meant for vscan, and what is wrong with it."""

    line: int
    text: str


_FORM = "expected vscan: ignore[rule-id, ...] until YYYY-MM-DD -- reason"
_BEGINS = re.compile(r"(?P<before>[^\w]*)\bvscan:\s*")
_ANYWHERE = re.compile(r"(?:^|(?<=[\s/*#]))vscan:\s*(?=ignore)")
# Of words with one space between them: on long runs of spaces it would take the square of their number.
_DIRECTIVE = re.compile(
    r"(?P<scope>ignore(?:-begin|-end|-file)?)"
    r" ?(?:\[(?P<rules>[^\]]*)\])?"
    r" ?(?:until (?P<until>\d{4}-\d\d-\d\d)(?= |$))?"
    r" ?(?:-- ?(?P<reason>.*))?"
)


def parse(remark: Remark) -> Iterator[Directive | Malformed]:
    """One for each line of the comment that begins with `vscan:`, or has `vscan: ignore` in it."""
    for number, line in enumerate(remark.text.split("\n")):
        found = _BEGINS.match(line) or _ANYWHERE.search(line)
        if found:
            words = line[found.end() :].rstrip().removesuffix("*/").rstrip("* \t")
            yield _directive(" ".join(words.split()), remark.line + number, remark.target)


def _directive(words: str, line: int, target: int) -> Directive | Malformed:
    found = _DIRECTIVE.fullmatch(words)
    if not found:
        return Malformed(line, _FORM)
    rules = found["rules"]
    names = None if rules is None else frozenset(name.strip() for name in rules.split(","))
    if names is not None and "" in names:
        return Malformed(line, "names no rule between the brackets")
    try:
        until = date.fromisoformat(found["until"]) if found["until"] else None
    except ValueError:
        return Malformed(line, f"{found['until']} is not a day")
    return Directive(Scope(found["scope"]), names, line, target, until, (found["reason"] or "").strip())
