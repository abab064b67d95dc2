"""Conditional compilation, resolved without knowing what is defined."""

from __future__ import annotations

import re

# what is not closed ends with its line or the file: a pattern that fails there would be tried again and
# again, in quadratic time
_BLOCK_COMMENT = rb"/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
COMMENT = _BLOCK_COMMENT + rb"|//(?:\\\r?\n|[^\n])*"
LITERAL = rb"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?"
REST_OF_LINE = rb"(?:\\\r?\n|" + _BLOCK_COMMENT + rb"|[^\n])*"
_TOKEN = re.compile(
    COMMENT
    + b"|"
    + LITERAL
    + rb"|^[ \t]*#[ \t]*(?P<directive>if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b"
    + rb"(?P<condition>"
    + REST_OF_LINE
    + rb")",
    re.MULTILINE | re.DOTALL,
)
_BLANK = bytes(byte if byte in b"\r\n" else ord(" ") for byte in range(256))


def branches(source: bytes, first: bool) -> bytes:
    """The same number of bytes and lines, without the directives of conditional compilation.

    Of every `#if` it keeps the first branch that is not under `#if 0`, or else the others; both times
    where there is only one.
    """
    directives = [match for match in _TOKEN.finditer(source) if match["directive"]]
    has_alternative = _alternatives([match["directive"] for match in directives])
    kept: list[bytes] = []
    done = 0
    keeping = True
    enclosing: list[tuple[bool, bool]] = []  # for each open #if: kept around it, its first live branch passed
    for match, alternative in zip(directives, has_alternative, strict=True):
        stretch = source[done : match.start()]
        kept += [stretch if keeping else blank(stretch), blank(match[0])]
        done = match.end()
        if match["directive"].startswith(b"if"):
            is_dead = match["condition"].split(b"/")[0].strip() == b"0"
            enclosing.append((keeping, not is_dead))
            keeping = keeping and (first is not is_dead or not (alternative or is_dead))
        elif enclosing and match["directive"] == b"endif":
            keeping = enclosing.pop()[0]
        elif enclosing:
            around, passed = enclosing[-1]
            enclosing[-1] = (around, True)
            keeping = around and first is not passed
    rest = source[done:]
    return b"".join([*kept, rest if keeping else blank(rest)])


def _alternatives(directives: list[bytes]) -> list[bool]:
    """For each directive, whether it is an #if with an #elif or #else."""
    has_alternative = [False] * len(directives)
    enclosing: list[int] = []
    for index, directive in enumerate(directives):
        if directive.startswith(b"if"):
            enclosing.append(index)
        elif enclosing and directive == b"endif":
            enclosing.pop()
        elif enclosing:
            has_alternative[enclosing[-1]] = True
    return has_alternative


def blank(stretch: bytes) -> bytes:
    return stretch.translate(_BLANK)
