"""Functions of your own: any file with a column for the text and one for the label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from vscan_trainer.datasets.base import DatasetError, Format, Record, Row, Skip, Source, labelled

FUNC_FIELDS = ("func", "code", "text")
TARGET_FIELDS = ("target", "label", "vul", "is_vulnerable")


def plain(corpus: str, func: str | None = None, target: str | None = None) -> Format:
    """The format of a file called `corpus`, with the fields named, or the first that its record has."""
    rows = partial(_rows, corpus=corpus, func=func, target=target)
    return Format(corpus=corpus, fields=(), names=(), rows=rows, source=_SOURCE)


def _rows(record: Record, *, corpus: str, func: str | None, target: str | None) -> Iterator[Row | Skip]:
    text = _field(record, FUNC_FIELDS, func, "no text under")
    label = _field(record, TARGET_FIELDS, target, "no label under")
    return labelled(record, str(record.get("corpus") or corpus), text, label)


def _field(record: Record, known: Sequence[str], given: str | None, complaint: str) -> str:
    for name in [given] if given else known:
        if name in record:
            return name
    names = given or ", ".join(known)
    raise DatasetError(f"{complaint} {names}; the fields are {', '.join(map(str, record)):.200}")


_SOURCE = Source(
    paper="",
    obtain="your own functions: JSON lines, a JSON array, CSV or Parquet",
    licence="yours",
    size="",
    faults=(),
    verified=(f"fields: {' or '.join(FUNC_FIELDS)}; {' or '.join(TARGET_FIELDS)}; project and cwe if any"),
)
