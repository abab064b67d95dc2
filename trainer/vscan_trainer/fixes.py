"""Vulnerable functions and what their fixes left of them, found in a corpus that holds both.

Corpora made from commits hold a function as it stood before a fix, vulnerable, and as it stood after,
among all the others. Which belong together nobody says, but a fix keeps the name and most tokens.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.shards import Shard

_SIMILAR = 0.85
_MOST = 100  # functions of one name that are compared: no fix is found by comparing every `main`
_NAME = re.compile(r"([A-Za-z_~][\w:~]*)\s*\(")

Tokens = Counter[int]


@dataclass(frozen=True, slots=True)
class Fixes:
    """n pairs in one corpus: the rows `before` (n,), which are vulnerable, and `after` (n,) their fixes."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]

    @classmethod
    def none(cls) -> Fixes:
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def name_of(text: str) -> str:
    """The first name with a parenthesis behind it, without its scope; empty where there is none."""
    found = _NAME.search(text)
    return found[1].rpartition("::")[2] if found else ""


def find_fixes(shard: Shard, names: Sequence[str], apart: Collection[str] = ()) -> Fixes:
    """For each vulnerable function the most similar other one of its name that is not vulnerable, if it has
    85 % of the tokens in common but not all; `names` (n,) are the functions'. Those named as in `apart`
    are left out."""
    sound = defaultdict(list)
    for row in np.flatnonzero(shard.targets == 0).tolist():
        sound[names[row]].append(row)
    pairs = []
    for row in np.flatnonzero(shard.targets == 1).tolist():
        rivals = sound[names[row]][:_MOST] if names[row] and names[row] not in apart else []
        if (fix := _closest(shard, row, rivals)) is not None:
            pairs.append((row, fix))
    before, after = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Fixes(before, after)


def _closest(shard: Shard, row: int, rivals: Sequence[int]) -> int | None:
    if not rivals:
        return None
    tokens = Counter(shard[row].tolist())
    shares = {rival: _shared(tokens, Counter(shard[rival].tolist())) for rival in rivals}
    fit = [rival for rival, share in shares.items() if _SIMILAR <= share < 1]
    return max(fit, key=shares.__getitem__, default=None)


def _shared(a: Tokens, b: Tokens) -> float:
    """Dice's coefficient of two bags: 1 where they are the same."""
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)
