"""Records out of JSON lines, JSON arrays, CSV and Parquet, and rows into JSON lines."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from vscan_trainer.datasets.base import DatasetError, Row

PACKED = (".xz", ".gz")
_BROKEN = (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError, zlib.error, csv.Error)
# Files hold whole patches in one field; C's long, which bounds the limit, has 32 bits on some systems.
_CSV_FIELD = 2**31 - 1


def stem(path: Path) -> str:
    """The name without the suffixes of its format: "devign-train" of devign-train.jsonl.xz."""
    return Path(path.stem).stem if path.suffix in PACKED else path.stem


def read_records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, record) by the file's suffix, `.xz` and `.gz` unpacked; a place is "FILE:line" or
    "FILE: row n". Raises DatasetError on a file that cannot be read or has another suffix."""
    suffix = Path(path.stem).suffix if path.suffix in PACKED else path.suffix
    readers = {".parquet": _parquet, ".csv": _csv, ".json": _json, ".jsonl": _json, ".ndjson": _json}
    if suffix not in readers:
        raise DatasetError(
            f"{path}: the name ends in none of {', '.join(readers)} (or these with .xz or .gz)"
        )
    try:
        yield from readers[suffix](path)
    except _BROKEN as error:
        raise DatasetError(f"cannot read {path}: {error}") from error


def _open(path: Path) -> IO[str]:
    """A mark at the start, as spreadsheets write it, is no part of the first field."""
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8-sig", newline="")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _json(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """One object a line, or one array of objects: some corpora call either `.json`."""
    with _open(path) as file:
        if file.read(1) == "[":
            yield from _array(path, "[" + file.read())
            return
        file.seek(0)
        for number, line in enumerate(file, 1):
            yield f"{path}:{number}", _object(line, f"{path}:{number}")


def _array(path: Path, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, record in enumerate(_parse(text, str(path)), 1):
        if not isinstance(record, dict):
            raise DatasetError(f"{path}: row {number}: not a JSON object")
        yield f"{path}: row {number}", record


def _object(line: str, place: str) -> dict[str, Any]:
    record = _parse(line, place)
    if not isinstance(record, dict):
        raise DatasetError(f"{place}: not a JSON object")
    return record


def _parse(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{place}: not JSON: {error}") from None


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    csv.field_size_limit(_CSV_FIELD)
    with _open(path) as file:
        reader = csv.DictReader(file, strict=True)
        for record in reader:
            yield f"{path}:{reader.line_num}", record


def _parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise DatasetError(f"{path}: Parquet needs pyarrow: pip install '.[parquet]'") from None
    try:
        with parquet.ParquetFile(path) as file:
            records = (record for batch in file.iter_batches(1024) for record in batch.to_pylist())
            for number, record in enumerate(records, 1):
                yield f"{path}: row {number}", record
    except pyarrow.ArrowException as error:
        raise DatasetError(f"cannot read {path}: {error}") from error


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """As JSON lines that every verb reads, whole or not at all; packed where the name says so.
    Raises DatasetError."""
    if Path(path.stem if path.suffix in PACKED else path.name).suffix != ".jsonl":
        raise DatasetError(f"{path}: rows are written to .jsonl, .jsonl.xz or .jsonl.gz")
    partial = path.with_name(f"partial.{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _create(partial) as file:
            for row in rows:
                file.write(json.dumps(_record(row)) + "\n")
        partial.replace(path)
    except OSError as error:
        raise DatasetError(f"cannot write {path}: {error}") from error
    finally:
        if partial.exists():
            partial.unlink()


def _create(path: Path) -> IO[str]:
    # The least effort: the default takes minutes for the larger corpora and saves a tenth.
    if path.suffix == ".xz":
        return lzma.open(path, "wt", encoding="utf-8", preset=1)
    if path.suffix == ".gz":
        return gzip.open(path, "wt", encoding="utf-8")
    return path.open("w", encoding="utf-8")


def _record(row: Row) -> dict[str, Any]:
    record = {"corpus": row.corpus, "project": row.project, "cwe": row.cwe}
    return {k: v for k, v in record.items() if v} | {"target": row.target, "func": row.text}
