"""The hash by which code scanning recognises a line: of the file as its uploader reads it."""

from __future__ import annotations

import re
from itertools import accumulate

_UNITS = 100
_BASE = 37
_END = "\uffff"
_MASK = 2**64 - 1
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class LineHashes:
    """One a line of a text, the first line's first: `hash:n` for the n-th line of this hash. A hash is
    computed when it is asked for, as a report points at few lines.

    The hash is a polynomial, modulo 2 to the 64, over the 100 UTF-16 units from the start of the line;
    spaces and tabs count for nothing, every line end for a line feed, and past the end of the text
    stands a mark, then zeros. A text that ends in a line end has an empty last line.
    """

    def __init__(self, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
        text = _ASTRAL.sub(_surrogates, text)
        lengths = (len(line) + 1 for line in text.split("\n")[:-1])
        self._starts = [0, *accumulate(lengths)]
        self._units = text + _END + "\0" * _UNITS

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index: int) -> str:
        start = self._starts[index]
        seen = self._units[start : start + _UNITS]
        value = 0
        for unit in seen:
            value = (value * _BASE + ord(unit)) & _MASK
        return f"{value:x}:{self._lines_like(seen, start)}"

    def _lines_like(self, seen: str, last: int) -> int:
        """How many lines up to the one that starts at `last` have these units, so that hash."""
        count = int(self._units.startswith(seen))
        line = f"\n{seen}"
        at = self._units.find(line)
        while -1 < at < last:
            count += 1
            at = self._units.find(line, at + 1)
        return count


def _surrogates(astral: re.Match[str]) -> str:
    """The two UTF-16 units of a character beyond the basic plane."""
    high, low = divmod(ord(astral.group()) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)
