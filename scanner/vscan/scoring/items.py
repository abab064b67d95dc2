"""What a scorer is. Imports nothing heavy: a scan whose functions are all known needs no more than this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vscan.domain import Analysis, Score

OTHER_LANGUAGE = "language not in the model card"
NO_MODEL = "no model in use"


@dataclass(frozen=True, slots=True)
class Item:
    """One function to score."""

    text: str
    language: str
    analysis: Analysis


class Scorer(Protocol):
    """Scores functions; the result is in the order of the items and depends on each item alone."""

    def score(self, items: Sequence[Item]) -> list[Score]: ...
