"""SVEN: functions before and after a fix, with the changed lines and the CWE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, read_jsonl

_FIELDS = ("func_src_before", "func_src_after", "vul_type")


@dataclass(frozen=True, slots=True)
class Pair:
    """A vulnerable function and its fix; `cwe` as in "cwe-125"."""

    before: str
    after: str
    cwe: str


def load_pairs(path: Path) -> Iterator[Pair]:
    """The C and C++ pairs of SVEN's files. Raises DatasetError on a row without its fields."""
    for number, row in read_jsonl(path):
        fields = [row.get(name) for name in ("file_name", *_FIELDS)]
        if not all(isinstance(field, str) for field in fields):
            raise DatasetError(f"{path}:{number}: no text under one of {', '.join(_FIELDS)}, file_name")
        name, before, after, cwe = map(str, fields)
        if not name.endswith(".py"):
            yield Pair(before, after, cwe)
