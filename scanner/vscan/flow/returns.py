"""What a function's declared result makes of an array that it returns."""

from __future__ import annotations

import re

from vscan.flow.ctypes_ import base_type
from vscan.flow.tree import Node

_PLACES = ("pointer_declarator", "reference_declarator", "array_declarator")
_VIEWS = re.compile(r"(\w*string_?view|span|StringPiece|StringRef|ArrayRef)$", re.I)
_OBJECTS = frozenset({"struct_specifier", "union_specifier", "enum_specifier"})


def returns_place(definition: Node, language: str) -> bool:
    """Does the caller get the array's address? A number or an object made of it is a copy."""
    kind, node = definition.field("type"), definition.field("declarator")
    while node is not None:
        if node.kind.endswith(_PLACES):
            return True
        trailing = next((child for child in node.children if child.kind == "trailing_return_type"), None)
        if trailing is not None:
            node = trailing.children[0]
        kind = node.field("type") or kind
        node = _next(node)
    return kind is not None and _is_place(kind, language)


def _next(node: Node) -> Node | None:
    """One step further in: the name of a conversion operator holds its type."""
    inner = node.field("declarator") or node.field("name")
    return inner or next((child for child in node.children if child.kind.endswith("declarator")), None)


def _is_place(kind: Node, language: str) -> bool:
    """In C a name that is unknown may stand for a pointer; in C++ it is a class more often."""
    if kind.text == "auto":
        return True
    if language == "c":
        return kind.kind not in _OBJECTS and base_type(kind).kind == "other"
    return _VIEWS.match(kind.flat.partition("<")[0].rpartition("::")[2]) is not None
