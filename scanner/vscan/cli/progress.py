"""A progress bar on standard error, for people who watch."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vscan.progress import Progress, Silent

if TYPE_CHECKING:
    from vscan.domain import Finding
    from vscan.report.bar import Bar

PATIENCE = 0.3
"""Seconds without a bar: what takes no longer is over before a bar could be read, or imported."""


@contextmanager
def watching(quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, silence elsewhere: hooks and logs merge standard error into the output."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    late = LateBar()
    try:
        yield late
    finally:
        late.close()


class LateBar:
    """Progress that is kept until there is something to wait for, and then shown."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._untold: list[Callable[[Bar], None]] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.start()

    def begin(self, total: int | None, what: str) -> None:
        self._tell(lambda bar: bar.begin(total, what))

    def advance(self, functions: int) -> None:
        self._tell(lambda bar: bar.advance(functions))

    def found(self, first: Finding, count: int) -> None:
        self._tell(lambda bar: bar.found(first, count))

    def close(self) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._bar:
            self._bar.__exit__(None, None, None)

    def _tell(self, say: Callable[[Bar], None]) -> None:
        with self._lock:
            if self._bar:
                say(self._bar)
            else:
                self._untold.append(say)

    def _show(self) -> None:
        from vscan.report.bar import Bar

        with self._lock:
            self._bar = Bar().__enter__()
            for say in self._untold:
                say(self._bar)
