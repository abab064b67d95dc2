"""SVEN: functions before and after a fix, with the changed lines and the CWE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, Format, Record, Row, Skip, Source, cwes
from vscan_trainer.datasets.files import read_records

_FIELDS = ("func_src_before", "func_src_after", "vul_type", "file_name")


@dataclass(frozen=True, slots=True)
class Pair:
    """A vulnerable function and its fix; `cwe` as in "cwe-125"."""

    before: str
    after: str
    cwe: str


def load_pairs(path: Path) -> Iterator[Pair]:
    """The C and C++ pairs of SVEN's files. Raises DatasetError on a record without its fields."""
    for place, record in read_records(path):
        try:
            pair = _pair(record)
        except DatasetError as error:
            raise DatasetError(f"{place}: {error}") from None
        if pair:
            yield pair


def _pair(record: Record) -> Pair | None:
    fields = [record.get(name) for name in _FIELDS]
    if not all(isinstance(field, str) for field in fields):
        raise DatasetError(f"no text under one of {', '.join(_FIELDS)}")
    before, after, cwe, file = map(str, fields)
    return None if file.endswith(".py") else Pair(before, after, cwe)


def _rows(record: Record) -> Iterator[Row | Skip]:
    pair = _pair(record)
    if not pair:
        yield Skip("pair in Python")
        return
    project = str(record.get("commit_link") or "").partition("/commit/")[0].removeprefix("github.com/")
    for text, target in ((pair.before, 1), (pair.after, 0)):
        if text.strip():
            yield Row("sven", text, target, project, cwes(pair.cwe))
        else:
            yield Skip("empty function")


SVEN = Format(
    corpus="sven",
    fields=_FIELDS,
    names=("sven",),
    rows=_rows,
    source=Source(
        paper=(
            "He and Vechev, Large Language Models for Code: Security Hardening and Adversarial Testing, "
            "CCS 2023"
        ),
        obtain="the files under data_train_val of the authors' SVEN project",
        licence="project: MIT; functions: those of the projects they come from",
        size="about 800 pairs of a function and its fix, checked by hand, in C, C++ and Python",
        faults=(
            "a function and its fix are near duplicates with both labels: keep pairs in one part",
            "half of the functions are vulnerable",
        ),
        verified="fields: the published file",
    ),
)
