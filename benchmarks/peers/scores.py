"""Hits against the truth, function by function, and before against after, pair by pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from juliet import Truth
from related import related
from tools import Hit


@dataclass(frozen=True, slots=True)
class Flagged:
    """One function: whether anything, and whether a report that means its case's weakness, lies in it."""

    truth: Truth
    anything: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of functions: how many are flawed and sound, and how many of each are flagged."""

    flawed: int
    sound: int
    true: int
    false: int

    @property
    def precision(self) -> float:
        return self.true / max(self.true + self.false, 1)

    @property
    def recall(self) -> float:
        return self.true / max(self.flawed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.true / max(self.true + self.false + self.flawed, 1)


def flag(truths: Sequence[Truth], hits: Iterable[Hit]) -> list[Flagged]:
    by_file: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_file[Path(hit.file).name].append(hit)
    flagged = []
    for truth in truths:
        inside = [hit for hit in by_file[truth.file] if truth.start_line <= hit.line <= truth.end_line]
        named = any(related(truth.cwe, hit.cwe) for hit in inside)
        flagged.append(Flagged(truth, bool(inside), named))
    return flagged


def figures(flagged: Iterable[Flagged], counts: Callable[[Flagged], bool]) -> Figures:
    kinds = Counter((one.truth.flawed, counts(one)) for one in flagged)
    flawed, sound = kinds[True, True] + kinds[True, False], kinds[False, True] + kinds[False, False]
    return Figures(flawed, sound, kinds[True, True], kinds[False, True])


def by_weakness(flagged: Iterable[Flagged]) -> dict[int, list[Flagged]]:
    groups: dict[int, list[Flagged]] = defaultdict(list)
    for one in flagged:
        groups[one.truth.cwe].append(one)
    return dict(sorted(groups.items()))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Reports on the version before a fix, of these the ones that it takes away, the ones that it adds; and
    the pairs in which one is taken away, or added."""

    before: int
    gone: int
    added: int
    pairs_gone: int
    pairs_added: int


def compare(hits: Iterable[Hit]) -> Pairs:
    """Counts by check, not line: a fix moves lines. Files are called `pair0001-before.c` and `-after.c`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for hit in hits:
        counts[Path(hit.file).stem][hit.check] += 1
    names = {stem.rpartition("-")[0] for stem in counts}
    before = [counts[f"{name}-before"] for name in names]
    after = [counts[f"{name}-after"] for name in names]
    gone = [(old - new).total() for old, new in zip(before, after, strict=True)]
    added = [(new - old).total() for old, new in zip(before, after, strict=True)]
    return Pairs(
        sum(old.total() for old in before), sum(gone), sum(added), sum(map(bool, gone)), sum(map(bool, added))
    )
