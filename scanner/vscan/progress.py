"""How long work says how far it is, without knowing who watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """`begin` is told the number of steps where it is known, `advance` of one step done and how many
    functions it held."""

    def begin(self, total: int | None, what: str) -> None: ...

    def advance(self, functions: int) -> None: ...


class Silent:
    """Progress that nobody watches."""

    def begin(self, total: int | None, what: str) -> None:
        """Nothing to show."""

    def advance(self, functions: int) -> None:
        """Nothing to show."""
