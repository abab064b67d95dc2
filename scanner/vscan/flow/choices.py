"""The walk over `if`, `switch` and `#if`."""

from __future__ import annotations

from vscan.flow.counters import Loop
from vscan.flow.state import State, distinct
from vscan.flow.tree import Node
from vscan.flow.turns import Turns
from vscan.flow.values import Number, Value

PREPROCESSOR = frozenset({"preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef"})


class Choices(Turns):
    """Branches, and what hangs on them."""

    def _if(self, node: Node, states: list[State]) -> list[State]:
        before = [state.copy() for state in states]
        held, failed = self.branch(node.field("condition"), states)
        first = self.run(node.field("consequence"), held)
        alternative = node.field("alternative")
        second = self.run(alternative, failed) if alternative is not None else failed
        return doubtful(first, second, before)

    def _else(self, node: Node, states: list[State]) -> list[State]:
        for child in node.children:
            states = self.run(child, states)
        return states

    def _directive(self, node: Node, states: list[State]) -> list[State]:
        """`#if`: either side, each as if the other were not there."""
        head = node.field("name") or node.field("condition")
        alternative = node.field("alternative")
        key = f"#{head.flat}" if head is not None else "#"
        defined = not node.text.startswith("#ifndef")
        first = [state.copy() for state in states if state.assumptions.get(key, (defined,))[0] is defined]
        second = [state for state in states if state.assumptions.get(key, (not defined,))[0] is not defined]
        for side, truth in ((first, defined), (second, not defined)):
            for state in side:
                state.assumptions[key] = (truth, frozenset())
        for child in node.children:
            if child is not head and child is not alternative:
                first = self.run(child, first)
        if alternative is not None:
            second = (
                self._directive(alternative, second)
                if alternative.kind in PREPROCESSOR
                else self._else(alternative, second)
            )
        return distinct(doubtful(first, second))

    def _switch(self, node: Node, states: list[State]) -> list[State]:
        condition, body = node.field("condition"), node.field("body")
        if condition is None or body is None:
            return states
        values = [self.evaluate(condition, state) for state in states]
        cases = [child for child in body.children if child.kind == "case_statement"]
        loop = Loop(breaks=[], continues=self.loops[-1].continues if self.loops else [])
        self.loops.append(loop)
        self.scopes.append({})
        running: list[State] = []
        for child in body.children:
            if child.kind == "case_statement":
                label = child.field("value")
                entering = [
                    entered
                    for state, value in zip(states, values, strict=True)
                    if (entered := self._enter(condition, value, label, cases, state)) is not None
                ]
                running = distinct(running + entering)
                for inner in child.children:
                    if inner is not label:
                        running = self.run(inner, running)
            else:
                running = self.run(child, running)
        self.scopes.pop()
        self.loops.pop()
        default = any(case.field("value") is None for case in cases)
        outside = [] if default else self._unmatched(values, cases, states)
        return doubtful(running + loop.breaks, outside)

    def _enter(
        self, condition: Node, value: Value, label: Node | None, cases: list[Node], state: State
    ) -> State | None:
        """The path into one case, None where it is known to lead elsewhere."""
        constant = value.constant if isinstance(value, Number) else None
        if label is None:
            taken = constant is not None and any(self._label(case, state) == constant for case in cases)
            new = None if taken else state.copy()
        else:
            at = self._value(label, state)
            new = None if constant is not None and at is not None and at != constant else state.copy()
        if new is not None and constant is None:
            new.suppose(f"{condition.flat}@{label.flat if label else ''}", True, condition.names)
        return new

    def _label(self, case: Node, state: State) -> int | float | None:
        label = case.field("value")
        return self._value(label, state) if label is not None else None

    def _value(self, node: Node, state: State) -> int | float | None:
        value = self.evaluate(node, state)
        return value.constant if isinstance(value, Number) else None

    def _unmatched(self, values: list[Value], cases: list[Node], states: list[State]) -> list[State]:
        out = []
        for state, value in zip(states, values, strict=True):
            constant = value.constant if isinstance(value, Number) else None
            if constant is None or all(self._label(case, state) != constant for case in cases):
                out.append(state.copy())
        return out


def doubtful(first: list[State], second: list[State], before: list[State] | None = None) -> list[State]:
    """Both ways together; what differs hangs on the condition between them.

    What one way left as it was `before`, and the other changed, is not held against anybody: such a
    default seldom meets the use that it does not fit.
    """
    if first and second:
        a, b = first[0], second[0]
        differing: set[str | int] = {k for k in a.env.keys() | b.env.keys() if a.env.get(k) != b.env.get(k)}
        differing |= {k for k in a.blocks.keys() & b.blocks.keys() if a.blocks[k] != b.blocks[k]}
        for state in (*first, *second):
            state.doubt(differing)
            state.doubt((what for what in differing if _is_old(what, state, before)), weak=True)
    return first + second


def _is_old(what: str | int, state: State, before: list[State] | None) -> bool:
    if before is None:
        return False
    if isinstance(what, str):
        return any(what in old.env and old.env[what] == state.env.get(what) for old in before)
    return any(what in old.blocks and old.blocks[what] == state.blocks.get(what) for old in before)
