"""Function text -> Analysis: the one path that training, scoring and scanning share."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.domain import Analysis
from vscan.metrics import measure
from vscan.rulebook import Rulebook


@dataclass(frozen=True)
class Analyser:
    """Metrics and rule matches of one function's text; only its first `max_bytes` are read, so that
    the cost of one function is bounded."""

    rulebook: Rulebook
    max_bytes: int = 200_000

    def __call__(self, text: str, language: str) -> Analysis:
        if len(text) > self.max_bytes // 4:
            text = text.encode("utf-8", "replace")[: self.max_bytes].decode("utf-8", "ignore")
        return Analysis(measure(text, language), self.rulebook.match(text, language))
