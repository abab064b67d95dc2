"""The table of targets: what was asked of the model, what it reaches, and what is easier to have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from vscan_trainer.evaluation.compare import Difference
from vscan_trainer.report.table import Table

Interval = tuple[float, float]

WANTED = (
    ("devign", "roc_auc", 0.76),
    ("devign", "best_accuracy", 0.69),
    ("devign", "best_f1", 0.68),
    ("primevul", "roc_auc", 0.90),
    ("primevul", "average_precision", 0.33),
    ("primevul", "best_f1", 0.40),
    ("primevul", "vd_s", 0.78),
    ("primevul", "recall_at_20_lines", 0.50),
)
"""Part, figure of its ranking, target."""

PAIRS_TARGET, CALIBRATION_TARGET, MEGABYTES_TARGET, SPEED_TARGET = 0.65, 0.02, 40.0, 150.0
LINES_TARGET = 2.0
"""Times what random lines reach."""

HEAD = ("figure", "bag of words", "length alone", "target", "measured", "95 %", "previous", "gain, 95 %")


@dataclass(frozen=True, slots=True)
class Goal:
    """One line: `measured` with its 95 % `interval`, and `difference`, how much higher it is than the
    previous model's; None is what was not measured or does not exist. `low` figures are better low."""

    figure: str
    target: float
    measured: float | None
    low: bool = False
    digits: int = 3
    interval: Interval | None = None
    length_alone: float | None = None
    bag_of_words: float | None = None
    previous: float | None = None
    difference: Difference | None = None

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured <= self.target if self.low else self.measured >= self.target

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.met}

    def cells(self) -> list[str]:
        """By `HEAD`."""
        sign, mark = ("≤" if self.low else "≥"), {True: " ✓", False: "", None: ""}[self.met]
        gain = self.difference
        return [
            self.figure,
            self._number(self.bag_of_words),
            self._number(self.length_alone),
            f"{sign} {self._number(self.target)}",
            self._number(self.measured) + mark,
            f"{self.interval[0]:.3f}-{self.interval[1]:.3f}" if self.interval else "",
            self._number(self.previous),
            f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})" if gain else "",
        ]

    def _number(self, value: float | None) -> str:
        return "" if value is None else f"{value:,.{self.digits}f}"


def goals_table(goals: Sequence[Goal]) -> Table:
    """Without the columns that no line fills."""
    rows = [goal.cells() for goal in goals]
    kept = [i for i in range(len(HEAD)) if any(row[i] for row in rows)]
    return Table([HEAD[i] for i in kept], [[row[i] for i in kept] for row in rows])
