"""Calls: what library functions do, and what any other may do."""

from __future__ import annotations

from vscan.flow import library
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    Address,
    Number,
    Pointer,
    Unset,
    Value,
)
from vscan.flow.world import World

_LINE_ENDS = frozenset({r"'\n'", r"'\r'", r'"\n"', r'"\r\n"'})


class Calls(World):
    """Finds the effect of a call."""

    def call(self, node: Node, state: State) -> Value:
        function, arguments = node.field("function"), node.field("arguments")
        if function is None or arguments is None:
            return None
        name = library.plain_name(function.flat) if function.kind != "template_function" else ""
        if function.kind == "template_function" and function.flat.partition("<")[0].endswith("_cast"):
            return self.evaluate(arguments.children[0], state) if arguments.children else None
        if function.kind not in ("identifier", "qualified_identifier"):
            self.evaluate(function, state)
        if function.kind == "field_expression":
            # A method may hand on, or release, the object that it is called on.
            self.escape(self.read(self.path(function.children[0], state) or "", state), state)
        nodes = arguments.children
        if library.is_macro(name):
            name = name.lower()
            if name not in library.KNOWN:
                self._macro(nodes, state)
                return None
        if not _is_known(name):
            self._may_set(nodes, state)
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

    def _may_set(self, nodes: list[Node], state: State) -> None:
        """What has no value yet is handed over to get one: by reference, or to a macro in small letters."""
        for node in nodes:
            key = self.resolve(node.text) if node.kind == "identifier" else ""
            if isinstance(state.env.get(key), Unset):
                state.set(key, None)

    def _argument(self, node: Node, state: State) -> Value:
        value = self.evaluate(node, state)
        self.note(node, value, state)
        return value

    def _effect(self, name: str, node: Node, nodes: list[Node], values: list[Value], state: State) -> Value:
        self._sinks(name.rpartition(".")[2].rpartition("->")[2], nodes, values, state)
        if name in library.NO_RETURN or library.leaves(name):
            raise DeadEndError
        handler = _EFFECTS.get(name)
        if handler is not None and len(values) >= _LEAST.get(name, 0):
            return handler(self, name, node, nodes, values, state)
        if name in library.QUIET or library.reads_only(name):
            self._strings_read(name, nodes, values, state)
            for value in values:
                if isinstance(value, Address):
                    self.escape(value, state)
                elif name in library.STORES:
                    self.stored(value, state)
            if name in library.CHECKS and values and nodes[-1].text not in _LINE_ENDS:
                self._validated(values[0], state)
            return None
        if library.checks(name):
            self._checked(nodes, values, state)
        self._unknown_call(values, state)
        return None

    def _checked(self, nodes: list[Node], values: list[Value], state: State) -> None:
        for node, value in zip(nodes, values, strict=True):
            key = self.path(node, state)
            if key is not None and isinstance(value, Pointer):
                state.env[key] = Pointer(value.region, value.offset)

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

    def _validated(self, value: Value, state: State) -> None:
        if isinstance(value, Pointer) and value.region in state.blocks:
            state.put(value.region, self.content(value, state).but(tainted=False))

    def _unknown_call(self, values: list[Value], state: State) -> None:
        for value in values:
            if value is not None:
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


class DeadEndError(Exception):
    """The path ends in a call that does not come back."""


def _is_known(name: str) -> bool:
    return name in library.QUIET or name in _EFFECTS or library.reads_only(name)


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

# What is in several groups is of the first.
_EFFECTS = {name: handler for group, handler in reversed(_HANDLERS) for name in group}


_LEAST = (
    dict.fromkeys((*library.COPIES, *library.BOUNDED_COPIES, *library.BOUNDED_APPENDS, *library.FILLS), 3)
    | dict.fromkeys((*library.STRING_COPIES, *library.APPENDS, *library.FORMATS, *library.SCANNERS), 2)
    | dict.fromkeys((*library.RELEASERS, *library.LENGTHS, *library.ALLOCATORS, *library.OPENERS), 1)
    | {name: 1 + max(position, *factors) for name, (position, factors, _, _) in library.INPUTS.items()}
    | {name: 1 + max(position, *factors) for name, (position, factors) in library.OUTPUTS.items()}
)
