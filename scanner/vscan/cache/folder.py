"""The folder that a cache lies in, and the database inside."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from vscan.domain import VscanError

MAX_BYTES = 1_000_000_000
_FILE = "results.sqlite"
_DATABASE = (_FILE, f"{_FILE}-wal", f"{_FILE}-shm")
_TAG_FILE = "CACHEDIR.TAG"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Results kept by vscan; safe to delete.\n"
_IGNORE_FILE = ".gitignore"
_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_COUNT = "SELECT substr(key, 1, instr(key, ':') - 1), count(*) FROM entries GROUP BY 1"


class CacheError(VscanError):
    """A folder that cannot serve as a cache, since it holds other things."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a cache holds: bytes on disk, files that were read and functions that were scored, each once
    for every state of vscan, its rules, settings and model."""

    size: int
    files: int
    scores: int


def cache_folder(chosen: Path | None) -> Path:
    """The folder the user chose, or VSCAN_CACHE_DIR, or the one that the system has for the user's caches.
    Never one in a scanned tree, which would bring results of its own."""
    if named := chosen or os.environ.get("VSCAN_CACHE_DIR"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("vscan", appauthor=False)


def last_kept(folder: Path) -> int:
    """When anything was last kept in it, in ns since 1970; 0 for never."""
    try:
        return (folder / _FILE).stat().st_mtime_ns
    except OSError:
        return 0


def contents(folder: Path) -> Contents | None:
    """None for what is no cache of vscan's, or cannot be read."""
    if not folder.is_dir() or not _is_ours(folder):
        return None
    size = sum(path.stat().st_size for name in _DATABASE if (path := folder / name).is_file())
    try:
        with contextlib.closing(_connect(folder / _FILE)) as database:
            counts: dict[str, int] = dict(database.execute(_COUNT))
    except sqlite3.Error:
        return None
    scores = sum(count for kind, count in counts.items() if kind.startswith("score"))
    return Contents(size, counts.get("file", 0), scores)


def clean(folder: Path) -> int:
    """Delete what a cache folder holds and return the bytes freed; a folder that is no cache of
    vscan's stays as it is."""
    freed = 0
    if not folder.is_dir() or not _is_ours(folder):
        return freed
    for path in (folder / name for name in (*_DATABASE, _IGNORE_FILE, _TAG_FILE)):
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
    return freed


def open_database(folder: Path) -> sqlite3.Connection | None:
    """None where there can be none. Raises CacheError."""
    path = folder / _FILE
    try:
        _mark(folder)
        if path.is_symlink() or (path.exists() and path.stat().st_size > MAX_BYTES):
            remove_database(folder)
        return _connect(path)
    except (OSError, sqlite3.OperationalError):
        return None
    except sqlite3.DatabaseError:  # not a database, or a damaged one
        return _reset(folder)


def _mark(folder: Path) -> None:
    """Makes a folder that says what it is. Raises CacheError for one that holds other things, which
    backups and git would then leave out."""
    folder.mkdir(parents=True, exist_ok=True)
    if _is_ours(folder):
        return
    if foreign := {path.name for path in folder.iterdir()} - {*_DATABASE, _TAG_FILE, _IGNORE_FILE}:
        raise CacheError(f"{folder} is no cache of vscan's: it holds {min(foreign)}")
    (folder / _IGNORE_FILE).write_text("*\n", encoding="utf-8")
    (folder / _TAG_FILE).write_text(_TAG, encoding="utf-8")


def _is_ours(folder: Path) -> bool:
    tag = folder / _TAG_FILE
    return tag.is_file() and tag.read_bytes() == _TAG.encode()


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _reset(folder: Path) -> sqlite3.Connection | None:
    remove_database(folder)
    try:
        return _connect(folder / _FILE)
    except sqlite3.Error:
        return None


def remove_database(folder: Path) -> None:
    """The database with its log, which would otherwise be replayed into the next one."""
    with contextlib.suppress(OSError):
        for name in _DATABASE:
            (folder / name).unlink(missing_ok=True)
