"""What a name or a member stands for, and the types of expressions."""

from __future__ import annotations

import re

from vscan.flow import library
from vscan.flow.bindings import Bindings
from vscan.flow.ctypes_ import DOUBLE, INT, SIZE, CType, base_type, pointer_to
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    SOMEWHERE,
    Address,
    Number,
    Unset,
    Value,
    number,
)

_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)([uUlLzZ]*)$")

_LITERALS = frozenset({"number_literal", "char_literal", "null", "false"})
_WRAPPERS = frozenset({"parenthesized_expression", "condition_clause"})


class Names(Bindings):
    """Variables, members and types."""

    def branch(self, node: Node | None, states: list[State]) -> tuple[list[State], list[State]]:
        raise NotImplementedError

    def path(self, node: Node, state: State) -> str | None:
        """The key of the variable or member that an expression names, or None."""
        if node.kind != "identifier":
            node = stripped(node)
        if node.kind == "identifier":
            return self.resolve(node.text)
        if node.kind == "field_expression":
            base, field = node.field("argument"), node.field("field")
            if base is None or field is None:
                return None
            key = self.path(base, state)
            if key is None:
                return None
            value = state.env.get(key)
            if isinstance(value, Address):
                key = value.name
            return f"{key}.{field.text}"
        if node.kind == "pointer_expression" and node.op == "*":
            value = state.env.get(self.path(node.children[-1], state) or "")
            return value.name if isinstance(value, Address) else None
        return None

    def note_number(self, node: Node, value: Number) -> None:
        super().note_number(node, value)
        if value.is_zero() and self._may_point(node):
            self.fact(node, "null-pointer")

    def _may_point(self, node: Node) -> bool:
        """A literal is no variable, nor is a variable that is known to be a number a pointer."""
        if node.kind == "identifier":
            return self.is_pointer(self.resolve(node.text))
        return node.kind not in _LITERALS

    def read(self, key: str, state: State) -> Value:
        value = state.env.get(key)
        if value is not None and not state.certain(key):
            self.escape(value, state)
            return None
        return value

    def _identifier(self, node: Node, state: State) -> Value:
        if node.text in library.LIMITS:
            return number(library.LIMITS[node.text])
        key = self.resolve(node.text)
        value = self.read(key, state)
        if value is None:
            return None
        self.note(node, value, state)
        if isinstance(value, Unset):
            # Said once a path.
            state.set(key, None)
        return value

    def _field(self, node: Node, state: State) -> Value:
        base = node.field("argument")
        if base is not None:
            value = self.evaluate(base, state)
            if is_arrow(node):
                self._dereferenced(base, value, state)
        key = self.path(node, state)
        value = self.read(key, state) if key is not None else None
        if value is not None:
            self.note(node, value, state)
        return value

    def _dereferenced(self, node: Node, value: Value, state: State) -> None:
        if value is not None:
            self.note(node, value, state)
            self.reach(node, value, None)
            self.used(value)
        key = self.path(node, state) if value is None else None
        if key is not None and self.is_pointer(key) and state.env.get(key) is None:
            # What was followed is not NULL.
            state.env[key] = SOMEWHERE

    def is_pointer(self, key: str) -> bool:
        """It may be one: it is no number, array or structure that is known to be such."""
        kind = self.types.get(key)
        return kind is None or kind.kind in ("pointer", "other")

    def type_of(self, node: Node, state: State) -> CType | None:
        """The type of an expression, None where it takes more than this function to know."""
        node = node if node.kind == "cast_expression" else stripped(node)
        if node.kind in ("identifier", "field_expression"):
            key = self.path(node, state)
            return self.types.get(key) if key is not None else None
        if node.kind == "number_literal":
            value = literal(node.text)
            if isinstance(value, float):
                return DOUBLE
            unsigned, wide = "u" in node.text.lower(), value is not None and abs(value) > INT.high
            return CType("int", 8 if wide or "l" in node.text.lower() else 4, not unsigned)
        if node.kind == "char_literal":
            return INT
        if node.kind == "sizeof_expression":
            return SIZE
        if node.kind == "cast_expression":
            return self._named_type(node.field("type"), state)
        if node.kind == "binary_expression":
            return self._common_type(node, state)
        if node.kind in ("subscript_expression", "pointer_expression") and node.children:
            inner = self.type_of(node.children[0], state)
            if node.op == "&":
                return pointer_to(inner)
            return inner.target if inner is not None else None
        if node.kind == "call_expression":
            name = library.plain_name(node.children[0].flat)
            if name in library.LENGTHS:
                return SIZE
            if name in library.PARSERS:
                return CType("int", *library.PARSERS[name])
        if node.kind in ("unary_expression", "update_expression") and node.children:
            return self.type_of(node.children[0], state)
        return None

    def _named_type(self, node: Node | None, state: State) -> CType:
        if node is None:
            return CType("other")
        base = base_type(node.field("type"))
        declarator = node.field("declarator")
        return self.declared(declarator, base, state)[1] if declarator is not None else base

    def _common_type(self, node: Node, state: State) -> CType | None:
        if node.op in ("<", ">", "<=", ">=", "==", "!=", "&&", "||"):
            return INT
        left, right = node.field("left"), node.field("right")
        a = self.type_of(left, state) if left is not None else None
        b = self.type_of(right, state) if right is not None else None
        if a is None or b is None:
            return None
        if a.is_pointer or b.is_pointer:
            return a if a.is_pointer else b
        if "float" in (a.kind, b.kind):
            return DOUBLE
        if a.kind != "int" or b.kind != "int":
            return None
        if max(a.size or 0, b.size or 0) < 4:
            return INT
        wide = max((a, b), key=lambda t: (t.size or 0, not t.signed))
        return wide if (wide.size or 0) >= 4 else INT


def stripped(node: Node) -> Node:
    """Without parentheses and casts around."""
    while True:
        if node.kind in _WRAPPERS and node.children:
            node = node.field("value") or node.children[-1]
        elif node.kind == "cast_expression" and (inner := node.field("value")) is not None:
            node = inner
        else:
            return node


def literal(text: str) -> int | float | None:
    """The value of a number as C writes it; the parser takes a sign before it for a part of it."""
    if text[:1] in ("-", "+"):
        value = literal(text[1:])
        return -value if value is not None and text[0] == "-" else value
    found = _NUMBER.match(text.replace("'", ""))
    if found is not None:
        digits = found.group(1)
        if digits.startswith("0") and digits.isdigit() and len(digits) > 1:
            return int(digits, 8) if all(d < "8" for d in digits) else None
        return int(digits, 0) if len(digits) < 40 else None
    try:
        return float(text.rstrip("fFlL"))
    except ValueError:
        return None


def is_arrow(node: Node) -> bool:
    return node.op == "->"
