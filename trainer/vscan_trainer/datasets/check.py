"""What stands in the files of a data set, and what leaks from one into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.datasets.base import Row
from vscan_trainer.datasets.duplicates import Duplicates, Fingerprint

PERCENTILES = (5, 25, 50, 75, 95, 100)
CLASSES: dict[str, int | None] = {"vulnerable": 1, "not vulnerable": 0, "unlabelled": None}
Lengths: TypeAlias = Mapping[str, Mapping[str, float]]
"""measure (tokens, lines, characters) -> percentile -> value"""


@dataclass(frozen=True, slots=True)
class Class:
    """The functions of one label; lengths are of the text without its comments, but for `lines`."""

    functions: int
    lengths: Lengths


@dataclass(frozen=True, slots=True)
class Copies:
    """Functions that have another like them, exactly or nearly, and how many of these have a label
    that the other contradicts. A function with both kinds counts as exact."""

    exact: int
    exact_conflicting: int
    near: int
    near_conflicting: int


@dataclass(frozen=True, slots=True)
class Part:
    """One file. `copies` are of its functions among themselves; of exact copies, all but one could go,
    which is what `surplus` counts."""

    name: str
    functions: int
    projects: int
    classes: Mapping[str, Class]
    copies: Copies
    surplus: int


@dataclass(frozen=True, slots=True)
class Leak:
    """`copies` are functions of the part `into` that have one like them in `source`, which comes
    before it; `share` is theirs of all functions in `into`; `removable` would go from `source`."""

    source: str
    into: str
    copies: Copies
    share: float
    removable: int


@dataclass(frozen=True, slots=True)
class Check:
    similarity: float
    parts: Sequence[Part]
    leaks: Sequence[Leak]

    @property
    def leaked(self) -> int:
        return sum(leak.copies.exact + leak.copies.near for leak in self.leaks)


def check(parts: Mapping[str, Sequence[Row]], duplicates: Duplicates, similarity: float) -> Check:
    """`duplicates` are those of all rows, one part after the other."""
    where = Where.of(list(parts.values()), duplicates)
    lengths = np.array([len(one) for one in parts.values()])
    starts = dict(zip(parts, np.cumsum(lengths) - lengths, strict=True))
    described = [
        _part(
            name,
            rows,
            duplicates.prints[starts[name] : starts[name] + len(rows)],
            where.copies(number, number),
        )
        for number, (name, rows) in enumerate(parts.items())
    ]
    names = list(parts)
    leaks = [
        Leak(
            names[source],
            names[into],
            found := where.copies(into, source),
            share=(found.exact + found.near) / max(lengths[into], 1),
            removable=int(np.count_nonzero(where.like(source, into).any(axis=0))),
        )
        for source, into in combinations(range(len(names)), 2)
    ]
    return Check(similarity, described, leaks)


@dataclass(frozen=True, slots=True)
class Where:
    """Where each distinct text stands: `counts` (texts, parts, labels) of its copies and `near`
    (texts, parts, labels) of those of the texts near it; labels are 0, 1 and unlabelled."""

    same: NDArray[np.intp]
    part: NDArray[np.intp]
    label: NDArray[np.intp]
    counts: NDArray[np.intp]
    near: NDArray[np.intp]

    @classmethod
    def of(cls, parts: Sequence[Sequence[Row]], duplicates: Duplicates) -> Where:
        part = np.repeat(np.arange(len(parts)), [len(rows) for rows in parts])
        label = np.array([2 if r.target is None else r.target for rows in parts for r in rows], dtype=np.intp)
        counts = np.zeros((duplicates.texts, len(parts), 3), dtype=np.intp)
        np.add.at(counts, (duplicates.same, part, label), 1)
        near = np.zeros_like(counts)
        left, right = duplicates.near.T
        np.add.at(near, left, counts[right])
        np.add.at(near, right, counts[left])
        return cls(duplicates.same, part, label, counts, near)

    def like(self, part: int, other: int) -> NDArray[np.bool_]:
        """(2, functions of `part`): which have an exact copy in `other`, and which a near one alone."""
        mine = self.part == part
        exact = self.counts[self.same[mine], other].sum(axis=1) > (part == other)
        near = self.near[self.same[mine], other].any(axis=1)
        return np.stack([exact, near & ~exact])

    def copies(self, part: int, other: int) -> Copies:
        mine = self.part == part
        same, label = self.same[mine], self.label[mine]
        opposite = np.clip(1 - label, 0, 1)
        kinds = []
        for like, held in zip(self.like(part, other), (self.counts, self.near), strict=True):
            conflicting = like & (label < 2) & (held[same, other, opposite] > 0)
            kinds += [int(like.sum()), int(conflicting.sum())]
        return Copies(*kinds)


def _part(name: str, rows: Sequence[Row], prints: Sequence[Fingerprint], copies: Copies) -> Part:
    return Part(
        name=name,
        functions=len(rows),
        projects=len({row.project for row in rows} - {""}),
        classes={title: _class(rows, prints, target) for title, target in CLASSES.items()},
        copies=copies,
        surplus=len(prints) - len({one.text for one in prints}),
    )


def _class(rows: Sequence[Row], prints: Sequence[Fingerprint], target: int | None) -> Class:
    chosen = [i for i, row in enumerate(rows) if row.target == target]
    measures = {
        "tokens": [prints[i].tokens for i in chosen],
        "lines": [rows[i].text.count("\n") + 1 for i in chosen],
        "characters": [prints[i].characters for i in chosen],
    }
    return Class(len(chosen), {name: _percentiles(values) for name, values in measures.items() if values})


def _percentiles(values: Sequence[int]) -> dict[str, float]:
    return {str(p): float(v) for p, v in zip(PERCENTILES, np.percentile(values, PERCENTILES), strict=True)}
