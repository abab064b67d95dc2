"""Whole scans: cold and warm, and how their cost grows with the size of a tree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from performance.kept import Kept
from performance.process import Cost, measure
from performance.tree import Tree, copy
from performance.vscan_command import Totals, scan, totals

PARTS = (16, 8, 4)
FIRST = " found, first "
"""What stands on the screen with the first finding, while a scan goes on."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """`cold` with an empty cache, `warm` again on what has not changed."""

    name: str
    totals: Totals
    cold: Cost
    warm: Cost


@dataclass(frozen=True, slots=True)
class Sized:
    """A part of a tree, or all of it, scanned with an empty cache."""

    part: str
    functions: int
    cold: Cost


def run(kept: Kept, trees: Sequence[Tree], work: Path) -> list[Scanned]:
    return [_scanned(kept, tree, work / f"cache-{tree.name}") for tree in trees]


def _scanned(kept: Kept, tree: Tree, cache: Path) -> Scanned:
    cold = kept.cost("scans", f"{tree.name}, cold", lambda: _cold(cache, tree.root), runs=3)
    warm = kept.cost("scans", f"{tree.name}, warm", lambda: _warm(cache, tree.root), runs=5)
    counted = kept.value("scans", f"{tree.name}, totals", lambda: asdict(totals(cache, tree.root)))
    return Scanned(tree.name, Totals(**counted), cold, warm)


def _cold(cache: Path, root: Path) -> Cost:
    shutil.rmtree(cache, ignore_errors=True)
    return measure(scan(cache, root), awaited=FIRST)


def _warm(cache: Path, root: Path) -> Cost:
    if not cache.exists():  # kept figures may outlive the caches that they came from
        measure(scan(cache, root))
    return measure(scan(cache, root))


def grow(kept: Kept, tree: Tree, whole: Scanned) -> list[Sized]:
    """Every 16th file of a tree, every 8th, every 4th, and the scan of all."""
    parts = [_part(kept, tree, step) for step in PARTS]
    return [*parts, Sized("all", whole.totals.functions, whole.cold)]


def _part(kept: Kept, tree: Tree, step: int) -> Sized:
    name = f"1/{step}"

    def made() -> dict[str, object]:
        with tempfile.TemporaryDirectory() as folder:
            root, cache = Path(folder) / "tree", Path(folder) / "cache"
            copy(tree.root, sorted(tree.files)[::step], root)
            cold = measure(scan(cache, root))
            return {"functions": totals(cache, root).functions, "cold": asdict(cold)}

    found = kept.value("size", f"{tree.name}, {name}", made)
    return Sized(name, found["functions"], Cost(**found["cold"]))
