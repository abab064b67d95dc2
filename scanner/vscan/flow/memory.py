"""The facts found so far, the blocks of memory, and what reading and writing them tells."""

from __future__ import annotations

from vscan.flow.ctypes_ import CType
from vscan.flow.state import State, distinct
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Address,
    Content,
    Number,
    Pointer,
    Region,
    Unset,
    Value,
    add,
    multiply,
    number,
)

MAX_STEPS = 20_000
# Paths kept apart at any point, the fewer the more steps were taken: a long function costs what it must.
MAX_PATHS = ((1_500, 8), (5_000, 4), (MAX_STEPS, 2))
_LARGE = 32_767


class StepLimitError(Exception):
    """The function asks for more steps than it gets."""


class Memory:
    """Everything that the paths share."""

    def __init__(self) -> None:
        self.facts: dict[tuple[int, int], set[str]] = {}
        self.regions: dict[int, Region] = {}
        self.types: dict[str, CType] = {}
        self.strangers: dict[str, int] = {}
        self.steps = 0
        # While a loop's own condition is followed: it is no disguise of an earlier one.
        self.turning = False

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise StepLimitError

    def apart(self, states: list[State]) -> list[State]:
        """The paths that differ, as many as may still be kept."""
        if len(states) < 2:
            return states
        most = MAX_PATHS[0][1] if self.steps <= MAX_PATHS[0][0] else self._fewer()
        return distinct(states, most)

    def _fewer(self) -> int:
        return next(most for steps, most in MAX_PATHS if self.steps <= steps)

    def fact(self, node: Node, *names: str) -> None:
        self.facts.setdefault((node.start, node.end), set()).update(names)

    def content(self, pointer: Pointer, state: State) -> Content:
        if not state.certain(pointer.region):
            return Content(status="gone")
        return state.blocks.get(pointer.region, Content(status="gone"))

    def note(self, node: Node, value: Value, state: State) -> None:
        """What the value of an expression is, for rules that match the expression."""
        if isinstance(value, Unset):
            self.fact(node, "uninitialised")
        elif isinstance(value, Number):
            self.note_number(node, value)
        elif isinstance(value, Pointer):
            self._note_pointer(node, value, state)

    def note_number(self, node: Node, value: Number) -> None:
        if value.low is not None and value.low < 0:
            self.fact(node, "negative")
        if value.tainted:
            self.fact(node, "tainted")
            if value.high is not None and value.high >= _LARGE:
                self.fact(node, "unbounded")

    def _note_pointer(self, node: Node, value: Pointer, state: State) -> None:
        region, content = self.regions[value.region], self.content(value, state)
        if region.kind != "other":
            self.fact(node, region.kind)
        if content.status == "released":
            self.fact(node, "released")
        if value.unchecked:
            self.fact(node, "unchecked")
        if content.tainted:
            self.fact(node, "tainted")
        if content.unterminated:
            self.fact(node, "unterminated")
        if content.blank:
            self.fact(node, "blank")

    def used(self, value: Value) -> None:
        """The pointer is followed: had its making failed, it would fail here."""
        if isinstance(value, Pointer) and value.unchecked:
            self.facts.setdefault(self.regions[value.region].node, set()).add("used-unchecked")

    def reach(self, node: Node, value: Value, length: Number | None, write: bool = False) -> None:
        """Does an access of `length` bytes through the pointer leave its block?"""
        kind = "writes" if write else "reads"
        self.used(value)
        if not isinstance(value, Pointer) or value.offset is None:
            return
        if value.offset.low is not None and value.offset.low < 0:
            self.fact(node, f"{kind}-before")
        size = self.regions[value.region].size
        if length is None or size is None or size.constant is None:
            return
        end = add(value.offset, length)
        if end is None or end.high is None or end.unit != size.unit:
            return
        if end.high > size.constant:
            self.fact(node, f"{kind}-past")

    def scaled(self, length: Value, width: int) -> Number | None:
        return multiply(length, number(width)) if isinstance(length, Number) else None

    def string_length(self, value: Value, state: State) -> Number | None:
        """Characters from the pointer to the terminator, where known."""
        if not isinstance(value, Pointer) or value.offset is None:
            return None
        length = self.content(value, state).length
        return add(length, value.offset, -1) if length is not None else None

    def at_start(self, value: Value) -> bool:
        return isinstance(value, Pointer) and value.offset is not None and value.offset.is_zero()

    def stored(self, value: Value, state: State) -> None:
        """Something unknown was written to the block."""
        if isinstance(value, Pointer) and value.region in state.blocks:
            old = self.content(value, state)
            state.put(value.region, Content(status=old.status, tainted=old.tainted))

    def filled(self, value: Value, state: State) -> None:
        """Something may have been written to the block."""
        if isinstance(value, Pointer) and value.region in state.blocks:
            state.blocks[value.region] = state.blocks[value.region].but(blank=False)

    def store_byte(self, pointer: Pointer, index: Number | None, value: Value, state: State) -> None:
        """`buffer[index] = value`, in units of one character."""
        content = state.blocks.get(pointer.region)
        if content is None or not state.certain(pointer.region):
            return
        at = index.constant if index is not None else None
        if isinstance(value, Number) and value.is_zero():
            known = isinstance(at, int) and at <= content.filled
            length = number(at) if known and at is not None else None
            if content.length is not None and (at is None or length is None):
                length = None
            content = content.but(length=length, unterminated=False, blank=False)
        else:
            length = content.length
            if length is not None and (at is None or length.constant is None or at <= length.constant):
                length = None
            content = content.but(length=length, blank=False)
        state.put(pointer.region, content)

    def escape(self, value: Value, state: State, deep: bool = True) -> None:
        """Others may hold, change or release what this points to from now on."""
        if isinstance(value, Pointer):
            if value.region in state.blocks:
                old = state.blocks[value.region]
                status = "gone" if self.regions[value.region].releasable else old.status
                state.put(value.region, Content(status=status, tainted=old.tainted))
        elif isinstance(value, Address) and deep:
            self.escape(state.env.get(value.name), state, deep=False)
            for name in [name for name in state.env if name.startswith(value.name + ".")]:
                self.escape(state.env[name], state, deep=False)
            state.set(value.name, None)

    def make(
        self,
        node: Node,
        state: State,
        kind: str,
        size: Number | None,
        maker: str,
        unchecked: bool,
        blank: bool,
    ) -> Pointer:
        """A new block, from the expression that makes it."""
        releasable = kind in ("heap", "file", "descriptor")
        self.regions[node.start] = Region(kind, size, maker, (node.start, node.end), releasable)
        state.put(node.start, Content(blank=blank))
        self.fact(node, kind)
        return Pointer(node.start, ZERO, unchecked)
