"""The walk over statements: every path forward, from the first to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vscan.flow.calls import DeadEndError
from vscan.flow.conditions import Conditions
from vscan.flow.library import ASSERTS, MAY_LEAVE
from vscan.flow.loops import Counter, Loop, counter_of, only_steps, runs_once
from vscan.flow.state import State, distinct
from vscan.flow.tree import Node
from vscan.flow.values import Address, Content, Number, Pointer, Value

_PREPROCESSOR = frozenset({"preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef"})
_SKIPPED = frozenset(
    """type_definition preproc_def preproc_call preproc_include preproc_function_def struct_specifier
    union_specifier enum_specifier using_declaration function_definition class_specifier""".split()  # noqa: SIM905
)


class Statements(Conditions):
    """`run` takes the paths that enter a statement and gives those that leave it at its end."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.loops: list[Loop] = []
        self.labels: dict[str, list[State]] = {}

    def body(self, node: Node, parameters: Iterable[Node]) -> None:
        """The whole function."""
        state = State()
        for parameter in parameters:
            self.parameter(parameter, state)
        for last in self.run(node, [state]):
            self.leave(last, None)

    def run(self, node: Node | None, states: list[State]) -> list[State]:
        if node is None:
            return states
        self.step()
        if not states and not _holds_label(node):
            return []
        handler = _HANDLERS.get(node.kind)
        if handler is not None:
            return distinct(handler(self, node, states))
        if node.kind in _PREPROCESSOR:
            return self._directive(node, states)
        if node.kind in _SKIPPED:
            return states
        return self._evaluated(node, states)

    def _evaluated(self, node: Node, states: list[State]) -> list[State]:
        alive = []
        for state in states:
            try:
                self.evaluate(node, state)
            except DeadEndError:
                continue
            alive.append(state)
        return alive

    def _expression(self, node: Node, states: list[State]) -> list[State]:
        inner = node.children[0] if node.children else None
        if inner is None:
            return states
        if inner.kind == "call_expression" and ASSERTS.match(inner.children[0].text):
            arguments = inner.field("arguments")
            condition = arguments.children[-1] if arguments is not None and arguments.children else None
            return self.branch(condition, states)[0]
        if inner.kind == "call_expression" and MAY_LEAVE.match(inner.children[0].text):
            return []
        if inner.kind == "binary_expression" and inner.op in ("&&", "||"):
            before = [state.copy() for state in states]
            return _doubtful(*self.branch(inner, states), before)
        return self._evaluated(inner, states)

    def _declaration(self, node: Node, states: list[State]) -> list[State]:
        if states:
            try:
                self.declare(node, states)
            except DeadEndError:
                return []
        return states

    def _block(self, node: Node, states: list[State]) -> list[State]:
        self.scopes.append({})
        for child in node.children:
            states = self.run(child, states)
        self.scopes.pop()
        return states

    # Branches

    def _if(self, node: Node, states: list[State]) -> list[State]:
        before = [state.copy() for state in states]
        held, failed = self.branch(node.field("condition"), states)
        first = self.run(node.field("consequence"), held)
        alternative = node.field("alternative")
        second = self.run(alternative, failed) if alternative is not None else failed
        return _doubtful(first, second, before)

    def _else(self, node: Node, states: list[State]) -> list[State]:
        for child in node.children:
            states = self.run(child, states)
        return states

    def _directive(self, node: Node, states: list[State]) -> list[State]:
        """`#if`: either side, each as if the other were not there."""
        head = node.field("name") or node.field("condition")
        alternative = node.field("alternative")
        first = [state.copy() for state in states]
        second = states
        for child in node.children:
            if child is not head and child is not alternative:
                first = self.run(child, first)
        if alternative is not None:
            second = (
                self._directive(alternative, second)
                if alternative.kind in _PREPROCESSOR
                else self._else(alternative, second)
            )
        return distinct(_doubtful(first, second))

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
        return _doubtful(running + loop.breaks, outside)

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

    # Loops

    def _while(self, node: Node, states: list[State]) -> list[State]:
        return self._loop(node, node.field("condition"), node.field("body"), None, states)

    def _for(self, node: Node, states: list[State]) -> list[State]:
        self.scopes.append({})
        first = node.field("initializer")
        if first is not None:
            states = self.run(first, states)
        states = self._loop(node, node.field("condition"), node.field("body"), node.field("update"), states)
        self.scopes.pop()
        return states

    def _for_range(self, node: Node, states: list[State]) -> list[State]:
        right = node.field("right")
        if right is not None:
            states = self._evaluated(right, states)
        return self._loop(node, right, node.field("body"), None, states)

    def _do(self, node: Node, states: list[State]) -> list[State]:
        condition, body = node.field("condition"), node.field("body")
        once = runs_once(condition, body)
        for state in states if not once else ():
            self._havoc(node, None, state)
        loop = Loop([], [])
        self.loops.append(loop)
        running = self.run(body, states)
        self.loops.pop()
        again, done = self.branch(condition, distinct(running + loop.continues))
        if not once:
            self._released_again(again, body, loop)
        return done + loop.breaks

    def _loop(
        self, node: Node, condition: Node | None, body: Node | None, update: Node | None, states: list[State]
    ) -> list[State]:
        skipped = self._turn(condition, [state.copy() for state in states])[1]
        for state in skipped:
            state.doubt(state.env.keys(), weak=True)
            state.doubt(state.blocks.keys(), weak=True)
        counter = counter_of(condition, body, update)
        inside, after = [], []
        for state in states:
            key = self.path(counter.variable, state) if counter is not None else None
            start = state.env.get(key) if key is not None else None
            if not runs_once(condition, body):
                self._havoc(node, key, state)
            if counter is not None and key is not None and isinstance(start, Number):
                state.env[key] = counter.range_from(start)
            elif key is not None:
                state.set(key, None)
            after.append((state, key))
            inside.append(state)
        loop = Loop([], [])
        self.loops.append(loop)
        held = self._turn(condition, inside)[0]
        if counter is not None and counter.interrupted:
            self._may_stop(counter, held)
        running = distinct(self.run(body, held) + loop.continues)
        self.loops.pop()
        if update is not None:
            running = self._updated(update, counter is not None, running)
        if not runs_once(condition, body) and not self._one_turn(counter, held):
            self._released_again(running, body, loop)
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
        return distinct(done + loop.breaks + skipped)

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

    def _updated(self, update: Node, counts: bool, states: list[State]) -> list[State]:
        return states if counts else self._evaluated(update, states)

    def _always(self, condition: Node, states: list[State]) -> bool:
        return bool(states) and not any(self.branch(condition, [state.copy()])[1] for state in states)

    def _released_again(self, states: list[State], body: Node | None, loop: Loop) -> None:
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
            self.run(body, again[:2])
            self.loops.pop()

    def _havoc(self, node: Node, counter: str | None, state: State) -> None:
        """What the loop assigns may have any value at its start."""
        for name in _assigned(node):
            key = self.resolve(name)
            value = state.env.get(key)
            if key == counter or value is None or isinstance(value, Address):
                continue
            if isinstance(value, Pointer) and value.offset and only_steps(node, name):
                offset = Number(value.offset.low, None, unit=value.offset.unit)
                state.set(key, Pointer(value.region, offset, value.unchecked))
            else:
                state.set(key, None)

    def _break(self, node: Node, states: list[State]) -> list[State]:
        if self.loops:
            self.loops[-1].breaks.extend(states)
        return []

    def _continue(self, node: Node, states: list[State]) -> list[State]:
        if self.loops:
            self.loops[-1].continues.extend(states)
        return []

    # Jumps

    def _goto(self, node: Node, states: list[State]) -> list[State]:
        label = node.field("label")
        if label is not None:
            self.labels.setdefault(label.text, []).extend(states)
        return []

    def _labeled(self, node: Node, states: list[State]) -> list[State]:
        label = node.field("label")
        jumped = self.labels.pop(label.text, []) if label is not None else []
        states = distinct(_doubtful(states, jumped))
        for child in node.children:
            if child is not label:
                states = self.run(child, states)
        return states

    def _return(self, node: Node, states: list[State]) -> list[State]:
        value = node.children[0] if node.children else None
        for state in states:
            try:
                result = self.evaluate(value, state)
            except DeadEndError:
                continue
            if value is not None:
                self.note(value, result, state)
            self.leave(state, result)
        return []

    def _throw(self, node: Node, states: list[State]) -> list[State]:
        self._evaluated(node, states)
        return []

    def leave(self, state: State, result: Value) -> None:
        """The path returns: what nobody holds any more is lost."""
        if isinstance(result, Pointer):
            state.put(result.region, Content(status="gone"))
        if self.name == "main":
            return
        for region, content in state.blocks.items():
            block = self.regions[region]
            if block.releasable and content.status == "live" and state.certain(region):
                name = "leaked" if block.kind == "heap" else "leaked-file"
                self.facts.setdefault(block.node, set()).add(name)

    def _try(self, node: Node, states: list[State]) -> list[State]:
        caught = [state.copy() for state in states]
        for state in caught:
            self._havoc(node, None, state)
            for region in state.blocks:
                state.doubt([region], weak=True)
        states = self.run(node.field("body"), states)
        for child in node.children:
            if child.kind == "catch_clause":
                states = states + self.run(child.field("body"), [state.copy() for state in caught])
        return states


