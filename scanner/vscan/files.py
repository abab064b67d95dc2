"""Reading and writing for the command line; what is written is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from vscan.domain import VscanError


class InputError(VscanError):
    """A file that cannot be read."""


class OutputError(VscanError):
    """A file that cannot be written."""


def write_text(path: Path, text: str) -> None:
    """Replaces `path` by `text`, UTF-8. Raises OutputError."""
    write_lines(path, [text])


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Replaces `path` by lines that bring their own ends, as they come; a device or a pipe is written
    to, and of a link its target. Raises OutputError."""
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
                stream.writelines(lines)
        else:
            _replace(Path(os.path.realpath(path)), lines)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _replace(path: Path, lines: Iterable[str]) -> None:
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".vscan-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.writelines(lines)
        os.chmod(partial, 0o666 & ~_umask())  # noqa: PTH101
        os.replace(partial, path)  # noqa: PTH105
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(partial)  # noqa: PTH108


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
