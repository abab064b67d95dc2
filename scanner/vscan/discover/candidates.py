"""What a walk finds, before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.domain import VscanError


class DiscoveryError(VscanError):
    """A path argument that does not exist, a glob that can never match, an unknown language."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file worth reading. `path` is what reports print; `real` is absolute and free of symlinks.

    `size` is in bytes at the time of the walk. `explicit` files were named by the user, and are not
    kept out by excludes.
    """

    path: str
    real: str
    size: int
    explicit: bool = False
