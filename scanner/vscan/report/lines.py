"""Lines of a screen: pieces of text with looks, wrapped and put beside each other.

Rich lays out any table, and takes a millisecond a row and a tenth of a second to import; a ranking needs
text with hanging indents, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from vscan.report.cells import cell_len, chop

_RENDITIONS = {
    "bold": "1",
    "dim": "2",
    "yellow": "33",
    "cyan": "36",
    "bold red": "1;31",
    "bold yellow": "1;33",
    "bold magenta": "1;35",
}
"""Looks, as rich would call them too, and what tells a terminal of them (ECMA-48, SGR)."""
_WORD = re.compile(r"\s*(\S+)")


class Piece(NamedTuple):
    """Printable text; `look` is '' or one of those above, `link` '' or where a click leads."""

    text: str
    look: str = ""
    link: str = ""


Line: TypeAlias = tuple[Piece, ...]


def paint(line: Line, *, color: bool) -> str:
    """What a terminal is sent, without blanks at the end."""
    return "".join(_painted(piece) if color else piece.text for piece in line).rstrip()


def wrap(line: Line, width: int) -> list[Line]:
    """Lines of at most `width` cells, broken between words, or within one that is longer than a line."""
    text = "".join(piece.text for piece in line)
    if cell_len(text) <= width:
        return [line]
    edges = [0, *_breaks(text, width), len(text)]
    return [_part(line, start, len(text[:end].rstrip())) for start, end in pairwise(edges)]


def beside(head: Line, indent: int, lines: Iterable[Line]) -> Iterator[Line]:
    """`lines` at the right of `head`, which is `indent` cells wide, or `head` alone where there are none."""
    first, *others = [*lines] or [()]
    yield head + first
    yield from indented(indent, others)


def indented(indent: int, lines: Iterable[Line]) -> Iterator[Line]:
    blank = (Piece(" " * indent),)
    return (blank + line for line in lines)


def titled(title: str, items: Iterable[Line], width: int) -> Iterator[Line]:
    """A list below its title; nothing at all without items."""
    for number, item in enumerate(items):
        if not number:
            yield from ((), (Piece(title, "dim"),))
        yield from indented(2, wrap(item, width - 2))


def plain(text: str) -> Line:
    return (Piece(text),)


def left(piece: Piece, width: int) -> Line:
    """Filled up with blanks, which have no look themselves."""
    return piece, Piece(" " * (width - cell_len(piece.text)))


def right(piece: Piece, width: int) -> Line:
    """Like `left`, with the blanks before it."""
    return left(piece, width)[::-1]


def _painted(piece: Piece) -> str:
    text, look, link = piece
    shown = f"\x1b[{_RENDITIONS[look]}m{text}\x1b[0m" if look and text else text
    return f"\x1b]8;;{link}\x1b\\{shown}\x1b]8;;\x1b\\" if link else shown


def _breaks(text: str, width: int) -> Iterator[int]:
    """Where each line but the first begins."""
    used = 0
    for match in _WORD.finditer(text):
        used += cell_len(match[0])
        if used <= width:
            continue
        start, parts = match.start(1), chop(match[1], width)
        for part in parts:
            if start:
                yield start
            start += len(part)
        used = cell_len(parts[-1])


def _part(line: Line, start: int, end: int) -> Line:
    """What stands from one character to another."""
    found, offset = [], 0
    for text, look, link in line:
        if some := text[max(start - offset, 0) : max(end - offset, 0)]:
            found.append(Piece(some, look, link))
        offset += len(text)
    return tuple(found)
