"""Formatted text that nothing bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vscan.flow import library
from vscan.flow.names import stripped
from vscan.flow.tree import Node

_ARGUMENTS = frozenset({"sprintf", "wsprintf", "wsprintfA", "wsprintfW", "_stprintf"})
_LISTS = frozenset({"vsprintf", "wvsprintf", "wvsprintfA", "wvsprintfW", "_vstprintf"})
_STRINGS = frozenset({"string_literal", "concatenated_string"})
_CONVERSION = re.compile(
    r"%(?:(\d+)\$)?[-+ #0']*(\*|\d+)?(\.(?:\*|\d*))?(?:hh|h|ll|l|j|z|t|L|q|I64|I32|w)?([A-Za-z%])"
)


def unlimited(body: Node) -> Iterator[Node]:
    """Calls that write a text of any length to a buffer whose size they do not know."""
    for node in body.walk():
        arguments = node.field("arguments") if node.kind == "call_expression" else None
        if arguments is None:
            continue
        name = library.plain_name(node.children[0].flat)
        if (name in _ARGUMENTS or name in _LISTS) and len(arguments.children) > 1:
            texts, values = _format_of(arguments.children[1:])
            if name in _ARGUMENTS:
                found = any(_is_unlimited(text, values) for text in texts)
            else:
                found = not texts or any(_is_unlimited(text, None) for text in texts)
            if found:
                yield node


def _format_of(nodes: list[Node]) -> tuple[list[str], list[Node]]:
    """What it may be, and the arguments behind it."""
    if nodes[0].kind == "ERROR" and len(nodes) > 1:
        # `"%" PRIu64 "\n"` as the parser for C++ reads it.
        return ["".join(_texts(nodes[0])) + text for text in _texts(nodes[1])], nodes[2:]
    return _texts(nodes[0]), nodes[1:]


def _texts(node: Node) -> list[str]:
    """The formats that an expression may stand for, as far as they are written there."""
    if node.kind == "string_literal":
        return [node.text[node.text.find('"') + 1 : -1]]
    if node.kind == "concatenated_string":
        return ["".join(_piece(child) for child in node.children)]
    return [text for child in node.children for text in _texts(child)]


def _piece(node: Node) -> str:
    """`PRIu64` is the end of a conversion; what another macro stands for is unknown."""
    return "".join(_texts(node)) or ("d" if node.text.startswith("PRI") else "")


def _is_unlimited(text: str, arguments: list[Node] | None) -> bool:
    """Has the format a %s without a precision, for an argument (None: nobody knows which) of any length?"""
    at = 0
    for number, width, precision, conversion in _CONVERSION.findall(text):
        if conversion == "%":
            continue
        at += (width == "*") + (precision == ".*")
        index = int(number) - 1 if number else at
        if conversion in "sS" and not precision:
            if arguments is None:
                return True
            if index < len(arguments) and not _is_literal(arguments[index]):
                return True
        at += 1
    return False


def _is_literal(node: Node) -> bool:
    """A text written here, whichever way a condition comes out, or a macro that is one by its name."""
    node = stripped(node)
    if node.kind == "conditional_expression":
        arms = node.field("consequence"), node.field("alternative")
        return all(arm is not None and _is_literal(arm) for arm in arms)
    return node.kind in _STRINGS or (node.kind == "identifier" and library.is_macro(node.text))
