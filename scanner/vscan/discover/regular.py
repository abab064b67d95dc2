"""Reading a regular file, and nothing else, from a tree that may hold traps."""

from __future__ import annotations

import os
import stat

from vscan.domain import SkipReason

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a FIFO put there after the lstat must not hang us
)


class RefusedError(Exception):
    """A file that is not read: the reason and a detail for the user."""

    def __init__(self, reason: SkipReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def read_regular(path: str, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; symlinks are not followed.

    Raises RefusedError: UNREADABLE, NOT_REGULAR or TOO_LARGE.
    """
    try:
        _check(os.lstat(path), limit)  # opening a device may already have effects
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as stream:
            _check(os.fstat(descriptor), limit)
            data = stream.read(limit + 1)
    except OSError as error:
        raise RefusedError(SkipReason.UNREADABLE, error.strerror or str(error)) from error
    if len(data) > limit:  # it has grown since
        raise RefusedError(SkipReason.TOO_LARGE, f"more than {limit:,} bytes")
    return data


def kind_of(mode: int) -> str:
    """What a file that is not regular is, in words."""
    kinds = {
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a character device",
        stat.S_IFBLK: "a block device",
        stat.S_IFDIR: "a folder",
        stat.S_IFLNK: "a symlink",
    }
    return kinds.get(stat.S_IFMT(mode), "of an unknown kind")


def _check(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(SkipReason.NOT_REGULAR, kind_of(status.st_mode))
    if status.st_size > limit:
        raise RefusedError(SkipReason.TOO_LARGE, f"{status.st_size:,} bytes, limit {limit:,}")
