"""An object of a JSON file that is believed key by key."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
_MAX = 2**53


class RecordError(ValueError):
    """A key that is missing, or holds another kind of value; the message names it."""


@dataclass(frozen=True)
class Record:
    """Each method gives the value of a key, or raises RecordError. Lists may be missing."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any) -> Record:
        if not isinstance(value, dict):
            raise RecordError("an object is missing")
        return cls(value)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def has(self, key: str) -> bool:
        """Whether it is there, and not null."""
        return self.values.get(key) is not None

    def record(self, key: str) -> Record:
        return Record(self._typed(key, dict, "an object"))

    def records(self, key: str) -> tuple[Record, ...]:
        return tuple(map(Record, self._list(key, dict, "objects")))

    def text(self, key: str) -> str:
        return self._typed(key, str, "a text")

    def optional_text(self, key: str) -> str | None:
        return None if self.values.get(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._list(key, str, "texts"))

    def flag(self, key: str) -> bool:
        return self._typed(key, bool, "true or false")

    def count(self, key: str) -> int:
        return _count(key, self._typed(key, int, "an integer"), least=0)

    def line(self, key: str) -> int:
        """A line or a column, from 1."""
        return _count(key, self._typed(key, int, "an integer"), least=1)

    def lines(self, key: str) -> tuple[int, ...]:
        return tuple(_count(key, line, least=1) for line in self._list(key, int, "lines"))

    def optional_line(self, key: str) -> int:
        """0 where there is none."""
        return 0 if self.values.get(key) is None else self.line(key)

    def counts(self, key: str) -> dict[str, int]:
        return {name: _count(key, number, least=0) for name, number in self.record(key).values.items()}

    def number(self, key: str) -> float | None:
        """Finite and not negative, or None where there is none."""
        if self.values.get(key) is None:
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise RecordError(f"{key!r} is not a number")
        if not (math.isfinite(value) and value >= 0):
            raise RecordError(f"{key!r} is out of range")
        return float(value)

    def _list(self, key: str, kind: type[T], noun: str) -> list[T]:
        if key not in self.values:
            return []
        items: list[T] = self._typed(key, list, "a list")
        if not all(isinstance(item, kind) for item in items):
            raise RecordError(f"{key!r} is not a list of {noun}")
        return items

    def _typed(self, key: str, kind: type[T], noun: str) -> T:
        value = self.values.get(key)
        if not isinstance(value, kind):
            raise RecordError(f"{key!r} is not {noun}" if key in self.values else f"{key!r} is missing")
        return value


def _count(key: str, value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MAX:
        raise RecordError(f"{key!r} is not a count or out of range")
    return value
