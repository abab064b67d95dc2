"""Blocks that calls make, release and hand on."""

from __future__ import annotations

from vscan.flow.memory import Memory
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    SOMEWHERE,
    Address,
    Content,
    Number,
    Pointer,
    Region,
    Value,
    multiply,
    number,
)

ONE = number(1)


class Blocks(Memory):
    """What the effects of all functions have in common."""

    def evaluate(self, node: Node | None, state: State) -> Value:
        raise NotImplementedError

    def path(self, node: Node, state: State) -> str | None:
        raise NotImplementedError

    def read(self, key: str, state: State) -> Value:
        raise NotImplementedError

    def resolve(self, name: str) -> str:
        raise NotImplementedError

    def _read_string(self, node: Node, value: Value, state: State) -> None:
        if not isinstance(value, Pointer):
            return
        self.reach(node, value, ONE)
        if self.content(value, state).unterminated:
            self.fact(node, "read-unterminated")

    def _tainted(self, value: Value, state: State) -> bool:
        if isinstance(value, Pointer):
            return self.content(value, state).tainted
        return isinstance(value, Number) and value.tainted

    def _known_text(self, value: Value, state: State) -> bool:
        """Is it text that the function made itself?"""
        if not isinstance(value, Pointer):
            return False
        content = self.content(value, state)
        return content.length is not None and not content.tainted

    def _product(self, factors: tuple[int, ...], values: list[Value]) -> Number | None:
        size: Number | None = ONE if factors else None
        for position in factors:
            value = values[position] if position < len(values) else None
            size = multiply(size, value) if size is not None and isinstance(value, Number) else None
        return size

    def _replace(self, into: Value, new: Content, state: State) -> None:
        if isinstance(into, Address):
            self.escape(into, state)
        if isinstance(into, Pointer) and into.region in state.blocks:
            state.put(into.region, new.but(status=self.content(into, state).status))

    def release(self, node: Node, value: Value, family: str, state: State) -> None:
        if not isinstance(value, Pointer):
            self._release_unknown(node, value, state)
            return
        region = self.regions[value.region]
        if region.kind in ("stack", "literal", "static"):
            self.fact(node, "not-heap")
        offset = value.offset
        if (
            region.kind == "heap"
            and offset
            and offset.low is not None
            and offset.low >= 0
            and not offset.is_zero()
        ):
            self.fact(node, "not-at-start")
        if region.releasable and region.maker != family:
            self.fact(node, "mismatched")
        if region.kind == "file":
            self.used(value)
        state.put(value.region, self.content(value, state).but(status="released"))

    def _release_unknown(self, node: Node, value: Value, state: State) -> None:
        """Memory from elsewhere: from here on it is known to be gone."""
        key = self.path(node, state) if value in (None, SOMEWHERE) else None
        if key is not None and state.certain(key):
            region = self.strangers.setdefault(key, -1 - len(self.strangers))
            self.regions[region] = Region("other", None)
            state.env[key] = Pointer(region, None)
            state.put(region, Content(status="released"))

    def allocated(self, size: Node | None) -> None:
        """Is the size of an allocation made of a number that nothing bounds?"""
        if size is not None and any(
            "unbounded" in self.facts.get((below.start, below.end), ()) for below in size.walk()
        ):
            self.fact(size, "unbounded-size")
