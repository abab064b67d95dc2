"""Loops that count: `for (i = 0; i < n; i++)` and their like."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import Number, Value, number

_INFINITY = float("inf")
_ENDS = frozenset({"break_statement", "return_statement", "goto_statement"})
_STEPS = {"++": 1, "--": -1}


@dataclass
class Loop:
    """Where the paths wait that left a turn early."""

    breaks: list[State]
    continues: list[State]


@dataclass(frozen=True)
class Counter:
    """A variable that only the loop's own step changes, by `step` (1 or -1), up to `limit`."""

    variable: Node
    op: str
    limit: Node
    step: int
    interrupted: bool

    def range_from(self, start: Number) -> Value:
        """Its values inside, before the condition has cut them."""
        if start.constant is None:
            return None
        if self.step > 0:
            return Number(start.low, _INFINITY, start.tainted, start.unit)
        return Number(-_INFINITY, start.high, start.tainted, start.unit)

    def end(self, limit: Value) -> Value:
        """Its value once the condition fails."""
        if (
            not isinstance(limit, Number)
            or not isinstance(limit.constant, int)
            or limit.unit
            or self.interrupted
        ):
            return None
        return number(limit.constant + (self.step if self.op in ("<=", ">=") else 0))


def counter_of(condition: Node | None, body: Node | None, update: Node | None) -> Counter | None:
    """The loop's counter, None where it has none."""
    if condition is None or body is None:
        return None
    test = condition.children[0] if condition.kind == "condition_clause" and condition.children else condition
    while test.kind == "parenthesized_expression" and test.children:
        test = test.children[0]
    variable, limit = test.field("left"), test.field("right")
    if test.kind != "binary_expression" or variable is None or limit is None or variable.kind != "identifier":
        return None
    upward = test.op in ("<", "<=", "!=")
    changes = [*_changes(body, variable.text), *(_changes(update, variable.text) if update else ())]
    if update is None or len(changes) != 1 or test.op not in ("<", "<=", ">", ">=", "!="):
        return None
    step = _step(changes[0])
    if step == 0 or (step > 0) is not upward:
        return None
    interrupted = any(below.kind in _ENDS for below in body.walk())
    return Counter(variable, test.op, limit, step, interrupted)


def runs_once(condition: Node | None, body: Node | None) -> bool:
    """`do { ... } while (0)`, or a body that ends by leaving the loop."""
    if condition is not None and condition.text.strip("() ") in ("0", "false", "FALSE"):
        return True
    last = body.children[-1] if body is not None and body.children else None
    if body is None or last is None or last.kind not in _ENDS:
        return False
    return not any(below.kind == "continue_statement" for below in body.walk())


def only_steps(node: Node, name: str) -> bool:
    """Is the variable only ever stepped forward below?"""
    return all(_step(change) > 0 for change in _changes(node, name))


def _changes(node: Node, name: str) -> list[Node]:
    return [below for below in node.changes if below.children[0].text == name]


def _step(node: Node) -> int:
    if node.kind == "update_expression":
        return _STEPS.get(node.op, 0)
    if node.op in ("+=", "-=") and node.children[-1].text == "1":
        return 1 if node.op == "+=" else -1
    return 0
