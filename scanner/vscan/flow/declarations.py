"""Which variable a name stands for, and what declarations make of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vscan.flow.calls import Calls
from vscan.flow.ctypes_ import CType, array_of, base_type, pointer_to
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import UNSET, ZERO, Content, Number, Pointer, Value, multiply, number

STRUCTURED = "structured_binding_declarator"

_NAMING = ("declarator", "identifier")
_STATIC = frozenset({"static", "extern", "thread_local", "_Thread_local"})


class Declarations(Calls):
    """Scopes, types of variables, and declaration statements."""

    def __init__(self) -> None:
        super().__init__()
        # Each holds what is visible in it: the outer ones' names, too.
        self.scopes: list[dict[str, str]] = [{}]

    @contextmanager
    def scope(self) -> Iterator[None]:
        """What is declared inside is visible there alone."""
        self.scopes.append(self.scopes[-1].copy())
        yield
        self.scopes.pop()

    def resolve(self, name: str) -> str:
        """The key of the variable that a name means here; a global's is its name."""
        return self.scopes[-1].get(name, name)

    def define(self, name: str, node: Node, kind: CType) -> str:
        key = f"{name}#{node.start}"
        self.scopes[-1][name] = key
        self.types[key] = kind
        return key

    def declare(self, node: Node, states: list[State]) -> None:
        """A `declaration` statement, on every path."""
        base = base_type(node.field("type"))
        static = any(
            child.text in _STATIC for child in node.children if child.kind == "storage_class_specifier"
        )
        if any(child.text == "extern" for child in node.children if child.kind == "storage_class_specifier"):
            return
        # `if (T *p = f())` has its value beside the declarator.
        beside = node.field("value")
        for child in node.children:
            if child not in (node.field("type"), beside) and child.kind.endswith(_NAMING):
                self._declare_one(child, beside, base, static, states)

    def _declare_one(
        self, node: Node, beside: Node | None, base: CType, static: bool, states: list[State]
    ) -> None:
        value = node.field("value") if node.kind == "init_declarator" else beside
        declarator = node.field("declarator") if node.kind == "init_declarator" else node
        if declarator is None or declarator.kind == "function_declarator":
            return
        name, kind, reference = self.declared(declarator, base, states[0] if states else State())
        if name is None:
            return
        if value is not None and (reference or STRUCTURED in (node.kind for node in declarator.walk())):
            self.bind(declarator, value, kind, states)
            return
        results = [self._initial(declarator, value, kind, static, state) for state in states]
        key = self.define(name.text, name, kind)
        for state, result in zip(states, results, strict=True):
            state.set(key, result)

    def bind(self, declarator: Node, value: Node, kind: CType, states: list[State]) -> None:
        raise NotImplementedError

    def _initial(self, node: Node, value: Node | None, kind: CType, static: bool, state: State) -> Value:
        if kind.kind == "array":
            return self._array(node, value, kind, static, state)
        if value is None:
            plain = kind.kind in ("int", "float", "pointer")
            return UNSET if plain and not static else None
        if value.kind in ("argument_list", "initializer_list"):
            results = [self.evaluate(child, state) for child in value.children]
            if len(results) == 1 and kind.kind in ("int", "float", "pointer"):
                return self.converted(results[0], kind, value.children[0])
            for result in results:
                self.escape(result, state)
            return None
        result = self.evaluate(value, state)
        self.note(value, result, state)
        if kind.kind == "other" and isinstance(result, Pointer):
            # An object made from a pointer may own it.
            self.escape(result, state)
            return None
        return None if static else self.converted(result, kind, value)

    def _array(self, node: Node, value: Node | None, kind: CType, static: bool, state: State) -> Value:
        count, open_ended = kind.count, _is_open(node)
        length: Number | None = None
        if value is not None and value.kind in ("string_literal", "concatenated_string"):
            literal = self.evaluate(value, state)
            length = self.string_length(literal, state)
            if open_ended and length is not None:
                count = int(length.low or 0) + 1
        elif value is not None and value.kind == "initializer_list":
            first = value.children[0] if value.children else None
            for child in value.children:
                self.escape(self.evaluate(child, state), state)
            if first is None or first.text in ("0", "'\\0'", "NULL"):
                length = ZERO
            if open_ended and first is not None:
                count = len(value.children)
        target = kind.target or CType("other")
        size = (
            None
            if count is None or target.size is None
            else multiply(number(count), Number(target.size, target.size, unit=kind.unit))
        )
        made = self.make(node, state, "static" if static else "stack", size, "", False, value is None)
        state.put(made.region, Content(length=None if static else length, blank=value is None and not static))
        return made

    def declared(self, node: Node, base: CType, state: State) -> tuple[Node | None, CType, bool]:
        """Name, type and whether it is a reference, of a declarator around a base type."""
        kind, reference = base, False
        inner: Node | None = node
        while inner is not None and inner.kind not in ("identifier", "field_identifier"):
            if inner.kind in ("pointer_declarator", "abstract_pointer_declarator"):
                kind = pointer_to(kind)
            elif inner.kind in ("array_declarator", "abstract_array_declarator"):
                kind = array_of(kind, self._count(inner, state))
            elif inner.kind == "reference_declarator":
                reference = True
            elif inner.kind in ("function_declarator", "abstract_function_declarator"):
                kind = CType("other")
            inner = inner.field("declarator") or next(
                (c for c in inner.children if c.kind.endswith(_NAMING)), None
            )
        return inner, kind, reference

    def _count(self, node: Node, state: State) -> int | None:
        size = node.field("size")
        value = self.evaluate(size, state) if size is not None else None
        if isinstance(value, Number) and not value.unit and isinstance(value.constant, int):
            return value.constant
        return None

    def converted(self, value: Value, kind: CType, node: Node) -> Value:
        raise NotImplementedError

    def parameter(self, node: Node, state: State) -> None:
        """A parameter holds anything."""
        declarator = node.field("declarator")
        if declarator is None:
            return
        name, kind, reference = self.declared(declarator, base_type(node.field("type")), state)
        if name is None or reference:
            # A reference is a variable of the caller's, as good as a global one.
            return
        if kind.kind == "array":
            kind = pointer_to(kind.target)
        state.set(self.define(name.text, name, kind), None)


def declared_name(node: Node) -> Node | None:
    """The name in a declarator or a declaration of one variable."""
    inner: Node | None = node
    while inner is not None and inner.kind not in ("identifier", "field_identifier"):
        inner = inner.field("declarator") or next(
            (c for c in inner.children if c.kind.endswith(_NAMING)), None
        )
    return inner


def _is_open(node: Node) -> bool:
    """`char text[] = "..."`: the value says how large."""
    while node.kind == "pointer_declarator" and node.field("declarator") is not None:
        node = node.fields["declarator"]
    return node.kind == "array_declarator" and node.field("size") is None
