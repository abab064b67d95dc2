"""What the analysis of one function says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vscan.domain.levels import Confidence, Severity
from vscan.domain.source import Function


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule's hit. Lines count from the function's first line (1), so a match is a function of the
    text alone; `Finding.line_of` turns them into lines of the file."""

    rule_id: str
    start_line: int
    end_line: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What static analysis says of one function text: metrics by name, in a fixed order, and rule
    matches sorted by line."""

    metrics: Mapping[str, float]
    matches: tuple[RuleMatch, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A function with its analysis."""

    function: Function
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that speaks to vscan. `line` is its first; `target` the line it speaks of: its own
    beside code, else the next below it. A function's target is its first line."""

    line: int
    target: int
    text: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report needs to know of a rule; `page` is its documentation in Markdown."""

    id: str
    title: str
    message: str
    severity: Severity
    confidence: Confidence
    cwe: tuple[int, ...]
    page: str = ""
