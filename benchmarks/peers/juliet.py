"""Juliet's cases: flawed and sound functions, under names that tell nobody which is which."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vscan.domain import SourceFile
from vscan.extract import extract
from vscan.languages import language_of

# Names that tell the flaw or its fix. The standard library's are left alone.
_TELLING = re.compile(r"CWE\d+_\w+|\w*?(?:bad|good|b2g|g2b)\w*", re.I)
_PIECE = re.compile(r"bad|good|b2g|g2b", re.I)
_STANDARD = frozenset({"bad_alloc", "bad_cast", "bad_exception", "bad_typeid"})


@dataclass(frozen=True, slots=True)
class Truth:
    """A function, by its lines in the file called `file`."""

    file: str
    cwe: int
    start_line: int
    end_line: int
    flawed: bool


def load(path: Path, half: int | None) -> list[dict[str, str]]:
    """The cases; with `half` 0 or 1, every other one of each CWE."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: (row["cwe"], row["file"]))
    seen: dict[str, int] = {}
    chosen = []
    for row in rows:
        number = seen[row["cwe"]] = seen.get(row["cwe"], -1) + 1
        if half is None or number % 2 == half:
            chosen.append(row)
    return chosen


def masked(text: str, salt: str) -> str:
    """The text with every name that says bad, good, or which CWE it is about replaced, one name by one."""

    def token(word: str) -> str:
        return "n" + hashlib.sha256(f"{salt}\0{word}".encode()).hexdigest()[:6]

    def rename(found: re.Match[str]) -> str:
        word = found.group()
        if word in _STANDARD:
            return word
        if word.upper().startswith("CWE"):
            return token(word)
        return _PIECE.sub(lambda piece: token(piece.group().lower()), word)

    return _TELLING.sub(rename, text)


def write(rows: Sequence[dict[str, str]], folder: Path) -> list[Truth]:
    """Masked files under numbered names; which functions of them are flawed."""
    truths = []
    for number, row in enumerate(rows):
        name = f"case{number:04}{Path(row['file']).suffix}"
        (folder / name).write_text(masked(row["text"], row["file"]), encoding="utf-8")
        truths += _truths(row, name)
    return truths


def _truths(row: dict[str, str], name: str) -> Iterator[Truth]:
    """Functions called neither bad nor good are neither."""
    language = language_of(row["file"], row["text"])
    assert language is not None
    for function in extract(SourceFile(name, language, row["text"])):
        own = function.name.split("::")[-1].lower()
        if "bad" in own or "good" in own:
            cwe = int(row["cwe"].removeprefix("CWE"))
            yield Truth(name, cwe, function.span.start_line, function.span.end_line, "bad" in own)
