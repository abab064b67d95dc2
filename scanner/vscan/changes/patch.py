"""Unified diffs, as git and diff write them: which files, and what they were before.

Files on disk are those after the patch; it is taken back in memory to see those before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from vscan.changes.base import ChangeError, Edit
from vscan.domain import SkipReason

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_NOTHING = b"/dev/null"
_NO_NEWLINE = b"\\"


@dataclass(slots=True)
class _Hunk:
    """`start` is its first line after the patch, from 1; lines come with their ends."""

    start: int
    old: list[bytes] = field(default_factory=list)
    new: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    old: bytes | None
    new: bytes | None
    hunks: list[_Hunk]


def patch_edits(patch: bytes, root: Path) -> Iterator[Edit]:
    """The files that a patch changes, below `root`. Raises ChangeError for what is no unified diff;
    an edit's `before` raises it where the patch does not fit the file."""
    files: dict[bytes, list[_File]] = {}
    for one in _files(patch.splitlines(keepends=True)):
        if path := one.new or one.old:
            files.setdefault(path, []).append(one)
    if not files and patch.strip():
        raise ChangeError("the patch is no unified diff, or holds no changed line")
    home = Path(os.path.realpath(root)).as_posix()
    for path, parts in files.items():
        yield _edit(home, path, parts)


def _edit(home: str, path: bytes, parts: list[_File]) -> Edit:
    place = Path(os.path.realpath(f"{home}/{os.fsdecode(path)}")).as_posix()
    if not place.startswith(f"{home.rstrip('/')}/"):
        return Edit(place, refused=(SkipReason.UNREADABLE, "the patch leads out of the tree"))
    before = None if parts[0].old is None else partial(_take_back, place, parts)
    return Edit(place, before, gone=parts[-1].new is None)


def _take_back(place: str, parts: list[_File], limit: int) -> bytes | None:
    data = b""
    if parts[-1].new is not None:
        try:
            with open(place, "rb") as stream:  # noqa: PTH123
                data = stream.read(limit + 1)
        except OSError as error:
            raise ChangeError(f"the patch changes {place}: {error.strerror or error}") from error
        if len(data) > limit:
            return None
    for part in reversed(parts):
        data = b"".join(_without(data.splitlines(keepends=True), part.hunks, place))
    return data


def _without(lines: list[bytes], hunks: list[_Hunk], place: str) -> Iterator[bytes]:
    end = 0
    for hunk in hunks:
        start = hunk.start - 1 if hunk.new else hunk.start
        now = lines[start : start + len(hunk.new)]
        if start < end or list(map(_bare, now)) != list(map(_bare, hunk.new)):
            raise ChangeError(f"the patch does not fit {place} at line {hunk.start}: apply it first")
        yield from lines[end:start]
        yield from hunk.old
        end = start + len(hunk.new)
    yield from lines[end:]


def _bare(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def _files(lines: Iterable[bytes]) -> Iterator[_File]:
    """Only what stands between hunks is a header: a removed line may look like one."""
    rest = iter(lines)
    file: _File | None = None
    old: bytes | None = None
    for line in rest:
        if line.startswith(b"@@@"):
            raise ChangeError("a diff of a merge has no single before: give one with two sides")
        if line.startswith(b"--- "):
            old = line
        elif line.startswith(b"+++ ") and old is not None:
            if file:
                yield file
            file, old = _File(_name(old), _name(line), []), None
        elif file and (found := _HUNK.match(line)):
            file.hunks.append(_hunk(found, rest))
    if file:
        yield file


def _hunk(found: re.Match[bytes], rest: Iterator[bytes]) -> _Hunk:
    hunk = _Hunk(int(found[3]))
    olds, news = (int(count) if count else 1 for count in (found[2], found[4]))
    while len(hunk.old) < olds or len(hunk.new) < news:
        line = next(rest, b"")
        kind, text = line[:1], line[1:]
        if kind in (b" ", b"-", b"\n", b"\r"):
            hunk.old.append(text if kind in b" -" else line)
        if kind in (b" ", b"+", b"\n", b"\r"):
            hunk.new.append(text if kind in b" +" else line)
        if not line or kind not in b" -+\n\r\\":
            raise ChangeError("the patch is cut short, or its line counts are wrong")
    return hunk


def _name(header: bytes) -> bytes | None:
    """The path in a `---` or `+++` line without the `a/` or `b/` of git; None for no file."""
    text = header[4:].rstrip(b"\r\n")
    if text.startswith(b'"') and text.endswith(b'"') and len(text) > 1:
        path = _ESCAPE.sub(_unescaped, text[1:-1])
    else:
        path = text.partition(b"\t")[0]
    return None if path == _NOTHING else path[2:] if path[:2] in (b"a/", b"b/") else path


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    return _ESCAPED.get(found[2], found[2])
