"""What a data set yields, and what a format is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vscan.domain import VscanError

Record = Mapping[str, Any]
"""One published record: column or field -> value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled function. `target` is 1 (vulnerable), 0, or None (unlabelled); `project` and
    `cwe` (as in "CWE-125", several with a space between) are empty where the corpus does not say."""

    corpus: str
    text: str
    target: int | None
    project: str = ""
    cwe: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """A record, or half of one, that yields no function, and why."""

    reason: str


class DatasetError(VscanError):
    """A data file is missing or a row of it is broken; names the file and the line."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a user obtains a corpus, under which terms, and what is known to be wrong with it."""

    paper: str
    obtain: str
    licence: str
    size: str
    faults: tuple[str, ...]
    verified: str


@dataclass(frozen=True, slots=True)
class Format:
    """How a corpus is published. A record of it has all of `fields`; a file of it is often called
    something with one of `names` in it. `rows` raises DatasetError, without file and line, on a
    record that breaks the format."""

    corpus: str
    fields: tuple[str, ...]
    names: tuple[str, ...]
    rows: Callable[[Record], Iterator[Row | Skip]]
    source: Source


def labelled(record: Record, corpus: str, func: str = "func", target: str = "target") -> Iterator[Row | Skip]:
    """The function under the field `func` with the label under `target`. Raises DatasetError."""
    text = record.get(func)
    if not isinstance(text, str):
        raise DatasetError(f"no text under {func!r}")
    if target not in record:
        raise DatasetError(f"no {target!r} (null where unknown)")
    label = label_of(record[target], target)
    if not text.strip():
        yield Skip("empty function")
        return
    yield Row(corpus, text, label, project_of(record), cwes(record.get("cwe")))


_LABELS: dict[str, int | None] = {
    "1": 1, "1.0": 1, "true": 1, "0": 0, "0.0": 0, "false": 0,
    "": None, "none": None, "null": None, "nan": None,
}  # fmt: skip


def label_of(value: object, field: str) -> int | None:
    """1, 0 or None, however a format writes them: numbers, booleans, text. Raises DatasetError."""
    try:
        return _LABELS[str(value).strip().lower()]
    except KeyError:
        raise DatasetError(f"{field!r} is {value!r:.80}, not 0, 1 or null") from None


def project_of(record: Record) -> str:
    return str(record.get("project") or "")


def cwes(value: object) -> str:
    """The CWE numbers in a text or list, each once, in order."""
    return " ".join(dict.fromkeys(re.findall(r"CWE-\d+", str(value).upper())))
