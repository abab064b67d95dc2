"""Functions with a binary label, one JSON object a line: `func`, `target` (0, 1 or null).

The layout of Devign as CodeXGLUE publishes it, of PrimeVul and of DiverseVul.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, Row, read_jsonl


def load_labelled(path: Path, corpus: str) -> Iterator[Row]:
    """Raises DatasetError on a row without `func` or `target`, or with another `target`."""
    for number, row in read_jsonl(path):
        text = row.get("func")
        if not isinstance(text, str):
            raise DatasetError(f"{path}:{number}: no text under 'func'")
        if "target" not in row:
            raise DatasetError(f"{path}:{number}: no 'target' (null where unknown)")
        target = row["target"]
        if target not in (0, 1, None):
            raise DatasetError(f"{path}:{number}: 'target' is {target!r}, not 0, 1 or null")
        yield Row(corpus, text, None if target is None else int(target))
