"""Rows without what leaks, repeats or contradicts itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.datasets.base import Row
from vscan_trainer.datasets.check import Where
from vscan_trainer.datasets.duplicates import Duplicates


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows that stay, in their order, and how many went or changed, by reason."""

    rows: Sequence[Row]
    removed: Counter[str]


def clean(
    parts: Sequence[Sequence[Row]],
    duplicates: Duplicates,
    *,
    conflicts: str = "drop",
    drop_leaks: bool = True,
) -> list[Cleaned]:
    """Each part without repeated texts; and, where `drop_leaks`, without what has a copy, exact or near,
    in a later part. `conflicts` says what becomes of a text that has both labels within its part:
    `drop` removes it, `vulnerable` keeps it once as vulnerable, `keep` keeps it once with each label.
    """
    where = Where.of(parts, duplicates)
    return [
        _clean(
            rows, where.same[where.part == number], _leaking(where, number) if drop_leaks else None, conflicts
        )
        for number, rows in enumerate(parts)
    ]


def _leaking(where: Where, part: int) -> NDArray[np.bool_]:
    leaking = np.zeros(int(np.count_nonzero(where.part == part)), dtype=np.bool_)
    for later in range(part + 1, where.counts.shape[1]):
        leaking |= where.like(part, later).any(axis=0)
    return leaking


def _clean(
    rows: Sequence[Row], same: NDArray[np.intp], leaking: NDArray[np.bool_] | None, conflicts: str
) -> Cleaned:
    labels: dict[int, set[int]] = {}
    for text, row in zip(same.tolist(), rows, strict=True):
        labels.setdefault(text, set()).update(() if row.target is None else (row.target,))
    kept: list[Row] = []
    removed: Counter[str] = Counter()
    seen: set[tuple[int, int | None]] = set()
    for i, (text, row) in enumerate(zip(same.tolist(), rows, strict=True)):
        conflicting = len(labels[text]) == 2
        if leaking is not None and leaking[i]:
            removed["stands in a later file"] += 1
            continue
        if conflicting and conflicts == "drop":
            removed["has both labels"] += 1
            continue
        # A text that is labelled elsewhere in its part needs no unlabelled copy.
        target = _settled(row.target, labels[text], conflicts)
        if (text, target) in seen:
            removed["repeats another"] += 1
            continue
        seen.add((text, target))
        kept.append(replace(row, target=target))
    return Cleaned(kept, removed)


def _settled(target: int | None, labels: set[int], conflicts: str) -> int | None:
    if labels and (target is None or conflicts == "vulnerable"):
        return max(labels)
    return target
