"""What a data set yields."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vscan.domain import VscanError


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled function. `target` is 1 (vulnerable), 0, or None (unlabelled)."""

    corpus: str
    text: str
    target: int | None


class DatasetError(VscanError):
    """A data file is missing or a row of it is broken; names the file and the line."""


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object) of a `.jsonl` or `.jsonl.xz` file. Raises DatasetError."""
    opened = lzma.open if path.suffix == ".xz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise DatasetError(f"{path}:{number}: not JSON: {error}") from None
                if not isinstance(row, dict):
                    raise DatasetError(f"{path}:{number}: not a JSON object")
                yield number, row
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise DatasetError(f"cannot read {path}: {error}") from error
