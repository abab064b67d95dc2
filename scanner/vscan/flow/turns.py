"""The walk over loops."""

from __future__ import annotations

from collections.abc import Iterator

from vscan.flow.calls import DeadEndError
from vscan.flow.conditions import Conditions
from vscan.flow.counters import Counter, Loop, counter_of, only_steps, runs_once
from vscan.flow.names import stripped
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import ZERO, Address, Number, Pointer

_FILLS = frozenset({"assignment_expression", "argument_list"})


class Turns(Conditions):
    """Loops, followed once, and a second time where the first released something."""

    def __init__(self) -> None:
        super().__init__()
        self.loops: list[Loop] = []

    def run(self, node: Node | None, states: list[State]) -> list[State]:
        raise NotImplementedError

    def _evaluated(self, node: Node, states: list[State]) -> list[State]:
        alive = []
        for state in states:
            try:
                self.evaluate(node, state)
            except DeadEndError:
                continue
            alive.append(state)
        return alive

    def _while(self, node: Node, states: list[State]) -> list[State]:
        with self.scope():
            return self._loop(node, node.field("condition"), node.field("body"), None, states)

    def _for(self, node: Node, states: list[State]) -> list[State]:
        with self.scope():
            first = node.field("initializer")
            if first is not None:
                states = self.run(first, states)
            return self._loop(node, node.field("condition"), node.field("body"), node.field("update"), states)

    def _for_range(self, node: Node, states: list[State]) -> list[State]:
        """Its head is its condition: there is a next element, or there is none."""
        with self.scope():
            return self._loop(node, node, node.field("body"), None, states)

    def _do(self, node: Node, states: list[State]) -> list[State]:
        condition, body = node.field("condition"), node.field("body")
        once = runs_once(condition, body)
        for state in states if not once else ():
            self._havoc(node, None, state)
        loop = Loop([], [])
        self.loops.append(loop)
        running = self.run(body, states)
        self.loops.pop()
        again, done = self.branch(condition, self.apart(running + loop.continues))
        if not once:
            self._released_again(again, None, body)
        return done + loop.breaks

    def _loop(
        self, node: Node, condition: Node | None, body: Node | None, update: Node | None, states: list[State]
    ) -> list[State]:
        zeros = {key for state in states for key, value in state.env.items() if value == ZERO}
        skipped = self._turn(condition, [state.copy() for state in states])[1]
        for state in skipped:
            state.doubt(state.env.keys(), weak=True)
            state.doubt(state.blocks.keys(), weak=True)
        counter = counter_of(condition, body, update)
        once = runs_once(condition, body)
        inside = []
        for state in states:
            key = self.path(counter.variable, state) if counter is not None else None
            start = state.env.get(key) if key is not None else None
            if not once:
                self._havoc(node, key, state)
            if counter is not None and key is not None and isinstance(start, Number):
                state.env[key] = counter.range_from(start)
            elif key is not None:
                state.blur(key, None)
            inside.append(state)
        loop = Loop([], [])
        self.loops.append(loop)
        held = self._turn(condition, inside)[0]
        if counter is not None and counter.interrupted:
            self._may_stop(counter, held)
        running = self.apart(self.run(body, held) + loop.continues)
        self.loops.pop()
        if update is not None:
            running = self._updated(update, counter, running)
        if not once and not self._one_turn(counter, held):
            self._released_again(running, None if counter is not None else condition, body)
        endless = condition is None or self._always(condition, running)
        if counter is not None:
            for state in running:
                counter_key = self.path(counter.variable, state)
                limit = self.evaluate(counter.limit, state.copy())
                if counter_key is not None:
                    state.set(counter_key, counter.end(limit))
            done = running
        else:
            done = [] if endless else self.branch(condition, running)[1]
        self._unlearn(zeros, node, [*done, *skipped])
        return self.apart(done + loop.breaks + skipped)

    def _unlearn(self, zeros: set[str], node: Node, states: list[State]) -> None:
        """A loop seldom ends because of a pointer that it does not move: `while (p && *end) end++;`."""
        moved = _assigned(node)
        for state in states:
            for key, value in state.env.items():
                if value == ZERO and key not in zeros and key.partition("#")[0] not in moved:
                    state.env[key] = None

    def _may_stop(self, counter: Counter, states: list[State]) -> None:
        """The loop may end before the counter reaches its limit."""
        for state in states:
            key = self.path(counter.variable, state)
            value = state.env.get(key) if key is not None else None
            if key is not None and isinstance(value, Number) and value.constant is None:
                low, high = (value.low, None) if counter.step > 0 else (None, value.high)
                state.env[key] = Number(low, high, value.tainted, value.unit)

    def _one_turn(self, counter: Counter | None, held: list[State]) -> bool:
        if counter is None or not held:
            return False
        value = held[0].env.get(self.path(counter.variable, held[0]) or "")
        return isinstance(value, Number) and value.constant is not None

    def _turn(self, condition: Node | None, states: list[State]) -> tuple[list[State], list[State]]:
        self.turning = True
        outcomes = self.branch(condition, states)
        self.turning = False
        return outcomes

    def _updated(self, update: Node, counter: Counter | None, states: list[State]) -> list[State]:
        """The step; of a counter it is known what it does."""
        if update.kind == "comma_expression":
            for part in update.children:
                states = self._updated(part, counter, states)
            return states
        if counter is None or counter.variable.text not in update.names:
            return self._evaluated(update, states)
        for state in states:
            state.drop_members(self.resolve(counter.variable.text))
        return states

    def _always(self, condition: Node, states: list[State]) -> bool:
        return bool(states) and not any(self.branch(condition, [state.copy()])[1] for state in states)

    def _released_again(self, states: list[State], condition: Node | None, body: Node | None) -> None:
        """A second turn, where the first released something."""
        if len(self.loops) > 1 or body is None:
            return
        again = [
            state.copy() for state in states if any(c.status == "released" for c in state.blocks.values())
        ]
        if again:
            for state in again:
                state.assumptions.clear()
                self._havoc(body, None, state)
            self.loops.append(Loop([], []))
            self.run(body, self.branch(condition, again[:2])[0])
            self.loops.pop()

    def _havoc(self, node: Node, counter: str | None, state: State) -> None:
        """What the loop assigns may have any value at its start."""
        for below in node.walk():
            if below.kind == "assignment_expression" and below.children[0].kind == "subscript_expression":
                base = self.path(below.children[0].children[0], state)
                self.stored(state.env.get(base) if base is not None else None, state)
            if below.kind in _FILLS:
                for named in _may_fill(below):
                    key = self.path(named, state)
                    self.filled(state.env.get(key) if key is not None else None, state)
        for name in _assigned(node):
            key = self.resolve(name)
            value = state.env.get(key)
            if key == counter or value is None or isinstance(value, Address):
                continue
            if isinstance(value, Pointer) and value.offset and only_steps(node, name):
                offset = Number(value.offset.low, None, unit=value.offset.unit)
                state.blur(key, Pointer(value.region, offset, value.unchecked))
            else:
                self.escape(value, state)
                state.blur(key, None)


def _may_fill(node: Node) -> Iterator[Node]:
    """Names of the blocks that something may be stored in: `*p = x`, `f(a)`, `f(&a[i])`."""
    if node.kind == "assignment_expression" and node.children[0].kind == "pointer_expression":
        yield from _base(node.children[0].children[-1])
    if node.kind == "argument_list":
        for child in node.children:
            yield from _base(child)


def _base(node: Node) -> Iterator[Node]:
    node = stripped(node)
    while node.kind in ("pointer_expression", "subscript_expression", "update_expression") and node.children:
        node = stripped(node.children[0])
    if node.kind in ("identifier", "field_expression"):
        yield node


def _assigned(node: Node) -> frozenset[str]:
    """Names that are assigned, stepped or have their address taken below."""
    targets = (below.children[0] for below in node.changes)
    return frozenset(target.text for target in targets if target.kind == "identifier")
