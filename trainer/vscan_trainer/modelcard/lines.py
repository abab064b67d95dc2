"""Do the lines that raise a vulnerable function's odds include one that its fix changed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import load_parts
from vscan.scoring.card import bundled_model
from vscan.scoring.influence import MOST_LINES, NgramLines
from vscan_trainer.datasets import DatasetError, load_pairs
from vscan_trainer.datasets.files import read_records


@dataclass(frozen=True, slots=True)
class Hits:
    """Of each function (n,): whether a changed line is among the `MOST_LINES` of most influence, and the
    chance that as many lines drawn at random, from those with code, hold one."""

    found: NDArray[np.bool_]
    chance: NDArray[np.float64]


def changed_lines(path: Path, model: Path | None) -> Hits | None:
    """Of SVEN's C and C++ functions of which the fix changed or removed a line; None where the model has no
    n-grams, which alone are told by line. Raises ModelError, DatasetError."""
    card, tokenizer, wide, _ = load_parts(model or bundled_model(), feature_names(METRICS))
    if wide is None:
        return None
    lines = NgramLines(tokenizer, wide, card.fusion)
    found, chance = [], []
    for text, changed in _functions(path):
        code = set(tokenizer.encode_with_lines(text)[1].tolist())
        found.append(any(one.line in changed for one in lines.influence(text)))
        chance.append(at_random(len(code), len(code & changed)))
    return Hits(np.array(found, dtype=np.bool_), np.array(chance))


def at_random(lines: int, changed: int, drawn: int = MOST_LINES) -> float:
    """The chance that one of the changed lines is among those drawn."""
    return 1 - comb(lines - changed, min(drawn, lines)) / comb(lines, min(drawn, lines))


def _functions(path: Path) -> Iterator[tuple[str, set[int]]]:
    """Text before the fix, and the numbers of its lines that the fix took out or replaced."""
    for (place, record), pair in zip(_c_records(path), load_pairs(path), strict=True):
        if changed := _removed(place, record):
            yield pair.before, changed


def _c_records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    return (one for one in read_records(path) if not str(one[1].get("file_name")).endswith(".py"))


def _removed(place: str, record: dict[str, Any]) -> set[int]:
    try:
        return {int(line["line_no"]) for line in record["line_changes"]["deleted"]}
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"{place}: no line numbers under 'line_changes', 'deleted': {error}") from None
