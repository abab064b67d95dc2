"""Everything that was measured, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from performance import change, floor, others, plain, scans, stages, startup
from performance.change import Changed
from performance.fit import Growth, fit
from performance.floor import Floor
from performance.kept import Kept
from performance.plain import Plain
from performance.process import Cost
from performance.scans import Scanned, Sized
from performance.stages import Stages
from performance.startup import Start
from performance.tree import Tree

SECTIONS = ("scans", "size", "stages", "start-up", "change", "peers", "plain", "floor")


@dataclass(frozen=True, slots=True)
class Results:
    """`trees` by ascending size; `sizes` are parts of the last one, ascending, too."""

    machine: dict[str, str]
    trees: tuple[Tree, ...]
    scans: tuple[Scanned, ...]
    sizes: tuple[Sized, ...]
    stages: Stages
    starts: dict[str, Start]
    change: Changed
    peers: dict[str, dict[str, Cost]]
    limit: float
    plain: Plain
    floor: Floor

    def growth(self, cost: str) -> Growth:
        """Of a field of Cost over functions."""
        return fit([one.functions for one in self.sizes], [getattr(one.cold, cost) for one in self.sizes])


def measure(
    kept: Kept, machine: dict[str, str], trees: Sequence[Tree], semgrep: Path | None, work: Path, limit: float
) -> Results:
    """Takes from `kept` what is there, and measures the rest."""
    ordered = tuple(sorted(trees, key=lambda tree: tree.lines))
    largest, middle = ordered[-1], ordered[len(ordered) // 2]
    scanned = scans.run(kept, ordered, work)
    return Results(
        machine=machine,
        trees=ordered,
        scans=tuple(scanned),
        sizes=tuple(scans.grow(kept, largest, scanned[-1])),
        stages=stages.run(kept, middle),
        starts=startup.run(kept),
        change=change.run(kept, ordered, work),
        peers=others.run(kept, ordered, semgrep, limit),
        limit=limit,
        plain=plain.run(kept, middle),
        floor=floor.run(kept, largest),
    )
