"""Functions that copy, append, fill and measure."""

from __future__ import annotations

from vscan.flow import library
from vscan.flow.blocks import ONE, Blocks
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Content,
    Number,
    Pointer,
    Value,
    add,
)


class Copies(Blocks):
    """Copies within memory."""

    def _copy(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        into, source, length, width = library.COPIES[name]
        size = self.scaled(values[length], width)
        self.reach(nodes[into], values[into], size, write=True)
        self.reach(nodes[source], values[source], size)
        self._copied(values[into], values[source], size, state)
        return values[into]

    def _copied(self, into: Value, source: Value, size: Number | None, state: State) -> None:
        if not isinstance(into, Pointer):
            self._replace(into, Content(), state)
            return
        new = Content(tainted=self._tainted(source, state) or self._tainted(into, state))
        if isinstance(source, Pointer) and self.at_start(into) and size and size.constant is not None:
            old = self.content(source, state)
            length = self.string_length(source, state)
            if length is not None and length.constant is not None and length.constant < size.constant:
                new = new.but(length=length)
            elif old.filled >= size.constant or (length and (length.low or 0) >= size.constant):
                new = new.but(filled=int(size.constant), unterminated=True)
        self._replace(into, new, state)

    def _string_copy(
        self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State
    ) -> Value:
        width = library.STRING_COPIES[name]
        self._read_string(nodes[1], values[1], state)
        length = self.string_length(values[1], state)
        self.reach(nodes[0], values[0], self.scaled(add(length, ONE), width) if length else ONE, write=True)
        new = Content(
            length=length if self.at_start(values[0]) else None, tainted=self._tainted(values[1], state)
        )
        self._replace(values[0], new, state)
        return values[0]

    def _bounded_copy(
        self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State
    ) -> Value:
        width = library.BOUNDED_COPIES[name]
        size = self.scaled(values[2], width)
        self.reach(nodes[0], values[0], size, write=True)
        length, limit = self.string_length(values[1], state), values[2]
        new = Content(tainted=self._tainted(values[1], state))
        if self.at_start(values[0]) and isinstance(limit, Number) and limit.constant is not None:
            if length is not None and length.low is not None and length.low >= limit.constant:
                new = new.but(filled=int(limit.constant), unterminated=True)
            elif length is not None and length.high is not None and length.high < limit.constant:
                new = new.but(length=length)
            elif isinstance(values[0], Pointer) and size == self.regions[values[0].region].size:
                new = new.but(unterminated=True)
        self._replace(values[0], new, state)
        return values[0]

    def _append(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        width = library.APPENDS.get(name) or library.BOUNDED_APPENDS[name]
        into, source = values[0], values[1]
        if isinstance(into, Pointer) and self.content(into, state).blank:
            self.fact(nodes[0], "append-to-blank")
        if name in library.APPENDS:
            self._read_string(nodes[1], source, state)
        before, length = self.string_length(into, state), self.string_length(source, state)
        if name in library.BOUNDED_APPENDS and isinstance(values[2], Number):
            limit = values[2]
            if length is None or None in (length.high, limit.high) or (limit.high or 0) < (length.high or 0):
                # No more than the limit; as much only where the source is known to be longer.
                length = limit if length is not None and limit.constant is not None else None
        total = add(before, length) if before and length else None
        whole = add(total, ONE) if total else None
        self.reach(nodes[0], into, self.scaled(whole, width) if whole else ONE, write=True)
        tainted = self._tainted(into, state) or self._tainted(source, state)
        self._replace(into, Content(length=total if self.at_start(into) else None, tainted=tainted), state)
        return into

    def _fill(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        size = self.scaled(values[2], library.FILLS[name])
        self.reach(nodes[0], values[0], size, write=True)
        into, byte = values[0], values[1]
        new = Content()
        if self.at_start(into) and isinstance(byte, Number) and byte.constant is not None and size:
            if byte.is_zero():
                new = new.but(length=ZERO)
            elif isinstance(values[2], Number) and isinstance(values[2].constant, int):
                whole = isinstance(into, Pointer) and size == self.regions[into.region].size
                new = new.but(filled=values[2].constant, unterminated=whole)
        self._replace(into, new, state)
        return into

    def _format(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self.reach(nodes[0], values[0], self.scaled(values[1], library.FORMATS[name]), write=True)
        tainted = any(self._tainted(value, state) for value in values[2:])
        self._replace(values[0], Content(tainted=tainted), state)
        return None

    def _length(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self._read_string(nodes[0], values[0], state)
        return self.string_length(values[0], state)
