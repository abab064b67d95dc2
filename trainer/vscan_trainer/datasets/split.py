"""One file into training, validation and test parts: repeatable, stratified, and without leaks."""

from __future__ import annotations

import random
from collections.abc import Sequence

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
    for strata in _strata(rows, groups, random.Random(seed)):  # noqa: S311 - a sample, not a secret
        # What one stratum leaves over, the next makes up: many projects have but one function.
        wanted = np.zeros(len(shares))
        for stratum in strata:
            wanted += np.array(shares) / 100 * sum(len(group) for group in stratum)
            for group in sorted(stratum, key=len, reverse=True):
                part = int(wanted.argmax())
                chosen[group] = part
                wanted[part] -= len(group)
    parts = [[rows[i] for i in np.flatnonzero(chosen == part).tolist()] for part in range(len(shares))]
    if not all(parts):
        raise DatasetError(
            f"{len(rows)} functions in {len(set(groups.tolist()))} groups are too few to split"
        )
    return parts


def _strata(
    rows: Sequence[Row], groups: NDArray[np.intp], chance: random.Random
) -> list[list[list[list[int]]]]:
    """label -> project -> groups in random order -> the positions of each group's rows; a group counts
    as vulnerable when any of it is."""
    members: dict[int, list[int]] = {}
    for position, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(position)
    strata: dict[int, dict[str, list[list[int]]]] = {}
    for group in members.values():
        label = max(-1 if (target := rows[i].target) is None else target for i in group)
        strata.setdefault(label, {}).setdefault(rows[group[0]].project, []).append(group)
    ordered = [[strata[label][project] for project in sorted(strata[label])] for label in sorted(strata)]
    for stratum in (stratum for strata_of_label in ordered for stratum in strata_of_label):
        chance.shuffle(stratum)
    return ordered
