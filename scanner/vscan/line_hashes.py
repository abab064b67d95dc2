"""The hash by which code scanning recognises a line: of the file as its uploader reads it."""

from __future__ import annotations

import sys

_UNITS = 100
_BASE = 37
_LINE_FEED = 10
_END = "\uffff"
_MASK = 2**64 - 1
_SMALL = 50_000


class LineHashes:
    """One a line of a text, the first line's first: `hash:n` for the n-th line of this hash.

    The hash is a polynomial, modulo 2 to the 64, over the 100 UTF-16 units from the start of the line;
    spaces and tabs count for nothing, every line end for a line feed, and past the end of the text
    stands a mark, then zeros. A text that ends in a line end has an empty last line.
    """

    def __init__(self, text: str) -> None:
        self._values = _hashes(text)

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> str:
        value = self._values[index]
        return f"{value:x}:{self._values[: index + 1].count(value)}"


def _hashes(text: str) -> list[int]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    units = (text + _END + "\0" * _UNITS).encode("utf-16-le", "surrogatepass")
    # To import numpy takes longer than a file of ordinary size does without.
    return hashed_one_by_one(units) if len(text) < _SMALL and "numpy" not in sys.modules else hashed(units)


def hashed(padded: bytes) -> list[int]:
    """Of a text in UTF-16 with its end mark and zeros, all lines at once."""
    import numpy as np

    units = np.frombuffer(padded, "<u2").astype(np.uint64)
    starts = np.flatnonzero(units[: -_UNITS - 1] == _LINE_FEED) + 1
    starts = np.concatenate(([0], starts))
    hashes = np.zeros(len(starts), np.uint64)
    for unit in range(_UNITS):
        hashes = hashes * np.uint64(_BASE) + units[starts + unit]
    numbers: list[int] = hashes.tolist()
    return numbers


def hashed_one_by_one(padded: bytes) -> list[int]:
    """The same without numpy."""
    units = memoryview(padded).cast("H").tolist()
    if sys.byteorder == "big":
        units = [(unit & 255) << 8 | unit >> 8 for unit in units]
    starts = [0, *(i + 1 for i, unit in enumerate(units[: -_UNITS - 1]) if unit == _LINE_FEED)]
    numbers = []
    for start in starts:
        number = 0
        for unit in units[start : start + _UNITS]:
            number = (number * _BASE + unit) & _MASK
        numbers.append(number)
    return numbers
