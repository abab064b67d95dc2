"""The room that printable text takes in a terminal: wide characters fill two cells, marks that combine
none. Rich knows which; it is asked where there is more than ASCII."""

from __future__ import annotations


def cell_len(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def chop(text: str, width: int) -> list[str]:
    """Parts of at most `width` cells, filled from the left."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)]
    from rich.cells import chop_cells

    # Rich makes no part of text that fills no cell.
    return chop_cells(text, width) or [text]


def keep_start(text: str, width: int) -> str:
    """The start of `text` in at most `width` cells, with `…` when something is cut."""
    return text if cell_len(text) <= width else chop(text, width - 1)[0] + "…"


def keep_end(text: str, width: int, separator: str) -> str:
    """The end of `text` in at most `width` cells, led by `…` when something is cut; cut at a `separator`
    where one is near."""
    if cell_len(text) <= width:
        return text
    tail = text[-width:]
    while cell_len(tail) > width - 1:
        tail = tail[1:]
    cut = tail.find(separator)
    return "…" + (tail[cut:] if 0 < cut <= len(tail) // 2 else tail)
