"""The walk over `if`, `switch` and `#if`."""

from __future__ import annotations

from vscan.flow.counters import Loop
from vscan.flow.state import State, doubtful
from vscan.flow.tree import Node
from vscan.flow.turns import Turns
from vscan.flow.values import Number, Value

PREPROCESSOR = frozenset({"preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef"})


class Choices(Turns):
    """Branches, and what hangs on them."""

    def _if(self, node: Node, states: list[State]) -> list[State]:
        before = [state.copy() for state in states]
        with self.scope():
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
        return self.apart(doubtful(first, second))

    def _switch(self, node: Node, states: list[State]) -> list[State]:
        condition, body = node.field("condition"), node.field("body")
        if condition is None or body is None:
            return states
        self.scopes.append(self.scopes[-1].copy())
        values = [self.evaluate(condition, state) for state in states]
        cases = [child for child in body.children if child.kind == "case_statement"]
        loop = Loop(breaks=[], continues=self.loops[-1].continues if self.loops else [])
        self.loops.append(loop)
        running: list[State] = []
        for child in body.children:
            if child.kind == "case_statement":
                label = child.field("value")
                entering = [
                    entered
                    for state, value in zip(states, values, strict=True)
                    if (entered := self._enter(condition, value, label, cases, state)) is not None
                ]
                running = self.apart(running + entering)
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
