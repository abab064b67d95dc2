"""What a model says of one function."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Caveat(str, enum.Enum):
    """Why a function's odds mean less than others'; the values appear in reports and in JSON."""

    TRUNCATED = "truncated"
    TINY = "tiny"
    UNFAMILIAR = "unfamiliar"

    @classmethod
    def in_order(cls, caveats: Iterable[Caveat]) -> tuple[Caveat, ...]:
        """Each once, in the order they are defined in."""
        found = set(caveats)
        return tuple(caveat for caveat in cls if caveat in found) if found else ()


@dataclass(frozen=True, slots=True)
class Score:
    """A calibrated probability, or None with the reason why the model abstains. `caveats` stand in the
    order of `Caveat`, each at most once."""

    probability: float | None
    abstained: str = ""
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class LineInfluence:
    """A line that raised the odds, and its `share`, 0 to 1, of what all such lines raised: influence,
    not location. The line counts from the function's first one (1)."""

    line: int
    share: float
