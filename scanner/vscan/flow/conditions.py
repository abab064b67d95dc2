"""Both outcomes of a condition: which paths go where, and what they learn."""

from __future__ import annotations

from collections.abc import Callable

from vscan.flow.calls import DeadEndError
from vscan.flow.expressions import Expressions, stripped
from vscan.flow.state import State, distinct
from vscan.flow.tree import Node
from vscan.flow.values import ZERO, Bound, Number, Pointer, Unset, Value

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
Learner = Callable[[State, bool], bool]
Outcomes = tuple[list[State], list[State]]
UNKNOWN = Number(None, None)


class Conditions(Expressions):
    """`branch` follows a condition both ways."""

    def branch(self, node: Node | None, states: list[State]) -> Outcomes:
        """The paths on which it holds, and those on which it does not."""
        held: list[State] = []
        failed: list[State] = []
        for state in states:
            try:
                yes, no = self._branch(node, state) if node is not None else ([state], [])
            except DeadEndError:
                continue
            held += yes
            failed += no
        return distinct(held), distinct(failed)

    def _branch(self, node: Node, state: State) -> Outcomes:
        self.step()
        if node.kind in ("parenthesized_expression", "condition_clause") and node.children:
            return self._branch(node.field("value") or node.children[-1], state)
        if node.kind == "unary_expression" and node.op == "!":
            held, failed = self._branch(node.children[-1], state)
            return failed, held
        if node.kind == "binary_expression" and node.op in ("&&", "||", "and", "or"):
            return self._junction(node, state)
        if node.kind == "binary_expression" and node.op in _FLIPPED:
            return self._comparison(node, state)
        if node.kind == "comma_expression" and len(node.children) == 2:
            self.evaluate(node.children[0], state)
            return self._branch(node.children[1], state)
        if node.kind == "call_expression" and node.children and _likely(node):
            return self._branch(node.children[1].children[0], state)
        return self._truth_of(node, state)

    def _junction(self, node: Node, state: State) -> Outcomes:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return [state], [state.copy()]
        held, failed = self._branch(left, state)
        if node.op in ("&&", "and"):
            both, second = self.branch(right, held)
            return both, distinct(failed + second)
        late, neither = self.branch(right, failed)
        return distinct(held + late), neither

    def _truth_of(self, node: Node, state: State) -> Outcomes:
        value = self.evaluate(node, state)
        known = (
            _truth(value, self.regions[value.region].kind)
            if isinstance(value, Pointer)
            else _truth(value, "")
        )
        if known is not None:
            return ([state], []) if known else ([], [state])
        target = _tested(node)
        return self._fork(target.flat, target, state, lambda s, truth: self._learn_truth(target, truth, s))

    def _learn_truth(self, target: Node, truth: bool, state: State) -> bool:
        """Whether the path goes on."""
        key = self.path(target, state)
        return key is None or self._narrow(key, "!=" if truth else "==", ZERO, state)

    def _comparison(self, node: Node, state: State) -> Outcomes:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return [state], [state.copy()]
        a, b = self.evaluate(left, state), self.evaluate(right, state)
        known = self._decided(node.op, a, b)
        if known is not None:
            return ([state], []) if known else ([], [state])
        key, positive = _canonical(node.op, _tested(left), _tested(right))

        def learn(s: State, truth: bool) -> bool:
            op = node.op if truth else _OPPOSITE[node.op]
            return self._compared(left, op, b, s) and self._compared(right, _FLIPPED[op], a, s)

        if positive:
            return self._fork(key, node, state, learn)
        held, failed = self._fork(key, node, state, lambda s, truth: learn(s, not truth))
        return failed, held

    def _fork(self, key: str, node: Node, state: State, learn: Learner) -> Outcomes:
        decided = state.assumptions.get(key)
        outcomes: tuple[list[State], list[State]] = ([], [])
        for truth in (True, False):
            if decided is not None and decided[0] is not truth:
                continue
            path = state.copy() if decided is None and truth else state
            if decided is None and not self.turning:
                path.suppose(key, truth, node.names)
            if learn(path, truth):
                outcomes[0 if truth else 1].append(path)
        return outcomes

    def _decided(self, op: str, a: Value, b: Value) -> bool | None:
        if isinstance(a, Pointer) and isinstance(b, Number) and op in ("==", "!=") and b.is_zero():
            truth = _truth(a, self.regions[a.region].kind)
            return None if truth is None else truth is (op == "!=")
        if not isinstance(a, Number) or not isinstance(b, Number) or a.unit != b.unit:
            return None
        if a.constant is not None and b.constant is not None:
            return _holds(op, a.constant, b.constant)
        below = _less(a.high, b.low)
        above = _less(b.high, a.low)
        if op in ("<", "<=") and (below or above):
            return below
        if op in (">", ">=") and (below or above):
            return above
        if op in ("==", "!=") and (below or above):
            return op == "!="
        return None

    def _compared(self, node: Node, op: str, other: Value, state: State) -> bool:
        target = _tested(node)
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
        limit = other if isinstance(other, Number) else UNKNOWN
        if value is None:
            if op == "==" and isinstance(other, Number) and other.constant is not None and not other.tainted:
                state.env[key] = other
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
        if not isinstance(other, Number) or other.constant is None:
            return True
        if self.regions[value.region].kind == "descriptor":
            failed = _failed(op, other.constant)
        else:
            failed = op == "==" if other.constant == 0 else None
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


# What comparing a descriptor says of whether it was opened.
_FAILURES: dict[tuple[str, int | float], bool] = {
    ("==", -1): True, ("<=", -1): True, ("<", 0): True,
    ("!=", -1): False, (">", -1): False, (">=", 0): False, (">", 0): False,
}  # fmt: skip


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


def _less(a: Bound, b: Bound) -> bool:
    return a is not None and b is not None and a < b


def _holds(op: str, a: int | float, b: int | float) -> bool:
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


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


def _truth(value: Value, kind: str) -> bool | None:
    if isinstance(value, Number):
        if value.constant is not None:
            return bool(value.constant)
        return True if _less(0, value.low) or _less(value.high, 0) else None
    if isinstance(value, Pointer) and kind in ("stack", "literal") and not value.unchecked:
        return True
    if isinstance(value, Pointer) and kind in ("heap", "file") and not value.unchecked:
        return True
    return None


def _tested(node: Node) -> Node:
    """What a condition is about: the variable of `(p = f())`."""
    inner = stripped(node)
    if inner.kind == "assignment_expression" and inner.children:
        return stripped(inner.children[0])
    return inner


def _canonical(op: str, left: Node, right: Node) -> tuple[str, bool]:
    """One spelling for a comparison and its opposite; comparing with 0 is testing."""
    a, b = left.flat, right.flat
    if op in ("==", "!="):
        if b in ("0", "NULL", "nullptr"):
            return a, op == "!="
        return f"{a}=={b}", op == "=="
    if op in (">", "<="):
        a, b, op = b, a, _FLIPPED[op]
    return f"{a}<{b}", op == "<"


def _likely(node: Node) -> bool:
    arguments = node.field("arguments")
    name = node.children[0].text
    return name in _HINTS and arguments is not None and bool(arguments.children)


_HINTS = frozenset({"likely", "unlikely", "__builtin_expect", "G_LIKELY", "G_UNLIKELY"})
