"""What a comparison that came out one way says of its operands."""

from __future__ import annotations

from vscan.flow.expressions import Expressions
from vscan.flow.names import stripped
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import SOMEWHERE, ZERO, Bound, Number, Pointer, Unset, Value

UNKNOWN = Number(None, None)

# What comparing a descriptor says of whether it was opened.
_FAILURES: dict[tuple[str, int | float], bool] = {
    ("==", -1): True, ("<=", -1): True, ("<", 0): True,
    ("!=", -1): False, (">", -1): False, (">=", 0): False, (">", 0): False,
}  # fmt: skip


class Narrowing(Expressions):
    """`_compared` narrows variables; a path that cannot be ends."""

    def _compared(self, node: Node, op: str, other: Value, state: State) -> bool:
        target = tested(node)
        key = self.path(target, state)
        if key is not None:
            return self._narrow(key, op, other, state)
        for name in _checked_names(target):
            inside = self.resolve(name)
            if isinstance(state.env.get(inside), Number):
                # Checked in a way that is not followed here.
                state.env[inside] = None
        return True

    def _narrow(self, key: str, op: str, other: Value, state: State) -> bool:
        """What a comparison that came out true says of a variable; False where it cannot have."""
        value = state.env.get(key)
        if isinstance(value, Pointer):
            return self._narrow_pointer(key, value, op, other, state)
        if isinstance(value, Unset):
            return True
        if value == SOMEWHERE and other != ZERO:
            value = None
        limit = other if isinstance(other, Number) else UNKNOWN
        if value is None:
            if op == "==" and isinstance(other, Number) and other.constant is not None and not other.tainted:
                state.env[key] = other
            elif op == "!=" and limit.is_zero() and self.is_pointer(key):
                state.env[key] = SOMEWHERE
            elif limit.constant is not None and op in ("<", "<=", ">", ">="):
                state.env[key] = _clipped(Number(None, None, unit=limit.unit), op, limit)
            return True
        if not isinstance(value, Number):
            return True
        if op == "!=":
            return self._excluded(key, value, limit, state)
        new = _clipped(value, op, limit)
        if new.low is not None and new.high is not None and new.low > new.high:
            return False
        state.env[key] = new
        return True

    def _excluded(self, key: str, value: Number, limit: Number, state: State) -> bool:
        if limit.constant is None:
            return True
        if value.constant == limit.constant and value.constant is not None:
            return False
        if value.low == limit.constant and isinstance(value.low, int):
            state.env[key] = Number(value.low + 1, value.high, value.tainted, value.unit)
        elif limit.constant == 0:
            state.env[key] = None
        return True

    def _narrow_pointer(self, key: str, value: Pointer, op: str, other: Value, state: State) -> bool:
        if not value.unchecked:
            return True
        constant = other.constant if isinstance(other, Number) else None
        if constant is None and self.regions[value.region].kind == "descriptor" and op in ("==", "!="):
            # Compared with something that has a name of its own: the failure value.
            constant = -1
        if constant is None:
            return True
        if self.regions[value.region].kind == "descriptor":
            failed = _failed(op, constant)
        else:
            failed = op == "==" if constant == 0 else None
        if failed is None:
            return True
        if failed:
            state.env[key] = ZERO if self.regions[value.region].kind != "descriptor" else None
            state.blocks.pop(value.region, None)
        else:
            state.env[key] = Pointer(value.region, value.offset)
            for name, held in list(state.env.items()):
                if isinstance(held, Pointer) and held.region == value.region:
                    state.env[name] = Pointer(held.region, held.offset)
        return True


def _failed(op: str, limit: int | float) -> bool | None:
    """Does `fd op limit`, being true, say that opening failed?"""
    return _FAILURES.get((op, limit))


def _clipped(value: Number, op: str, limit: Number) -> Number:
    low, high = value.low, value.high
    if op == "==":
        return Number(limit.low, limit.high, value.tainted and limit.tainted, limit.unit)
    if op in ("<", "<="):
        top = _shifted(limit.high, -1 if op == "<" else 0)
        high = None if top is None else top if high is None else min(high, top)
    elif op in (">", ">="):
        bottom = _shifted(limit.low, 1 if op == ">" else 0)
        low = None if bottom is None else bottom if low is None else max(low, bottom)
    return Number(low, high, value.tainted, value.unit)


def _shifted(bound: Bound, by: int) -> Bound:
    if bound is None:
        return None
    return bound + by if isinstance(bound, int) else bound


def _checked_names(node: Node) -> set[str]:
    """Variables that an expression computes with; not those that a call in it stores to."""
    found = set()
    pending = [node]
    while pending:
        one = pending.pop()
        if one.kind == "identifier":
            found.add(one.text)
        elif one.op != "&" or one.kind != "pointer_expression":
            pending.extend(one.children)
    return found


def tested(node: Node) -> Node:
    """What a condition is about: the variable of `(p = f())`."""
    inner = stripped(node)
    if inner.kind == "assignment_expression" and inner.children:
        return stripped(inner.children[0])
    return inner
