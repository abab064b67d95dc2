"""Reading and writing through pointers, and assignment."""

from __future__ import annotations

from vscan.flow.arithmetic import ARITHMETIC, Arithmetic
from vscan.flow.names import is_arrow, stripped
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    SOMEWHERE,
    Address,
    Number,
    Pointer,
    Value,
    add,
    multiply,
)


class Access(Arithmetic):
    """Elements, dereferences and assignments."""

    def _subscript(self, node: Node, state: State) -> Value:
        _, _, value = self.element(node, state)
        if isinstance(value, Pointer):
            content = self.content(value, state)
            if content.blank:
                self.fact(node, "uninitialised")
        return None

    def element(self, node: Node, state: State, write: bool = False) -> tuple[Node, Node | None, Value]:
        """Base, index, and the pointer to the element, after checking that it is inside its block."""
        base, index = node.children[0], _index_of(node)
        value, at = self.evaluate(base, state), self.evaluate(index, state)
        self.note(base, value, state)
        self.used(value)
        if index is None or not isinstance(value, Pointer):
            return base, index, None
        self.note(index, at, state)
        kind = self.type_of(base, state)
        target = kind.target if kind is not None else None
        moved = self.moved(value, at, target, 1)
        if target is not None and target.size:
            width = Number(target.size, target.size, unit=target.unit)
            self.reach(base, moved, width, write)
        return base, index, moved

    def _pointer(self, node: Node, state: State) -> Value:
        inner = node.children[-1] if node.children else None
        if inner is None:
            return None
        if node.op == "&":
            return self.address(inner, state)
        key = self.path(node, state)
        value = self.evaluate(inner, state)
        self._dereferenced(inner, value, state)
        if key is not None:
            found = self.read(key, state)
            self.note(node, found, state)
            return found
        if isinstance(value, Pointer):
            kind = self.type_of(inner, state)
            target = kind.target if kind is not None else None
            if target is not None and target.size:
                self.reach(inner, value, Number(target.size, target.size, unit=target.unit))
            if self.content(value, state).blank:
                self.fact(node, "uninitialised")
        return None

    def address(self, inner: Node, state: State) -> Value:
        target = stripped(inner)
        if target.kind == "subscript_expression":
            base, index = target.children[0], _index_of(target)
            value, at = self.evaluate(base, state), self.evaluate(index, state)
            kind = self.type_of(base, state)
            if isinstance(value, Pointer):
                return self.moved(value, at, kind.target if kind is not None else None, 1)
            return SOMEWHERE
        key = self.path(target, state)
        if key is None:
            self.evaluate(target.children[0], state) if target.children else None
            return None
        value = state.env.get(key)
        kind = self.types.get(key)
        if kind is not None and kind.kind == "array":
            return value
        return Address(key)

    def _assignment(self, node: Node, state: State) -> Value:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return None
        value = self.evaluate(right, state)
        if node.op != "=":
            return self._compound(node, left, right, value, state)
        self.note(right, value, state)
        return self.assign(left, right, value, state)

    def assign(self, left: Node, right: Node, value: Value, state: State) -> Value:
        target = stripped(left)
        key = self.path(target, state)
        if target.kind == "subscript_expression":
            self._store_element(target, value, state)
        elif target.kind == "pointer_expression" and target.op == "*":
            if key is None:
                self._store_through(target, value, state)
            else:
                self._dereferenced(target.children[-1], self.evaluate(target.children[-1], state), state)
        elif target.kind == "field_expression":
            self._locate(target, state)
        elif key is None:
            self.evaluate(target, state)
        if key is None:
            self.escape(value, state)
            return value
        kind = self.types.get(key)
        value = self.converted(value, kind, right) if kind is not None else value
        if "#" not in key or "->" in target.flat or (target.op == "*" and "." in key):
            self.escape(value, state)
        state.set(key, value)
        return value

    def _locate(self, target: Node, state: State) -> None:
        """The object whose member is assigned: reached, but not read."""
        base = target.field("argument")
        while base is not None and base.kind == "field_expression" and not is_arrow(target):
            target, base = base, base.field("argument")
        if base is None:
            return
        if base.kind == "subscript_expression":
            _, _, moved = self.element(base, state, write=True)
            self.stored(moved, state)
        elif is_arrow(target):
            value = self.evaluate(base, state)
            self._dereferenced(base, value, state)
            self.stored(value, state)

    def _store_element(self, target: Node, value: Value, state: State) -> None:
        base, _, moved = self.element(target, state, write=True)
        self.escape(value, state)
        if not isinstance(moved, Pointer):
            return
        kind = self.type_of(base, state)
        if kind is not None and kind.target is not None and kind.target.size == 1 and not kind.target.unit:
            self.store_byte(moved, moved.offset, value, state)
        else:
            self.stored(moved, state)

    def _store_through(self, target: Node, value: Value, state: State) -> None:
        inner = target.children[-1]
        pointer = self.evaluate(inner, state)
        self._dereferenced(inner, pointer, state)
        self.escape(value, state)
        if not isinstance(pointer, Pointer):
            return
        kind = self.type_of(inner, state)
        pointee = kind.target if kind is not None else None
        if pointee is not None and pointee.size:
            self.reach(inner, pointer, Number(pointee.size, pointee.size, unit=pointee.unit), write=True)
        self.stored(pointer, state)

    def _compound(self, node: Node, left: Node, right: Node, value: Value, state: State) -> Value:
        old = self.evaluate(left, state)
        op = node.op[:-1]
        if op in ("/", "%"):
            self.divided_by(right, value)
        kind = self.type_of(left, state)
        new: Value = None
        if isinstance(old, Pointer) and op in ("+", "-"):
            new = self.moved(old, value, kind.target if kind is not None else None, 1 if op == "+" else -1)
        elif isinstance(old, Number) and isinstance(value, Number) and op in ARITHMETIC:
            sign = 1 if op == "+" else -1
            result = multiply(old, value) if op == "*" else add(old, value, sign)
            new = self._wrapped(node, result, kind) if result is not None else None
        key = self.path(left, state)
        if key is not None:
            state.set(key, new)
        return new


def _index_of(node: Node) -> Node | None:
    found = (
        node.field("index") or node.field("indices") or (node.children[1] if len(node.children) > 1 else None)
    )
    if found is not None and found.kind == "subscript_argument_list":
        return found.children[0] if found.children else None
    return found
