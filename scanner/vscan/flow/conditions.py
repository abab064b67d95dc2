"""Both outcomes of a condition: which paths go where, and what they learn."""

from __future__ import annotations

import re
from collections.abc import Callable

from vscan.flow.calls import DeadEndError
from vscan.flow.declarations import declared_name
from vscan.flow.narrowing import Narrowing, tested
from vscan.flow.state import State, doubtful
from vscan.flow.tree import Node
from vscan.flow.values import SOMEWHERE, ZERO, Bound, Number, Pointer, Value

_CONSTANT = re.compile(r"[A-Z_][A-Z0-9_]*$|\d+$|'.+'$")
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}

_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}

Learner = Callable[[State, bool], bool]

Outcomes = tuple[list[State], list[State]]

_HINTS = frozenset({"likely", "unlikely", "__builtin_expect", "G_LIKELY", "G_UNLIKELY"})


class Conditions(Narrowing):
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
        return self.apart(held), self.apart(failed)

    def _branch(self, node: Node, state: State) -> Outcomes:
        self.step()
        if node.kind in ("parenthesized_expression", "condition_clause") and node.children:
            self.first(node.field("initializer"), state)
            return self._branch(node.field("value") or node.children[-1], state)
        if node.kind == "for_range_loop":
            self.next_element(node, state)
            return [state], [state.copy()]
        if node.kind == "declaration" and (name := declared_name(node)) is not None:
            self.declare(node, [state])
            return self._branch(name, state)
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
            return both, self.apart(doubtful(failed, second))
        late, neither = self.branch(right, failed)
        return self.apart(doubtful(held, late)), neither

    def _truth_of(self, node: Node, state: State) -> Outcomes:
        value = self.evaluate(node, state)
        known = (
            _truth(value, self.regions[value.region].kind)
            if isinstance(value, Pointer)
            else _truth(value, "")
        )
        if known is not None:
            return ([state], []) if known else ([], [state])
        target = tested(node)
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
        key, positive = _canonical(node.op, tested(left), tested(right))

        def learn(s: State, truth: bool) -> bool:
            op = node.op if truth else _OPPOSITE[node.op]
            return self._compared(left, op, b, s) and self._compared(right, _FLIPPED[op], a, s)

        if positive:
            return self._fork(key, node, state, learn)
        held, failed = self._fork(key, node, state, lambda s, truth: learn(s, not truth))
        return failed, held

    def _fork(self, key: str, node: Node, state: State, learn: Learner) -> Outcomes:
        decided = state.assumptions.get(key) or self._other_case(key, state)
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

    def _other_case(self, key: str, state: State) -> tuple[bool, frozenset[str]] | None:
        """What equals one constant does not equal another."""
        subject, equals, constant = key.partition("==")
        if not equals or not _CONSTANT.match(constant):
            return None
        same = f"{subject}=="
        for known, (truth, names) in state.assumptions.items():
            if truth and known != key and known.startswith(same) and _CONSTANT.match(known, len(same)):
                return False, names
        return None

    def _decided(self, op: str, a: Value, b: Value) -> bool | None:
        if isinstance(a, Pointer) and isinstance(b, Number) and op in ("==", "!=") and b.is_zero():
            truth = _truth(a, self.regions[a.region].kind)
            return None if truth is None else truth is (op == "!=")
        if SOMEWHERE in (a, b) and ZERO in (a, b) and op in ("==", "!="):
            return op == "!="
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


def _less(a: Bound, b: Bound) -> bool:
    return a is not None and b is not None and a < b


def _holds(op: str, a: int | float, b: int | float) -> bool:
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


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
