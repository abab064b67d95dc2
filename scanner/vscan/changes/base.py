"""A changed file, wherever the news of it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vscan.domain import SkipReason, VscanError


class ChangeError(VscanError):
    """No repository, no such revision, no common history, a patch that does not fit."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One file. `path` is absolute, POSIX and what the file is called now, or was when it is gone.

    `before` gives the old bytes, None for a new file; `after` the new ones where they are not those on
    disk. Both give None for more bytes than the limit they are called with. `refused` says why a file
    is not read at all.
    """

    path: str
    before: Callable[[int], bytes | None] | None = None
    after: Callable[[int], bytes | None] | None = None
    gone: bool = False
    refused: tuple[SkipReason, str] | None = None
