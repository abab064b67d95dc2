"""What keeps findings out of sight, and what is wrong with it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from vscan.domain.analysis import RuleMatch


class Origin(str, enum.Enum):
    """What keeps a finding out of sight; the values appear in reports and in JSON."""

    COMMENT = "comment"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding, or a part of it, is not shown: a comment at `line` of the file with the reason that it
    gives, or the baseline."""

    origin: Origin
    line: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The parts of a finding that are not to be shown, and why: its odds, some of its matches."""

    odds: Suppression | None = None
    matches: Mapping[RuleMatch, Suppression] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.odds is not None or bool(self.matches)


class NoticeKind(str, enum.Enum):
    """What is wrong with a suppression or a baseline; the values appear in reports and in JSON."""

    STALE = "stale-suppression"
    UNKNOWN = "unknown-rule"
    EXPIRED = "expired-suppression"
    UNEXPLAINED = "suppression-without-reason"
    MALFORMED = "malformed-suppression"
    UNPAIRED = "unpaired-suppression"
    GONE = "stale-baseline"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that its owner should know, though nothing was found and nothing skipped.
    `line` is 0 where the whole file is meant."""

    path: str
    line: int
    kind: NoticeKind
    detail: str = ""
