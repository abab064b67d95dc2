"""Functions that allocate and open, and those that read from outside."""

from __future__ import annotations

from vscan.flow import library
from vscan.flow.blocks import ONE
from vscan.flow.copies import Copies
from vscan.flow.ctypes_ import INT, CType
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Address,
    Content,
    Number,
    Pointer,
    Value,
    add,
    full,
)


class World(Copies):
    """From and to the world."""

    def _allocate(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        factors, family = library.ALLOCATORS[name]
        size = self._product(factors, values)
        length = None
        if name in library.DUPLICATES:
            self._read_string(nodes[0], values[0], state)
            length = self.string_length(values[0], state)
            size = self.scaled(add(length, ONE), library.DUPLICATES[name]) if length else None
        if name in library.REALLOCATES and values[0] != ZERO:
            self.fact(nodes[0], "resized")
        if name in library.REALLOCATES:
            self.escape(values[0], state)
        made = self.make(node, state, "heap", size, family, unchecked=True, blank=not name.endswith("dup"))
        content = state.blocks[made.region]
        if name in library.ZEROED:
            content = Content(length=ZERO)
        elif name in library.DUPLICATES or name in library.REALLOCATES:
            content = Content(length=length, tainted=self._tainted(values[0], state))
        state.put(made.region, content)
        return made

    def _on_stack(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        return self.make(node, state, "stack", self._product((0,), values), "", unchecked=False, blank=True)

    def _open(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        family = library.OPENERS.get(name) or library.DESCRIPTORS[name]
        kind = "file" if name in library.OPENERS else "descriptor"
        if name in ("freopen", "fdopen"):
            self.escape(values[-1] if name == "freopen" else values[0], state)
        return self.make(node, state, kind, None, family, unchecked=True, blank=False)

    def _release(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self.release(nodes[0], values[0], library.RELEASERS[name], state)
        return None

    def _input(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        position, factors, width, text = library.INPUTS[name]
        for value in values:
            if isinstance(value, Pointer) and self.regions[value.region].kind == "file":
                self.used(value)
        limit = self._product(factors, values)
        into = values[position]
        self.reach(nodes[position], into, self.scaled(limit, width), write=True)
        new = Content(tainted=True)
        if isinstance(into, Pointer) and not text:
            zeroed = self.content(into, state).length is not None
            whole = limit is not None and limit == self.regions[into.region].size
            new = new.but(unterminated=whole or not zeroed)
        elif isinstance(into, Address):
            kind = self.types.get(into.name)
            state.set(into.name, full(kind) if kind is not None and kind.kind == "int" else None)
        elif text and self.at_start(into) and limit and limit.constant is not None:
            new = new.but(length=Number(0, limit.constant - 1, tainted=True))
        self._replace(into, new, state)
        return None

    def _output(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        position, factors = library.OUTPUTS[name]
        self.reach(nodes[position], values[position], self._product(factors, values))
        return None

    def _parse(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        size, signed = library.PARSERS[name]
        result = full(CType("int", size, signed))
        if name in library.RANDOM:
            return Number(0, INT.high, tainted=True)
        if values and self._known_text(values[0], state):
            return None
        if name.startswith("strto") and len(values) > 1:
            self.escape(values[1], state)
        return result

    def _environment(
        self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State
    ) -> Value:
        made = self.make(node, state, "static", None, "", unchecked=True, blank=False)
        state.put(made.region, Content(tainted=True))
        return made

    def _scan(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        known = name == "sscanf" and self._known_text(values[0], state)
        for value in values[library.SCANNERS[name] :]:
            if known:
                self.escape(value, state)
                continue
            if isinstance(value, Address):
                kind = self.types.get(value.name)
                state.set(value.name, full(kind) if kind is not None and kind.kind == "int" else None)
                if kind is not None and kind.kind == "float":
                    state.set(value.name, Number(float("-inf"), float("inf"), tainted=True))
            elif isinstance(value, Pointer):
                self._replace(value, Content(tainted=True), state)
        return None
