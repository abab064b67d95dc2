"""Calls: what library functions do, and what any other may do."""

from __future__ import annotations

import re

from vscan.flow import library
from vscan.flow.ctypes_ import INT, CType
from vscan.flow.memory import Memory
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Address,
    Content,
    Number,
    Pointer,
    Region,
    Value,
    add,
    full,
    multiply,
    number,
)

ONE = number(1)
_LINE_ENDS = frozenset({r"'\n'", r"'\r'", r'"\n"', r'"\r\n"'})
# Called like a macro.
MACRO = re.compile(r"[A-Z_][A-Z0-9_]*$")


class DeadEndError(Exception):
    """The path ends in a call that does not come back."""


class Calls(Memory):
    """Needs `evaluate`, which expressions bring."""

    def evaluate(self, node: Node | None, state: State) -> Value:
        raise NotImplementedError

    def path(self, node: Node, state: State) -> str | None:
        raise NotImplementedError

    def call(self, node: Node, state: State) -> Value:
        function, arguments = node.field("function"), node.field("arguments")
        if function is None or arguments is None:
            return None
        name = library.plain_name(function.flat) if function.kind != "template_function" else ""
        if function.kind == "template_function" and function.flat.partition("<")[0].endswith("_cast"):
            return self.evaluate(arguments.children[0], state) if arguments.children else None
        if function.kind not in ("identifier", "qualified_identifier"):
            self.evaluate(function, state)
        nodes = arguments.children
        if MACRO.match(name) and name.lower() in library.KNOWN:
            name = name.lower()
        elif MACRO.match(name):
            self._macro(nodes, state)
            return None
        values = [self._argument(argument, state) for argument in nodes]
        return self._effect(name, node, nodes, values, state)

    def _macro(self, nodes: list[Node], state: State) -> None:
        """A macro may do anything to its arguments, assign them included."""
        for key in {self.resolve(name) for node in nodes for name in node.names}:
            if key in state.env:
                self.escape(state.env[key], state)
                state.set(key, None)
        for name in [name for name in state.env if "." in name]:
            del state.env[name]

    def resolve(self, name: str) -> str:
        raise NotImplementedError

    def _argument(self, node: Node, state: State) -> Value:
        value = self.evaluate(node, state)
        self.note(node, value, state)
        return value

    def _effect(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self._sinks(name.rpartition(".")[2].rpartition("->")[2], nodes, values, state)
        if name in library.NO_RETURN:
            raise DeadEndError
        for group, handler in _HANDLERS:
            if name in group and len(values) >= _LEAST.get(name, 0):
                return handler(self, name, node, nodes, values, state)
        if name in library.QUIET or library.READS_ONLY.search(name.rpartition("::")[2]):
            self._strings_read(name, nodes, values, state)
            for value in values:
                if isinstance(value, Address):
                    self.escape(value, state)
            if name in library.CHECKS and values and nodes[-1].text not in _LINE_ENDS:
                self._validated(values[0], state)
            return None
        self._unknown_call(values, state)
        return None

    def _sinks(self, name: str, nodes: list[Node], values: list[Value], state: State) -> None:
        """Sizes that are negative, and text from outside where it decides what happens."""
        for position in library.SIZES.get(name, ()):
            value = values[position] if position < len(values) else None
            if isinstance(value, Number) and not value.unit and value.low is not None and value.low < 0:
                self.fact(nodes[position], "negative-size")
        fact, positions = library.SINKS.get(name, ("", ()))
        for position in positions:
            value = values[position] if position < len(values) else None
            if isinstance(value, Pointer) and self._tainted(value, state):
                self.fact(nodes[position], fact)
        for position in library.ALLOCATORS.get(name, ((), ""))[0]:
            self.allocated(nodes[position] if position < len(nodes) else None)

    def allocated(self, size: Node | None) -> None:
        """Is the size of an allocation made of a number that nothing bounds?"""
        if size is not None and any(
            "unbounded" in self.facts.get((below.start, below.end), ()) for below in size.walk()
        ):
            self.fact(size, "unbounded-size")

    def _validated(self, value: Value, state: State) -> None:
        if isinstance(value, Pointer) and value.region in state.blocks:
            state.put(value.region, self.content(value, state).but(tainted=False))

    def _unknown_call(self, values: list[Value], state: State) -> None:
        for value in values:
            self.escape(value, state)
        for name in [name for name in state.env if "." in name or "#" not in name]:
            del state.env[name]

    def _strings_read(self, name: str, nodes: list[Node], values: list[Value], state: State) -> None:
        """Printing and comparing read to the terminator."""
        for value in values:
            if isinstance(value, Pointer) and self.regions[value.region].kind == "file":
                self.used(value)
        for position in library.STRING_READERS.get(
            name, range(len(values)) if name not in library.QUIET else ()
        ):
            if position < len(values) and isinstance(values[position], Pointer):
                self._read_string(nodes[position], values[position], state)

    def _read_string(self, node: Node, value: Value, state: State) -> None:
        if not isinstance(value, Pointer):
            return
        self.reach(node, value, ONE)
        if self.content(value, state).unterminated:
            self.fact(node, "read-unterminated")

    # Memory that comes and goes

    def _allocate(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        factors, family = library.ALLOCATORS[name]
        size = self._product(factors, values)
        length = None
        if name in library.DUPLICATES:
            self._read_string(nodes[0], values[0], state)
            length = self.string_length(values[0], state)
            size = self.scaled(add(length, ONE), library.DUPLICATES[name]) if length else None
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

    def _tainted(self, value: Value, state: State) -> bool:
        if isinstance(value, Pointer):
            return self.content(value, state).tainted
        return isinstance(value, Number) and value.tainted

    def _product(self, factors: tuple[int, ...], values: list[Value]) -> Number | None:
        size: Number | None = ONE if factors else None
        for position in factors:
            value = values[position] if position < len(values) else None
            size = multiply(size, value) if size is not None and isinstance(value, Number) else None
        return size

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
        key = self.path(node, state) if value is None else None
        if key is not None and state.certain(key):
            region = self.strangers.setdefault(key, -1 - len(self.strangers))
            self.regions[region] = Region("other", None)
            state.env[key] = Pointer(region, None)
            state.put(region, Content(status="released"))

    # Copies

    def _copy(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        into, source, length, width = library.COPIES[name]
        size = self.scaled(values[length], width)
        self.reach(nodes[into], values[into], size, write=True)
        self.reach(nodes[source], values[source], size)
        self._copied(values[into], values[source], size, state)
        return values[into]

    def _copied(self, into: Value, source: Value, size: Number | None, state: State) -> None:
        if not isinstance(into, Pointer):
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

    def _replace(self, into: Value, new: Content, state: State) -> None:
        if isinstance(into, Pointer) and into.region in state.blocks:
            state.put(into.region, new.but(status=self.content(into, state).status))

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

    # From and to the world

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

    def _length(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self._read_string(nodes[0], values[0], state)
        return self.string_length(values[0], state)

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

    def _known_text(self, value: Value, state: State) -> bool:
        """Is it text that the function made itself?"""
        if not isinstance(value, Pointer):
            return False
        content = self.content(value, state)
        return content.length is not None and not content.tainted

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


_HANDLERS = (
    (library.ALLOCATORS, Calls._allocate),
    (library.RELEASERS, Calls._release),
    (library.COPIES, Calls._copy),
    (library.STRING_COPIES, Calls._string_copy),
    (library.BOUNDED_COPIES, Calls._bounded_copy),
    (library.APPENDS, Calls._append),
    (library.BOUNDED_APPENDS, Calls._append),
    (library.FILLS, Calls._fill),
    (library.FORMATS, Calls._format),
    (library.INPUTS, Calls._input),
    (library.OUTPUTS, Calls._output),
    (library.LENGTHS, Calls._length),
    (library.PARSERS, Calls._parse),
    (library.TAINTED_STRINGS, Calls._environment),
    (library.SCANNERS, Calls._scan),
    (library.OPENERS, Calls._open),
    (library.DESCRIPTORS, Calls._open),
    (library.STACK_ALLOCATORS, Calls._on_stack),
)
_LEAST = (
    dict.fromkeys((*library.COPIES, *library.BOUNDED_COPIES, *library.BOUNDED_APPENDS, *library.FILLS), 3)
    | dict.fromkeys((*library.STRING_COPIES, *library.APPENDS, *library.FORMATS, *library.SCANNERS), 2)
    | dict.fromkeys((*library.RELEASERS, *library.LENGTHS, *library.ALLOCATORS, *library.OPENERS), 1)
    | {name: 1 + max(position, *factors) for name, (position, factors, _, _) in library.INPUTS.items()}
    | {name: 1 + max(position, *factors) for name, (position, factors) in library.OUTPUTS.items()}
)
