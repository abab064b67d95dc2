"""Corpora by format; each yields `Row`s from the file a user has obtained (see docs/data.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, Format, Record, Row, Source
from vscan_trainer.datasets.bigvul import BIGVUL
from vscan_trainer.datasets.devign import DEVIGN
from vscan_trainer.datasets.diversevul import DIVERSEVUL
from vscan_trainer.datasets.files import read_records, stem, write_rows
from vscan_trainer.datasets.plain import plain
from vscan_trainer.datasets.primevul import PRIMEVUL
from vscan_trainer.datasets.sven import SVEN, Pair, load_pairs

__all__ = ["FORMATS", "DatasetError", "Pair", "Row", "Source", "load", "load_pairs", "write_rows"]

FORMATS: dict[str, Format] = {
    "devign": DEVIGN,
    "primevul": PRIMEVUL,
    "diversevul": DIVERSEVUL,
    "bigvul": BIGVUL,
    "sven": SVEN,
    "plain": plain(""),
}


def load(
    path: Path,
    format: str | None = None,
    *,
    func_field: str | None = None,
    target_field: str | None = None,
    index: Path | None = None,
    skipped: Counter[str] | None = None,
) -> Iterator[Row]:
    """The rows of a file in its order; the format guessed from its name and first record when None.

    The two fields are those of a plain file. `index` picks records by their position from 0, one
    number a line. What yields no function is counted in `skipped` by reason. Raises DatasetError.
    """
    if format is not None and format not in FORMATS:
        raise DatasetError(f"no format is called {format}; there are {', '.join(FORMATS)}")
    records = read_records(path)
    first = next(records, None)
    if first is None:
        raise DatasetError(f"{path}: holds no rows")
    if func_field or target_field or format == "plain":
        chosen = plain(stem(path), func_field, target_field)
    else:
        chosen = FORMATS[format] if format else _guess(path, first[1])
    everything = chain([first], records)
    for place, record in _picked(everything, path, index) if index else everything:
        try:
            for row in chosen.rows(record):
                if isinstance(row, Row):
                    yield row
                elif skipped is not None:
                    skipped[row.reason] += 1
        except DatasetError as error:
            raise DatasetError(f"{place}: {error}") from None


def _guess(path: Path, record: Record) -> Format:
    """By the file's name and the record's fields; by fields alone where they are like no other's."""
    fitting = [one for one in FORMATS.values() if one.fields and all(f in record for f in one.fields)]
    for one in fitting:
        if any(name in path.name.lower() for name in one.names):
            return one
    for one in fitting:
        if "func" not in one.fields:
            return one
    return plain(stem(path))


def _picked(
    records: Iterator[tuple[str, dict[str, object]]], path: Path, index: Path
) -> Iterator[tuple[str, dict[str, object]]]:
    wanted = _positions(index)
    count = 0
    for count, placed in enumerate(records, 1):
        if count - 1 in wanted:
            yield placed
    if wanted and max(wanted) >= count:
        raise DatasetError(f"{index}: names row {max(wanted)}, but {path} holds {count}, counted from 0")


def _positions(index: Path) -> set[int]:
    try:
        lines = index.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"cannot read {index}: {error}") from error
    wanted = set()
    for number, line in enumerate(lines, 1):
        if not line.strip().isdecimal():
            raise DatasetError(f"{index}:{number}: {line!r:.80} is not a row's position")
        wanted.add(int(line))
    return wanted
