"""Arithmetic, and whether its results fit their types."""

from __future__ import annotations

import operator
from collections.abc import Callable

from vscan.flow import library
from vscan.flow.ctypes_ import CType
from vscan.flow.names import Names, stripped
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    SOMEWHERE,
    ZERO,
    Bound,
    Number,
    Pointer,
    Value,
    add,
    multiply,
    number,
)

ARITHMETIC = frozenset("+-*")

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "&": operator.and_, "|": operator.or_, "^": operator.xor, "<": operator.lt, ">": operator.gt,
    "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Arithmetic(Names):
    """Binary and unary operators; pointers that move."""

    def _binary(self, node: Node, state: State) -> Value:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return None
        if (
            node.op == "&"
            and left.kind == "parenthesized_expression"
            and left.children[0].kind == "identifier"
        ):
            # `(TYPE)&x`, which only a compiler can tell from `(a) & b`.
            self.escape(self.address(right, state), state)
            return None
        if node.op in ("&&", "||"):
            held, failed = self.branch(node, [state.copy()])
            state.become(held + failed)
            return None if held and failed else number(int(bool(held)))
        a, b = self.evaluate(left, state), self.evaluate(right, state)
        if node.op in ("/", "%"):
            self.divided_by(right, b)
        result = self._arithmetic(node, a, b, state)
        if isinstance(result, Number) and node.op in ARITHMETIC:
            return self._wrapped(node, result, self.type_of(node, state))
        return result

    def divided_by(self, node: Node, value: Value) -> None:
        if not isinstance(value, Number) or value.low is None or value.high is None:
            return
        if value.is_zero() or (value.tainted and value.low <= 0 <= value.high):
            self.fact(node, "zero-divisor")

    def _arithmetic(self, node: Node, a: Value, b: Value, state: State) -> Value:
        op = node.op
        if isinstance(b, Pointer) and isinstance(a, Number) and op == "+":
            a, b = b, a
        if isinstance(a, Pointer):
            return self._pointer_arithmetic(node, a, b, state)
        if not isinstance(a, Number) or not isinstance(b, Number):
            return self._masked(op, b if isinstance(b, Number) else a)
        if op in ("+", "-"):
            return add(a, b, 1 if op == "+" else -1)
        if op == "*":
            return multiply(a, b)
        if op == "/":
            return _divided(a, b)
        if op in ("%", "&"):
            return self._masked(op, b) if a.constant is None else _folded(op, a, b)
        return _folded(op, a, b)

    def _masked(self, op: str, limit: Value) -> Value:
        """`x % 8` and `x & 7` are below 8 whatever x is, if it is not negative."""
        if op not in ("%", "&") or not isinstance(limit, Number) or not isinstance(limit.constant, int):
            return None
        return Number(None, None)

    def _pointer_arithmetic(self, node: Node, a: Pointer, b: Value, state: State) -> Value:
        if isinstance(b, Pointer):
            same = a.region == b.region and node.op == "-" and a.offset and b.offset
            return add(a.offset, b.offset, -1) if same and a.offset and b.offset else None
        if node.op not in ("+", "-") or a.offset is None:
            return None if node.op not in ("+", "-") else Pointer(a.region, None, a.unchecked)
        kind = self.type_of(node, state)
        return self.moved(a, b, kind.target if kind is not None else None, 1 if node.op == "+" else -1)

    def address(self, inner: Node, state: State) -> Value:
        raise NotImplementedError

    def moved(self, pointer: Pointer, by: Value, target: CType | None, sign: int) -> Pointer:
        """The pointer some elements further on."""
        offset = None
        if isinstance(by, Number) and pointer.offset is not None and target is not None and target.size:
            step = multiply(by, Number(target.size, target.size, unit=target.unit))
            offset = add(pointer.offset, step, sign) if step is not None else None
        return Pointer(pointer.region, offset, pointer.unchecked)

    def _wrapped(self, node: Node, value: Number, kind: CType | None) -> Value:
        """The result of arithmetic in a type, None where it does not fit."""
        if kind is None or kind.kind != "int" or value.unit:
            return value
        over = value.high is not None and value.high > kind.high
        under = value.low is not None and value.low < kind.low
        if (over or under) and (value.tainted or kind.signed):
            self._misfit(node, over, under)
        return None if over or under else value

    def _misfit(self, node: Node, over: bool, under: bool) -> None:
        """Said once: what may be too large and too small, on this path or others, is too small if it is
        a difference."""
        found = self.facts.setdefault((node.start, node.end), set())
        found |= {name for name, holds in (("overflow", over), ("underflow", under)) if holds}
        if {"overflow", "underflow"} <= found:
            found.remove("overflow" if "-" in node.op else "underflow")

    def converted(self, value: Value, kind: CType, node: Node) -> Value:
        """The value stored in a variable of the type."""
        if not isinstance(value, Number) or kind.kind != "int" or value.unit:
            return value
        over = value.high is not None and value.high > kind.high
        under = value.low is not None and value.low < kind.low
        if not over and not under:
            return value
        inner = stripped(node)
        if kind.signed and (value.tainted or value.constant is not None) and (kind.size or 0) < 8:
            if inner.kind == "binary_expression" and inner.op in ARITHMETIC:
                self._misfit(inner, over, under)
            elif value.tainted or library.is_macro(inner.text) or inner.kind == "identifier":
                self.fact(inner, "truncated")
        elif not kind.signed and under and not over and inner.kind == "identifier":
            self.fact(inner, "made-unsigned")
        return None

    def _unary(self, node: Node, state: State) -> Value:
        value = self.evaluate(node.children[-1], state) if node.children else None
        if not isinstance(value, Number):
            return None
        if node.op == "-":
            return add(ZERO, value, -1)
        if node.op == "!" and value.constant is not None:
            return number(int(not value.constant))
        if node.op == "~" and isinstance(value.constant, int):
            return number(~value.constant)
        return value if node.op == "+" else None

    def _update(self, node: Node, state: State) -> Value:
        target = node.children[-1]
        old = self.evaluate(target, state)
        sign = 1 if node.op == "++" else -1
        kind = self.type_of(target, state)
        if isinstance(old, Pointer):
            new: Value = self.moved(old, number(1), kind.target if kind is not None else None, sign)
        elif old in (None, SOMEWHERE) and kind is not None and kind.kind == "pointer":
            new = SOMEWHERE
        elif isinstance(old, Number):
            new = add(old, number(1), sign)
            if isinstance(new, Number) and kind is not None:
                new = self._wrapped(node, new, kind)
        else:
            new = None
        key = self.path(target, state)
        if key is not None:
            state.set(key, new)
        return new if node.text.startswith(("++", "--")) else old


def _divided(a: Number, b: Number) -> Value:
    by: Bound = b.constant
    if not by or by < 0 or a.low is None or a.high is None or (a.unit and a.unit != b.unit):
        return None
    if not all(isinstance(x, int) for x in (a.low, a.high, by)):
        return None
    return Number(int(a.low / by) if a.low < 0 else a.low // by, a.high // by, a.tainted)


def _folded(op: str, a: Number, b: Number) -> Value:
    x, y = a.constant, b.constant
    if not isinstance(x, int) or not isinstance(y, int) or a.unit or b.unit:
        return None
    if op == "<<" and 0 <= y < 64 and 0 <= x < 1 << 64:
        return number(x << y)
    if op == ">>" and 0 <= y < 64 and x >= 0:
        return number(x >> y)
    if op == "%" and y > 0 and x >= 0:
        return number(x % y)
    folded = _OPERATORS.get(op)
    return number(int(folded(x, y))) if folded is not None else None
