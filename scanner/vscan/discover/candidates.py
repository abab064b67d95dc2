"""What a walk finds, before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.domain import VscanError


class DiscoveryError(VscanError):
    """A path argument that does not exist, a glob that can never match, an unknown language."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file worth reading. `path` is what reports print; `real` is absolute and free of symlinks.

    `explicit` files were named by the user, and are not kept out by excludes. `stamp` is what the system
    says of the file at the time of the walk: its size in bytes, when its content and its status last changed
    in ns since 1970, its inode and device. While all of these stay, so does its content. Empty when unknown.
    """

    path: str
    real: str
    explicit: bool = False
    stamp: tuple[int, ...] = ()

    @property
    def changed(self) -> int:
        """When its content or its status last changed, in ns since 1970; 0 when unknown."""
        return max(self.stamp[1:3], default=0)