def _doubtful(first: list[State], second: list[State], before: list[State] | None = None) -> list[State]:
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


def _assigned(node: Node) -> frozenset[str]:
    """Names that are assigned, stepped or have their address taken below."""
    found = set()
    for below in node.walk():
        if below.kind in ("assignment_expression", "update_expression") or (
            below.kind == "pointer_expression" and below.op == "&"
        ):
            target = below.children[0] if below.children else None
            if target is not None and target.kind == "identifier":
                found.add(target.text)
    return frozenset(found)


def _holds_label(node: Node) -> bool:
    return any(below.kind in ("labeled_statement", "case_statement") for below in node.walk())


_HANDLERS: dict[str, Callable[[Statements, Node, list[State]], list[State]]] = {
    "expression_statement": Statements._expression,
    "declaration": Statements._declaration,
    "compound_statement": Statements._block,
    "if_statement": Statements._if,
    "else_clause": Statements._else,
    "switch_statement": Statements._switch,
    "while_statement": Statements._while,
    "for_statement": Statements._for,
    "for_range_loop": Statements._for_range,
    "do_statement": Statements._do,
    "break_statement": Statements._break,
    "continue_statement": Statements._continue,
    "goto_statement": Statements._goto,
    "labeled_statement": Statements._labeled,
    "return_statement": Statements._return,
    "throw_statement": Statements._throw,
    "try_statement": Statements._try,
}
