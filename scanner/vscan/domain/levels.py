"""What grades things, and what a user is told of mistakes."""

from __future__ import annotations

import enum


class VscanError(Exception):
    """What a user can do something about: shown as one line, exit code 2."""


class Severity(enum.IntEnum):
    """How bad it would be if true; ordered, printed in lower case."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Severity:
        """Raises ValueError naming the known labels."""
        try:
            return cls[label.upper()]
        except KeyError:
            known = ", ".join(s.label for s in cls)
            raise ValueError(f"unknown severity {label!r} (known: {known})") from None


class Confidence(enum.IntEnum):
    """How often a rule's match is right; ordered, printed in lower case."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Confidence:
        """Raises ValueError naming the known labels."""
        try:
            return cls[label.upper()]
        except KeyError:
            known = ", ".join(c.label for c in cls)
            raise ValueError(f"unknown confidence {label!r} (known: {known})") from None
