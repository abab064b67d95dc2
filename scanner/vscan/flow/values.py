"""What is known of a value on one path: a number's range, a block of memory, or nothing (None).

What is made and compared by the thousand is a tuple: that takes half the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from vscan.flow.ctypes_ import CType

Bound: TypeAlias = int | float | None


class Number(NamedTuple):
    """A range whose known ends are values that really occur; None is an end nobody knows.

    `tainted` came from outside the program; `unit` names the type that the number counts the size of.
    """

    low: Bound
    high: Bound
    tainted: bool = False
    unit: str = ""

    @property
    def constant(self) -> int | float | None:
        return self.low if self.low == self.high else None

    def is_zero(self) -> bool:
        return self.low == 0 and self.high == 0


class Pointer(NamedTuple):
    """Into the block `region`, `offset` from its start (in bytes, or in its unit).

    `unchecked`: it may be the failure value still, and nobody has looked. A descriptor is one too.
    """

    region: int
    offset: Number | None
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Unset:
    """A variable declared without a value."""


Value: TypeAlias = Number | Pointer | Address | Unset | None

ZERO = Number(0, 0)
# A pointer of which no more is known than that it is not NULL.
SOMEWHERE = Number(1, None, unit="*")
UNSET = Unset()


def number(value: int | float) -> Number:
    return Number(value, value)


def full(kind: CType) -> Number:
    """Anything that the type can hold, from outside."""
    return Number(kind.low, kind.high, tainted=True)


def add(a: Number, b: Number, sign: int = 1) -> Number | None:
    if a.unit != b.unit and not a.is_zero() and not b.is_zero():
        return None
    low, high = (b.low, b.high) if sign > 0 else (_negated(b.high), _negated(b.low))
    unit = a.unit or b.unit
    return Number(_plus(a.low, low), _plus(a.high, high), a.tainted or b.tainted, unit)


def multiply(a: Number, b: Number) -> Number | None:
    if a.unit and b.unit:
        return None
    tainted, unit = a.tainted or b.tainted, a.unit or b.unit
    factor = b.constant if b.constant is not None else a.constant
    if factor is not None and factor >= 0:
        other = a if b.constant is not None else b
        return Number(_times(other.low, factor), _times(other.high, factor), tainted, unit)
    if None in (a.low, a.high, b.low, b.high):
        return Number(None, None, tainted, unit)
    products = [x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
    return Number(min(products), max(products), tainted, unit)


def hull(a: Number, b: Number) -> Number | None:
    if a.unit != b.unit:
        return None
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    return Number(low, high, a.tainted or b.tainted, a.unit)


def joined(a: Value, b: Value) -> Value:
    """What holds of both."""
    if a == b:
        return a
    if isinstance(a, Number) and isinstance(b, Number):
        return hull(a, b)
    if isinstance(a, Pointer) and isinstance(b, Pointer) and a.region == b.region:
        offset = hull(a.offset, b.offset) if a.offset and b.offset else None
        return Pointer(a.region, offset, a.unchecked and b.unchecked)
    return None


def _plus(a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else a + b


def _times(a: Bound, factor: int | float) -> Bound:
    # Infinity times nothing is not a number.
    return None if a is None else a * factor if factor else 0


def _negated(a: Bound) -> Bound:
    return None if a is None else -a


@dataclass(frozen=True, slots=True)
class Region:
    """A block of memory, a file or a descriptor: what does not change while it lives.

    `kind` is stack, static, literal, heap, file or descriptor; `size` in bytes or in its unit.
    """

    kind: str
    size: Number | None
    maker: str = ""
    node: tuple[int, int] = (0, 0)
    releasable: bool = False


class Content(NamedTuple):
    """What is known of a block at one point of one path.

    `status` is live, released or gone (escaped, or never came to be). `length` is that of the string in it,
    `filled` how many bytes from the start hold no terminator. `blank`: nothing was ever stored.
    """

    status: str = "live"
    length: Number | None = None
    filled: int = 0
    unterminated: bool = False
    blank: bool = False
    tainted: bool = False

    def but(self, **changes: object) -> Content:
        return self._replace(**changes)  # type: ignore[arg-type]
