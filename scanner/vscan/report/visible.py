"""Untrusted text made fit to show: nothing hidden, nothing the terminal would obey."""

from __future__ import annotations


def visible(text: str) -> str:
    """`text` with every unprintable character (control codes, newlines, direction overrides,
    undecodable bytes, invisible spaces) spelled as a Python escape such as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
