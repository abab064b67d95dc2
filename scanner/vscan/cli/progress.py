"""A progress bar on standard error, for people who watch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vscan.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


@contextmanager
def watching(quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, silence elsewhere: hooks and logs merge standard error into the output."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich import progress as parts
    from rich.console import Console

    columns = (
        parts.SpinnerColumn(),
        parts.TextColumn("{task.description}"),
        parts.BarColumn(),
        parts.MofNCompleteColumn(),
        parts.TextColumn("{task.fields[functions]:,} functions"),
        parts.TimeElapsedColumn(),
        parts.TimeRemainingColumn(),
    )
    with parts.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    def __init__(self, bar: RichProgress) -> None:
        self._bar, self._functions = bar, 0
        self._task = bar.add_task("looking for files", total=None, functions=0)

    def begin(self, total: int | None, what: str) -> None:
        self._bar.update(self._task, total=total, description=what)

    def advance(self, functions: int) -> None:
        self._functions += functions
        self._bar.update(self._task, advance=1, functions=self._functions)
