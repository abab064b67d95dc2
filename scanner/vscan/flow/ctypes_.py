"""Sizes and signs of declared C types, as on 64-bit Linux."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vscan.flow.tree import Node

POINTER_SIZE = 8

# Type -> bytes, whether it is signed.
_INTEGERS: dict[str, tuple[int, bool]] = {
    "char": (1, True), "short": (2, True), "int": (4, True), "long": (8, True), "bool": (1, False),
    "_Bool": (1, False), "wchar_t": (4, True), "uint": (4, False), "size_t": (8, False),
}  # fmt: skip
_INTEGERS["uintptr_t"] = (8, False)
_INTEGERS |= dict.fromkeys(("ssize_t", "off_t", "time_t", "ptrdiff_t", "intptr_t"), (8, True))
_INTEGERS |= {f"{sign}int{8 * size}_t": (size, not sign) for size in (1, 2, 4, 8) for sign in ("", "u")}
_INTEGERS |= {f"{sign}{8 * size}": (size, sign == "s") for size in (1, 2, 4, 8) for sign in ("s", "u")}
_INTEGERS |= {f"u_{name}": (_INTEGERS[name][0], False) for name in ("char", "short", "int", "long")}
_FLOATS = {"float": 4, "double": 8}
_TYPE_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class CType:
    """`kind` is int, float, pointer, array, void or other; `size` in bytes, None where unknown.

    `unit` names a type of unknown size: then `size` counts objects of it. `target` is what a pointer
    points to or an array holds, `count` how many an array holds.
    """

    kind: str
    size: int | None = None
    signed: bool = True
    unit: str = ""
    target: CType | None = None
    count: int | None = None

    @property
    def low(self) -> int:
        return -(1 << (8 * (self.size or 0) - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        bits = 8 * (self.size or 0)
        return (1 << (bits - 1)) - 1 if self.signed else (1 << bits) - 1

    @property
    def is_pointer(self) -> bool:
        return self.kind in ("pointer", "array")


INT = CType("int", 4)
LONG = CType("int", 8)
SIZE = CType("int", 8, signed=False)
CHAR = CType("int", 1)
DOUBLE = CType("float", 8)
VOID = CType("void", 1)


def pointer_to(target: CType | None) -> CType:
    return CType("pointer", POINTER_SIZE, signed=False, target=target)


def array_of(target: CType, count: int | None) -> CType:
    size = None if count is None or target.size is None else count * target.size
    return CType("array", size, unit=target.unit, target=target, count=count)


def base_type(node: Node | None) -> CType:
    """The type that a specifier names: `unsigned long`, `struct x`, `size_t`."""
    if node is None:
        return CType("other")
    if node.kind in ("struct_specifier", "union_specifier", "class_specifier", "type_identifier"):
        words = [node.flat] if node.kind == "type_identifier" else node.text.split("{")[0].split()
    else:
        words = _TYPE_WORD.findall(node.text)
    if len(words) == 1 and words[0] in _FLOATS:
        return CType("float", _FLOATS[words[0]])
    if words == ["void"]:
        return VOID
    if words == ["long", "double"]:
        return CType("float", 16)
    integer = _integer(words)
    return integer or CType("other", 1, unit=" ".join(words))


def _integer(words: list[str]) -> CType | None:
    rest = [word for word in words if word not in ("unsigned", "signed", "const", "volatile", "register")]
    unsigned = "unsigned" in words
    if not rest:
        return CType("int", 4, not unsigned) if words and words != ["const"] else None
    if not all(word in _INTEGERS for word in rest):
        return None
    name = next((word for word in rest if word != "int"), "int")
    size, signed = _INTEGERS[name]
    return CType("int", size, signed and not unsigned)
