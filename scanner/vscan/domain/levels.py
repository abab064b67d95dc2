"""What grades things, and what a user is told of mistakes."""

from __future__ import annotations

import enum
from typing import TypeVar


class VscanError(Exception):
    """What a user can do something about: shown as one line, exit code 2."""


L = TypeVar("L", bound="_Level")


class _Level(enum.IntEnum):
    """Ordered, and printed in lower case."""

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls: type[L], label: str) -> L:
        """Raises ValueError naming the known labels."""
        try:
            return cls[label.upper()]
        except KeyError:
            known = ", ".join(level.label for level in cls)
            raise ValueError(f"unknown {cls.__name__.lower()} {label!r} (known: {known})") from None


class Severity(_Level):
    """How bad it would be if true."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Confidence(_Level):
    """How often a rule's match is right."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
