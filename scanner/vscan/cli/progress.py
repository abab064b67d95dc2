"""A progress bar on standard error, for people who watch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from vscan.progress import Progress, Silent


@contextmanager
def watching(quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, silence elsewhere: hooks and logs merge standard error into the output."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from vscan.report.bar import Bar

    with Bar() as bar:
        yield bar
