"""SVEN: functions before and after a fix, with the changed lines and the CWE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, read_jsonl


@dataclass(frozen=True, slots=True)
class Pair:
    """A vulnerable function and its fix; `cwe` as in "cwe-125"."""

    before: str
    after: str
    cwe: str


def load_pairs(path: Path) -> Iterator[Pair]:
    """The C and C++ pairs of SVEN's files. Raises DatasetError on a row without its fields."""
    for number, row in read_jsonl(path):
        try:
            if str(row["file_name"]).endswith(".py"):
                continue
            yield Pair(row["func_src_before"], row["func_src_after"], row["vul_type"])
        except KeyError as error:
            raise DatasetError(f"{path}:{number}: no {error}") from None
