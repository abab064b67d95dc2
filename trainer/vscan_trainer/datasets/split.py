"""One file into training, validation and test parts: repeatable, stratified, and without leaks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.datasets.base import DatasetError, Row

PARTS = ("train", "valid", "test")


def split(
    rows: Sequence[Row], groups: NDArray[np.intp], shares: Sequence[float], *, seed: int = 42
) -> list[list[Row]]:
    """Parts of about these `shares`, each in the rows' order. Rows of one group, (n,), stay together;
    labels and projects are spread evenly. Raises DatasetError when shares do not sum to 100 or a part
    would hold no function."""
    if abs(sum(shares) - 100) > 1e-6 or min(shares) <= 0:
        raise DatasetError(
            f"shares must be above 0 and sum to 100, not {', '.join(f'{s:g}' for s in shares)}"
        )
    chosen = np.zeros(len(rows), dtype=np.intp)
    # (parts, labels): the functions of a label that a part still lacks of its share of those seen so
    # far. What one stratum leaves over the next makes up: many projects have but one function.
    lacking = np.zeros((len(shares), 3))
    for held, stratum in _strata(rows, groups, random.Random(seed)):  # noqa: S311 - a sample, not a secret
        lacking += np.outer(shares, held) / 100 * len(stratum)
        for group in stratum:
            part = int((lacking @ held).argmax())
            chosen[group] = part
            lacking[part] -= held
    parts = [[rows[i] for i in np.flatnonzero(chosen == part).tolist()] for part in range(len(shares))]
    if not all(parts):
        raise DatasetError(
            f"{len(rows)} functions in {len(set(groups.tolist()))} groups are too few to split"
        )
    return parts


def _strata(
    rows: Sequence[Row], groups: NDArray[np.intp], chance: random.Random
) -> Iterator[tuple[NDArray[np.intp], list[list[int]]]]:
    """Groups of one project that hold as many functions of each label: these numbers, (3,), and the
    positions of each group's rows, in random order; by project, large groups first."""
    members: dict[int, list[int]] = {}
    for position, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(position)
    strata: dict[tuple[str, int, tuple[int, ...]], list[list[int]]] = {}
    for group in members.values():
        targets = [rows[i].target for i in group]
        held = tuple(targets.count(target) for target in (0, 1, None))
        strata.setdefault((rows[group[0]].project, -len(group), held), []).append(group)
    for key in sorted(strata):
        chance.shuffle(strata[key])
        yield np.array(key[2], dtype=np.intp), strata[key]
