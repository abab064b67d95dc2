"""What expressions evaluate to, and what their evaluation tells."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from vscan.flow import library
from vscan.flow.calls import MACRO
from vscan.flow.ctypes_ import DOUBLE, INT, SIZE, CType, base_type, pointer_to
from vscan.flow.declarations import Declarations
from vscan.flow.state import State
from vscan.flow.tree import Node
from vscan.flow.values import (
    ZERO,
    Address,
    Bound,
    Content,
    Number,
    Pointer,
    Value,
    add,
    joined,
    multiply,
    number,
)

_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)([uUlLzZ]*)$")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)", re.DOTALL)
_CHARACTERS = {"n": 10, "t": 9, "r": 13, "\\": 92, "'": 39, '"': 34, "a": 7, "b": 8, "f": 12, "v": 11}
_WRAPPERS = frozenset({"parenthesized_expression", "condition_clause"})
_ARITHMETIC = frozenset("+-*")


def stripped(node: Node) -> Node:
    """Without parentheses and casts around."""
    while True:
        if node.kind in _WRAPPERS and node.children:
            node = node.field("value") or node.children[-1]
        elif node.kind == "cast_expression" and (inner := node.field("value")) is not None:
            node = inner
        else:
            return node


def literal(text: str) -> int | float | None:
    """The value of a number as C writes it."""
    found = _NUMBER.match(text.replace("'", ""))
    if found is not None:
        digits = found.group(1)
        if digits.startswith("0") and digits.isdigit() and len(digits) > 1:
            return int(digits, 8) if all(d < "8" for d in digits) else None
        return int(digits, 0) if len(digits) < 40 else None
    try:
        return float(text.rstrip("fFlL"))
    except ValueError:
        return None


class Expressions(Declarations):
    """`evaluate` and what assignment needs: paths of variables, types of expressions."""

    def branch(self, node: Node | None, states: list[State]) -> tuple[list[State], list[State]]:
        raise NotImplementedError

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

    # Names

    def path(self, node: Node, state: State) -> str | None:
        """The key of the variable or member that an expression names, or None."""
        node = stripped(node)
        if node.kind == "identifier":
            return self.resolve(node.text)
        if node.kind == "field_expression":
            base, field = node.field("argument"), node.field("field")
            if base is None or field is None:
                return None
            key = self.path(base, state)
            if key is None:
                return None
            value = state.env.get(key)
            if isinstance(value, Address):
                key = value.name
            return f"{key}.{field.text}"
        if node.kind == "pointer_expression" and node.op == "*":
            value = state.env.get(self.path(node.children[-1], state) or "")
            return value.name if isinstance(value, Address) else None
        return None

    def read(self, key: str, state: State) -> Value:
        value = state.env.get(key)
        if value is not None and not state.certain(key):
            self.escape(value, state)
            return None
        return value

    def _identifier(self, node: Node, state: State) -> Value:
        if node.text in library.LIMITS:
            return number(library.LIMITS[node.text])
        value = self.read(self.resolve(node.text), state)
        if value is not None:
            self.note(node, value, state)
        return value

    def _field(self, node: Node, state: State) -> Value:
        base = node.field("argument")
        if base is not None:
            value = self.evaluate(base, state)
            if _is_arrow(node):
                self._dereferenced(base, value, state)
        key = self.path(node, state)
        value = self.read(key, state) if key is not None else None
        if value is not None:
            self.note(node, value, state)
        return value

    def _dereferenced(self, node: Node, value: Value, state: State) -> None:
        if value is not None:
            self.note(node, value, state)
            self.reach(node, value, None)
            self.used(value)

    # Types

    def type_of(self, node: Node, state: State) -> CType | None:
        """The type of an expression, None where it takes more than this function to know."""
        node = node if node.kind == "cast_expression" else stripped(node)
        if node.kind in ("identifier", "field_expression"):
            key = self.path(node, state)
            return self.types.get(key) if key is not None else None
        if node.kind == "number_literal":
            value = literal(node.text)
            if isinstance(value, float):
                return DOUBLE
            unsigned, wide = "u" in node.text.lower(), value is not None and value > INT.high
            return CType("int", 8 if wide or "l" in node.text.lower() else 4, not unsigned)
        if node.kind == "char_literal":
            return INT
        if node.kind == "sizeof_expression":
            return SIZE
        if node.kind == "cast_expression":
            return self._named_type(node.field("type"), state)
        if node.kind == "binary_expression":
            return self._common_type(node, state)
        if node.kind in ("subscript_expression", "pointer_expression") and node.children:
            inner = self.type_of(node.children[0], state)
            if node.op == "&":
                return pointer_to(inner)
            return inner.target if inner is not None else None
        if node.kind == "call_expression":
            name = library.plain_name(node.children[0].flat)
            if name in library.LENGTHS:
                return SIZE
            if name in library.PARSERS:
                return CType("int", *library.PARSERS[name])
        if node.kind in ("unary_expression", "update_expression") and node.children:
            return self.type_of(node.children[0], state)
        return None

    def _named_type(self, node: Node | None, state: State) -> CType:
        if node is None:
            return CType("other")
        base = base_type(node.field("type"))
        declarator = node.field("declarator")
        return self.declared(declarator, base, state)[1] if declarator is not None else base

    def _common_type(self, node: Node, state: State) -> CType | None:
        if node.op in ("<", ">", "<=", ">=", "==", "!=", "&&", "||"):
            return INT
        left, right = node.field("left"), node.field("right")
        a = self.type_of(left, state) if left is not None else None
        b = self.type_of(right, state) if right is not None else None
        if a is None or b is None:
            return None
        if a.is_pointer or b.is_pointer:
            return a if a.is_pointer else b
        if "float" in (a.kind, b.kind):
            return DOUBLE
        if a.kind != "int" or b.kind != "int":
            return None
        if max(a.size or 0, b.size or 0) < 4:
            return INT
        wide = max((a, b), key=lambda t: (t.size or 0, not t.signed))
        return wide if (wide.size or 0) >= 4 else INT

    # Operators

    def _binary(self, node: Node, state: State) -> Value:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return None
        if node.op in ("&&", "||"):
            held, failed = self.branch(node, [state.copy()])
            state.become(held + failed)
            return None if held and failed else number(int(bool(held)))
        a, b = self.evaluate(left, state), self.evaluate(right, state)
        if node.op in ("/", "%"):
            self.divided_by(right, b)
        result = self._arithmetic(node, a, b, state)
        if isinstance(result, Number) and node.op in _ARITHMETIC:
            return self._wrapped(node, result, self.type_of(node, state))
        return result

    def divided_by(self, node: Node, value: Value) -> None:
        if not isinstance(value, Number) or value.low is None or value.high is None:
            return
        if value.is_zero() or (value.tainted and value.low <= 0 <= value.high):
            self.fact(node, "zero-divisor")

    def _arithmetic(self, node: Node, a: Value, b: Value, state: State) -> Value:
        op = node.op
        if isinstance(b, Pointer) and isinstance(a, Number) and op == "+":
            a, b = b, a
        if isinstance(a, Pointer):
            return self._pointer_arithmetic(node, a, b, state)
        if not isinstance(a, Number) or not isinstance(b, Number):
            return self._masked(op, b if isinstance(b, Number) else a)
        if op in ("+", "-"):
            return add(a, b, 1 if op == "+" else -1)
        if op == "*":
            return multiply(a, b)
        if op == "/":
            return _divided(a, b)
        if op in ("%", "&"):
            return self._masked(op, b) if a.constant is None else _folded(op, a, b)
        return _folded(op, a, b)

    def _masked(self, op: str, limit: Value) -> Value:
        """`x % 8` and `x & 7` are below 8 whatever x is, if it is not negative."""
        if op not in ("%", "&") or not isinstance(limit, Number) or not isinstance(limit.constant, int):
            return None
        return Number(None, None)

    def _pointer_arithmetic(self, node: Node, a: Pointer, b: Value, state: State) -> Value:
        if isinstance(b, Pointer):
            same = a.region == b.region and node.op == "-" and a.offset and b.offset
            return add(a.offset, b.offset, -1) if same and a.offset and b.offset else None
        if node.op not in ("+", "-") or a.offset is None:
            return None if node.op not in ("+", "-") else Pointer(a.region, None, a.unchecked)
        kind = self.type_of(node, state)
        return self.moved(a, b, kind.target if kind is not None else None, 1 if node.op == "+" else -1)

    def moved(self, pointer: Pointer, by: Value, target: CType | None, sign: int) -> Pointer:
        """The pointer some elements further on."""
        offset = None
        if isinstance(by, Number) and pointer.offset is not None and target is not None and target.size:
            step = multiply(by, Number(target.size, target.size, unit=target.unit))
            offset = add(pointer.offset, step, sign) if step is not None else None
        return Pointer(pointer.region, offset, pointer.unchecked)

    def _wrapped(self, node: Node, value: Number, kind: CType | None) -> Value:
        """The result of arithmetic in a type, None where it does not fit."""
        if kind is None or kind.kind != "int" or value.unit:
            return value
        over = value.high is not None and value.high > kind.high
        under = value.low is not None and value.low < kind.low
        if (over or under) and (value.tainted or kind.signed):
            self.fact(node, "overflow" if over else "underflow")
            self.fact(node, *(["underflow"] if under else []))
        return None if over or under else value

    def converted(self, value: Value, kind: CType, node: Node) -> Value:
        """The value stored in a variable of the type."""
        if not isinstance(value, Number) or kind.kind != "int" or value.unit:
            return value
        over = value.high is not None and value.high > kind.high
        under = value.low is not None and value.low < kind.low
        if not over and not under:
            return value
        inner = stripped(node)
        if kind.signed and (value.tainted or value.constant is not None) and (kind.size or 0) < 8:
            if inner.kind == "binary_expression" and inner.op in _ARITHMETIC:
                self.fact(inner, "overflow" if over else "underflow")
            elif value.tainted or MACRO.match(inner.text) or inner.kind == "identifier":
                self.fact(inner, "truncated")
        elif not kind.signed and under and not over and inner.kind == "identifier":
            self.fact(inner, "made-unsigned")
        return None

    def _unary(self, node: Node, state: State) -> Value:
        value = self.evaluate(node.children[-1], state) if node.children else None
        if not isinstance(value, Number):
            return None
        if node.op == "-":
            return add(ZERO, value, -1)
        if node.op == "!" and value.constant is not None:
            return number(int(not value.constant))
        if node.op == "~" and isinstance(value.constant, int):
            return number(~value.constant)
        return value if node.op == "+" else None

    def _update(self, node: Node, state: State) -> Value:
        target = node.children[-1]
        old = self.evaluate(target, state)
        sign = 1 if node.op == "++" else -1
        kind = self.type_of(target, state)
        if isinstance(old, Pointer):
            new: Value = self.moved(old, number(1), kind.target if kind is not None else None, sign)
        elif isinstance(old, Number):
            new = add(old, number(1), sign)
            if isinstance(new, Number) and kind is not None:
                new = self._wrapped(node, new, kind)
        else:
            new = None
        key = self.path(target, state)
        if key is not None:
            state.set(key, new)
        return new if node.source.startswith(("++", "--"), node.start) else old

    # Memory

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
            return self._address(inner, state)
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

    def _address(self, inner: Node, state: State) -> Value:
        target = stripped(inner)
        if target.kind == "subscript_expression":
            base, index = target.children[0], _index_of(target)
            value, at = self.evaluate(base, state), self.evaluate(index, state)
            kind = self.type_of(base, state)
            if isinstance(value, Pointer):
                return self.moved(value, at, kind.target if kind is not None else None, 1)
            return None
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
        if "#" not in key or "->" in target.flat:
            self.escape(value, state)
        for name in [name for name in state.env if name.startswith(key + ".")]:
            del state.env[name]
        state.set(key, value)
        return value

    def _locate(self, target: Node, state: State) -> None:
        """The object whose member is assigned: reached, but not read."""
        base = target.field("argument")
        while base is not None and base.kind == "field_expression" and not _is_arrow(target):
            target, base = base, base.field("argument")
        if base is None:
            return
        if base.kind == "subscript_expression":
            _, _, moved = self.element(base, state, write=True)
            self.stored(moved, state)
        elif _is_arrow(target):
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
        elif isinstance(old, Number) and isinstance(value, Number) and op in _ARITHMETIC:
            sign = 1 if op == "+" else -1
            result = multiply(old, value) if op == "*" else add(old, value, sign)
            new = self._wrapped(node, result, kind) if result is not None else None
        key = self.path(left, state)
        if key is not None:
            state.set(key, new)
        return new

    # The rest

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
        if named is not None and named.flat == "void" and inner is not None and inner.kind == "identifier":
            return None
        value = self.evaluate(inner, state)
        if isinstance(value, Number) and inner is not None:
            kind = self._named_type(node.field("type"), state)
            followed = value.tainted or kind.kind != "int" or inner.kind == "identifier"
            return self.converted(value, kind, inner) if followed else _fitted(value, kind)
        return value

    def _inner(self, node: Node, state: State) -> Value:
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
        if (
            any(child.kind == "argument_list" for child in node.children)
            and "(" in node.text.split("[")[0][:6]
        ):
            # Placement new: memory of somebody else.
            place = node.field("placement") or node.children[0]
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
        array = "[" in node.source[node.start : inner.start]
        self.release(inner, value, "delete[]" if array else "delete", state)
        return None

    def _null(self, node: Node, state: State) -> Value:
        return ZERO

    def _truth(self, node: Node, state: State) -> Value:
        return number(int(node.kind == "true"))

    def _lambda(self, node: Node, state: State) -> Value:
        for name in node.names:
            key = self.resolve(name)
            if key in state.env:
                self.escape(Address(key), state)
        return None


def _is_arrow(node: Node) -> bool:
    return node.op == "->"


def _index_of(node: Node) -> Node | None:
    found = (
        node.field("index") or node.field("indices") or (node.children[1] if len(node.children) > 1 else None)
    )
    if found is not None and found.kind == "subscript_argument_list":
        return found.children[0] if found.children else None
    return found


def _known(value: int | None) -> Value:
    return None if value is None else number(value)


def _divided(a: Number, b: Number) -> Value:
    by: Bound = b.constant
    if not by or by < 0 or a.low is None or a.high is None or (a.unit and a.unit != b.unit):
        return None
    if not all(isinstance(x, int) for x in (a.low, a.high, by)):
        return None
    return Number(int(a.low / by) if a.low < 0 else a.low // by, a.high // by, a.tainted)


def _folded(op: str, a: Number, b: Number) -> Value:
    x, y = a.constant, b.constant
    if not isinstance(x, int) or not isinstance(y, int) or a.unit or b.unit:
        return None
    if op == "<<" and 0 <= y < 64 and 0 <= x < 1 << 64:
        return number(x << y)
    if op == ">>" and 0 <= y < 64 and x >= 0:
        return number(x >> y)
    if op == "%" and y > 0 and x >= 0:
        return number(x % y)
    folded = _OPERATORS.get(op)
    return number(int(folded(x, y))) if folded is not None else None


_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "&": operator.and_, "|": operator.or_, "^": operator.xor, "<": operator.lt, ">": operator.gt,
    "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


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
}
