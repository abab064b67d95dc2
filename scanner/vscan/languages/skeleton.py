"""C and C++ without what its grammar stumbles over: macros in signatures, and the insides of bodies.

A grammar knows no macros, and one error inside a body can swallow the functions that follow. What is
left here has the same bytes and lines, and parses: signatures and empty bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vscan.languages.preprocessor import COMMENT, LITERAL, REST_OF_LINE, blank, branches

_SKIPPED = COMMENT + b"|" + LITERAL + rb"|^[ \t]*#" + REST_OF_LINE
_OUTSIDE = re.compile(b"(?P<skipped>" + _SKIPPED + rb"|\s+)|\w+|.", re.MULTILINE | re.DOTALL)
_INSIDE = re.compile(_SKIPPED + b"|(?P<open>\\{)|(?P<close>\\})", re.MULTILINE | re.DOTALL)
_MARGIN_CLOSE = re.compile(rb"^\}", re.MULTILINE)
_BEFORE_BODY = frozenset(
    {b")", b";", b"}", b"const", b"override", b"final", b"noexcept", b"volatile", b"try"}
)

_NAME = rb"[A-Z][A-Z0-9]*_[A-Z0-9_]+"
_MODIFIER = rb"(?<!static)(?<!extern)(?<!inline)(?<!const)(?<!define)"
_ATTRIBUTES = re.compile(
    b"|".join(
        (
            rb"(?<=[\w*])(?<!define)\s+[A-Z][A-Z0-9_]+\s*\([^(){};#]*\)(?=\s+\w+\s*\()",  # void A(2, 3) f(
            rb"(?<=\w)" + _MODIFIER + rb"\s+" + _NAME + rb"(?=\s+\w+\s*\()",  # void A_B f(
            rb"(?<=\w)\s+" + _NAME + rb"(?=\s*[,)])",  # (int x A_B, int y A_B)
            rb"(?<=[(,])\s*" + _NAME + rb"(?=\s+\w+[\s*]+\w+\s*[,)])",  # (A_B int x)
            rb"\b" + _NAME + rb"(?=\s+(?:static|inline|constexpr|explicit|virtual)\b)",  # A_B inline void f(
            rb"(?:(?<=class)|(?<=struct))\s+[A-Z][A-Z0-9_]+(?=\s+\w+\s*(?:[:{]|final))",  # class A C {
            rb"\bQ_[A-Z_]+\b(?:\s*\([^(){}]*\))?|\b(?:signals|Q_SIGNALS)\s*:",  # Qt
            rb"(?:(?<=public)|(?<=private)|(?<=protected))\s+slots(?=\s*:)",
        )
    )
)


# Each of the above holds one of these, behind white space or not: cheaper to look for.
_ATTRIBUTE_NAME = re.compile(rb"\b(?:[A-Z][A-Z0-9_]|signals\b|slots\b)")


def skeletons(source: bytes) -> Iterator[bytes]:
    """The first branches of conditional compilation, then the other ones."""
    first, others = branches(source, first=True), branches(source, first=False)
    for variant in (first, others) if others != first else (first,):
        yield _without_bodies(_without_attributes(variant))


def _without_attributes(source: bytes) -> bytes:
    kept: list[bytes] = []
    done = 0
    for name in _ATTRIBUTE_NAME.finditer(source):
        start = gap = name.start()
        while gap > done and source[gap - 1 : gap].isspace():
            gap -= 1
        found = _ATTRIBUTES.match(source, gap) or _ATTRIBUTES.match(source, start) if start >= done else None
        if found:
            kept += [source[done : found.start()], blank(found[0])]
            done = found.end()
    return b"".join([*kept, source[done:]])


def _without_bodies(source: bytes) -> bytes:
    kept: list[bytes] = []
    position = done = 0
    previous = b""
    while match := _OUTSIDE.match(source, position):
        position = match.end()
        if match["skipped"] is not None:
            continue
        if match[0] == b"{" and previous in _BEFORE_BODY:
            end = _end_of_body(source, position)
            kept += [source[done:position], blank(source[position:end])]
            position = done = end
        previous = match[0]
    return b"".join([*kept, source[done:]])


def _end_of_body(source: bytes, start: int) -> int:
    """Where the closing brace stands; that at the margin if macros leave the braces unbalanced."""
    depth = 1
    for match in _INSIDE.finditer(source, start):
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
            if depth == 0:
                return match.start()
    margin = _MARGIN_CLOSE.search(source, start)
    return margin.start() if margin else len(source)
