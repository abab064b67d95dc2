"""How long work says how far it is, without knowing who watches."""

from __future__ import annotations

from typing import Protocol

from vscan.domain import Finding


class Progress(Protocol):
    """`begin` is told the number of steps where it is known, `advance` of one step done and how many
    functions it held, `found` of the finding that ranks first so far, and of how many."""

    def begin(self, total: int | None, what: str) -> None: ...

    def advance(self, functions: int) -> None: ...

    def found(self, first: Finding, count: int) -> None: ...


class Silent:
    """Progress that nobody watches."""

    def begin(self, total: int | None, what: str) -> None:
        """Nothing to show."""

    def advance(self, functions: int) -> None:
        """Nothing to show."""

    def found(self, first: Finding, count: int) -> None:
        """Nothing to show."""
