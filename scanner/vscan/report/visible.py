"""Untrusted text made fit to show: nothing hidden, nothing the terminal would obey, nothing too wide."""

from __future__ import annotations


def visible(text: str) -> str:
    """`text` with every unprintable character (control codes, newlines, direction overrides,
    undecodable bytes, invisible spaces) spelled as a Python escape such as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def keep_end(text: str, width: int, separator: str) -> str:
    """The end of `text` in at most `width` terminal cells, led by `…` when something is cut; cut
    at a `separator` where one is near."""
    from rich.cells import cell_len

    if cell_len(text) <= width:
        return text
    tail = text[-width:]
    while cell_len(tail) > width - 1:
        tail = tail[1:]
    cut = tail.find(separator)
    return "…" + (tail[cut:] if 0 < cut <= len(tail) // 2 else tail)


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
