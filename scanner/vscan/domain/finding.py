"""A function worth a reviewer's time, and what a change did to it."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.domain.analysis import RuleMatch
from vscan.domain.held import Suppression
from vscan.domain.levels import Severity
from vscan.domain.odds import LineInfluence, Score
from vscan.domain.source import Function


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file without its indentation, as viewers of findings point at it. Columns count
    UTF-16 units from 1, the end exclusive. `line_hash` tells the line from others of its file by its text
    and what follows, so that it can be found again elsewhere; '' when unknown."""

    line: int
    start_column: int = 1
    end_column: int = 1
    line_hash: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did to a function: the `lines` of the file that are new, none where all of them are;
    the odds that it had, None where there are none to compare with; `new` where it was not there."""

    lines: tuple[int, ...] = ()
    before: float | None = None
    new: bool = False

    def rise(self, score: Score) -> float | None:
        """By how much it raised the odds to `score`; a new function had none. None where nothing can be
        said."""
        if score.probability is None or (self.before is None and not self.new):
            return None
        return score.probability - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """A function worth a reviewer's time, with its reasons; `by_odds` when the odds are one of them.
    `places` are the lines that a report may point at: the function's first and last, and the first of
    each match. `suppressed` says what keeps it out of sight, `change` what a change did to the function,
    where only changes were looked at."""

    function: Function
    score: Score
    matches: tuple[RuleMatch, ...]
    severity: Severity
    cwe: tuple[int, ...]
    reasons: tuple[str, ...]
    fingerprint: str
    influence: tuple[LineInfluence, ...] = ()
    places: tuple[Place, ...] = ()
    by_odds: bool = False
    suppressed: tuple[Suppression, ...] = ()
    change: Change | None = None

    @property
    def anchor_line(self) -> int:
        """The line of the file that stands for the finding: the function's first; of a changed function a
        changed one, where a rule matches if there is such."""
        changed = self.change.lines if self.change else ()
        matched = {self.line_of(match) for match in self.matches}
        return next((n for n in changed if n in matched), next(iter(changed), self.function.span.start_line))

    @property
    def rise(self) -> float | None:
        """By how much a change raised the odds, where that can be said."""
        return self.change.rise(self.score) if self.change else None

    def place(self, line: int) -> Place:
        """What is known of a line of the file."""
        return next((place for place in self.places if place.line == line), Place(line))

    def line_of(self, place: RuleMatch | LineInfluence) -> int:
        """Its line, or first line, in the file."""
        line = place.start_line if isinstance(place, RuleMatch) else place.line
        return self.function.span.start_line + line - 1
