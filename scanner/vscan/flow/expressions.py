"""What expressions evaluate to: one handler a kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from vscan.flow.access import Access
from vscan.flow.ctypes_ import CType, base_type
from vscan.flow.names import literal, stripped
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Address,
    Content,
    Number,
    Pointer,
    Value,
    joined,
    multiply,
    number,
)

_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)", re.DOTALL)

_CHARACTERS = {"n": 10, "t": 9, "r": 13, "\\": 92, "'": 39, '"': 34, "a": 7, "b": 8, "f": 12, "v": 11}


class Expressions(Access):
    """`evaluate`, and the kinds that are left."""

    def evaluate(self, node: Node | None, state: State) -> Value:
        """The value; facts are noted and effects happen on the way."""
        if node is None:
            return None
        self.step()
        handler = _HANDLERS.get(node.kind)
        if handler is not None:
            return handler(self, node, state)
        for child in node.children:
            self.escape(self.evaluate(child, state), state)
        return None

    def _literal(self, node: Node, state: State) -> Value:
        value = literal(node.text)
        return number(value) if value is not None else None

    def _character(self, node: Node, state: State) -> Value:
        inside = node.text[node.text.find("'") + 1 : -1]
        found = _ESCAPE.fullmatch(inside)
        if found is None:
            return number(ord(inside)) if len(inside) == 1 else None
        code = found.group(1)
        if code[0] == "x":
            return number(int(code[1:], 16))
        return number(int(code, 8)) if code[0] in "01234567" else _known(_CHARACTERS.get(code))

    def _string(self, node: Node, state: State) -> Value:
        length: int | None = None
        if node.kind == "string_literal":
            inside = node.text[node.text.find('"') + 1 : -1]
            length = len(_ESCAPE.sub("x", inside))
        size = None if length is None else number(length + 1)
        made = self.make(node, state, "literal", size, "", unchecked=False, blank=False)
        state.put(made.region, Content(length=None if length is None else number(length), filled=length or 0))
        return made

    def _sizeof(self, node: Node, state: State) -> Value:
        kind = None
        if (named := node.field("type")) is not None:
            kind = self._named_type(named, state)
            if (
                kind.kind == "other"
                and not named.field("declarator")
                and named.text in self._visible(named.text)
            ):
                kind = self.types.get(self.resolve(named.text))
        elif (value := node.field("value")) is not None:
            kind = self.type_of(value, state)
            if kind is not None and kind.kind == "array":
                pointer = state.env.get(self.path(value, state) or "")
                return self.regions[pointer.region].size if isinstance(pointer, Pointer) else None
        if kind is None or not kind.size:
            return None
        return Number(kind.size, kind.size, unit=kind.unit)

    def _visible(self, name: str) -> tuple[str, ...]:
        return (name,) if self.resolve(name) != name else ()

    def _cast(self, node: Node, state: State) -> Value:
        named = node.field("type")
        inner = node.field("value")
        if (
            named is not None
            and named.flat == "void"
            and inner is not None
            and stripped(inner).kind == "identifier"
        ):
            return None
        value = self.evaluate(inner, state)
        if isinstance(value, Number) and inner is not None:
            kind = self._named_type(node.field("type"), state)
            followed = value.tainted or kind.kind != "int" or inner.kind == "identifier"
            return self.converted(value, kind, inner) if followed else _fitted(value, kind)
        return value

    def _inner(self, node: Node, state: State) -> Value:
        self.first(node.field("initializer"), state)
        return self.evaluate(node.field("value") or (node.children[-1] if node.children else None), state)

    def _conditional(self, node: Node, state: State) -> Value:
        held, failed = self.branch(node.field("condition"), [state.copy()])
        arms = [(one, node.field("consequence")) for one in held]
        arms += [(one, node.field("alternative")) for one in failed]
        values = [self.evaluate(arm, one) for one, arm in arms]
        state.become([one for one, _ in arms])
        result = values[0] if values else None
        for value in values[1:]:
            result = joined(result, value)
        return result

    def _comma(self, node: Node, state: State) -> Value:
        value: Value = None
        for child in node.children:
            value = self.evaluate(child, state)
        return value

    def _new(self, node: Node, state: State) -> Value:
        declarator = node.field("declarator")
        place = node.field("placement")
        if place is not None:
            # Memory of somebody else.
            values = [self.evaluate(child, state) for child in place.children]
            self.stored(values[0] if values else None, state)
            return values[0] if len(values) == 1 else None
        base = base_type(node.field("type"))
        if declarator is None:
            arguments = node.field("arguments")
            for child in arguments.children if arguments is not None else ():
                self.escape(self.evaluate(child, state), state)
            size = Number(base.size, base.size, unit=base.unit) if base.size else None
            plain = base.kind == "int" and arguments is None
            return self.make(node, state, "heap", size, "delete", unchecked=False, blank=plain)
        length = declarator.field("length")
        count = self.evaluate(length, state)
        if length is not None:
            self.note(length, count, state)
            self.allocated(length)
        unit = Number(base.size, base.size, unit=base.unit) if base.size else None
        size = multiply(count, unit) if isinstance(count, Number) and unit is not None else None
        return self.make(node, state, "heap", size, "delete[]", unchecked=False, blank=base.kind == "int")

    def _delete(self, node: Node, state: State) -> Value:
        inner = node.children[-1] if node.children else None
        if inner is None:
            return None
        value = self.evaluate(inner, state)
        self.note(inner, value, state)
        array = "[" in node.text[: inner.start - node.start]
        self.release(inner, value, "delete[]" if array else "delete", state)
        return None

    def _null(self, node: Node, state: State) -> Value:
        return ZERO

    def _truth(self, node: Node, state: State) -> Value:
        return number(int(node.kind == "true"))

    def _asm_output(self, node: Node, state: State) -> Value:
        value = node.field("value")
        self.escape(self.address(value, state) if value is not None else None, state)
        return None

    def _lambda(self, node: Node, state: State) -> Value:
        for name in node.names:
            key = self.resolve(name)
            if key in state.env:
                self.escape(Address(key), state)
        return None


def _known(value: int | None) -> Value:
    return None if value is None else number(value)


def _fitted(value: Number, kind: CType) -> Value:
    fits = (
        value.low is not None and value.high is not None and kind.low <= value.low and value.high <= kind.high
    )
    return value if fits or value.unit else None


_HANDLERS: dict[str, Callable[[Expressions, Node, State], Value]] = {
    "identifier": Expressions._identifier,
    "field_expression": Expressions._field,
    "binary_expression": Expressions._binary,
    "unary_expression": Expressions._unary,
    "update_expression": Expressions._update,
    "subscript_expression": Expressions._subscript,
    "pointer_expression": Expressions._pointer,
    "assignment_expression": Expressions._assignment,
    "call_expression": Expressions.call,
    "number_literal": Expressions._literal,
    "char_literal": Expressions._character,
    "string_literal": Expressions._string,
    "concatenated_string": Expressions._string,
    "raw_string_literal": Expressions._string,
    "sizeof_expression": Expressions._sizeof,
    "cast_expression": Expressions._cast,
    "parenthesized_expression": Expressions._inner,
    "condition_clause": Expressions._inner,
    "conditional_expression": Expressions._conditional,
    "comma_expression": Expressions._comma,
    "new_expression": Expressions._new,
    "delete_expression": Expressions._delete,
    "null": Expressions._null,
    "true": Expressions._truth,
    "false": Expressions._truth,
    "lambda_expression": Expressions._lambda,
    "gnu_asm_output_operand": Expressions._asm_output,
}
