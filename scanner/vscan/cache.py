"""Results kept between runs: what a file's text was found to hold, and what a function scored.

Content-addressed in one SQLite file, so entries are shared between branches and are safe under
concurrent runs and sudden death. A damaged, locked or read-only cache costs time, never a result.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from vscan.cache_entries import pack, pack_remarks, pack_score, unpack, unpack_remarks, unpack_score
from vscan.domain import Analysed, Remark, Score, SourceFile, VscanError

FOLDER = ".vscan_cache"
MAX_BYTES = 1_000_000_000
_FILE = "results.sqlite"
_SCORES = 2  # what an entry of a score looks like
_DATABASE = (_FILE, f"{_FILE}-wal", f"{_FILE}-shm")
_TAG_FILE = "CACHEDIR.TAG"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Results kept by vscan; safe to delete.\n"
_IGNORE_FILE = ".gitignore"
_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


class CacheError(VscanError):
    """A folder that cannot serve as a cache, since it holds other things."""


def cache_folder(chosen: Path | None) -> Path:
    """The folder the user chose, or VSCAN_CACHE_DIR, or `.vscan_cache` where the user stands."""
    return chosen or Path(os.environ.get("VSCAN_CACHE_DIR") or FOLDER)


class Cache:
    """Both keys name everything a result depends on: `analysis` the code, rules and settings that
    shape an analysis, `model` those and the content of the model. Entries are not trusted: what does
    not fit its file, `metrics` and `rules` (names, ids) counts as not seen."""

    def __init__(
        self,
        folder: Path | None,
        *,
        analysis: str,
        model: str,
        metrics: Sequence[str] = (),
        rules: Collection[str] = (),
    ) -> None:
        """`folder` None keeps nothing. Raises CacheError."""
        self._analysis, self._model = analysis, model
        self._metrics, self._rules = metrics, rules
        self._folder = folder
        self._database = _open(folder) if folder else None

    def functions(self, source: SourceFile) -> tuple[Analysed, ...] | None:
        """The functions of a file with this very text, or None when it has not been seen."""
        key = self._file_key(source)
        packed = self._get([key]).get(key)
        return None if packed is None else unpack(packed, source, self._metrics, self._rules)

    def keep_functions(self, source: SourceFile, functions: Sequence[Analysed]) -> None:
        self._put({self._file_key(source): pack(functions)})

    def remarks(self, source: SourceFile) -> tuple[Remark, ...] | None:
        """The comments that speak to vscan in a file with this very text, or None when it has not been
        seen."""
        key = self._remarks_key(source)
        packed = self._get([key]).get(key)
        return None if packed is None else unpack_remarks(packed, source)

    def keep_remarks(self, source: SourceFile, remarks: Sequence[Remark]) -> None:
        self._put({self._remarks_key(source): pack_remarks(remarks)})

    def scores(self, digests: Iterable[str]) -> dict[str, Score]:
        """What functions scored with this model, by `Function.digest`."""
        keys = {self._score_key(digest): digest for digest in digests}
        found = {keys[key]: unpack_score(value) for key, value in self._get(list(keys)).items()}
        return {digest: score for digest, score in found.items() if score is not None}

    def keep_scores(self, scores: Mapping[str, Score]) -> None:
        self._put({self._score_key(digest): pack_score(score) for digest, score in scores.items()})

    def close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None

    def _file_key(self, source: SourceFile) -> str:
        return f"file:{self._analysis}:{source.language}:{source.digest}"

    def _remarks_key(self, source: SourceFile) -> str:
        return f"remarks:{self._analysis}:{source.language}:{source.digest}"

    def _score_key(self, digest: str) -> str:
        return f"score{_SCORES}:{self._model}:{digest}"

    def _get(self, keys: Sequence[str]) -> dict[str, bytes]:
        if not self._database:
            return {}
        found: dict[str, bytes] = {}
        try:
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, value FROM entries WHERE key IN ({marks})"  # noqa: S608
                found.update(self._database.execute(query, some))
        except sqlite3.Error as error:
            self._give_up(error)
        return found

    def _put(self, entries: Mapping[str, bytes]) -> None:
        if not self._database or not entries:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", entries.items())
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """The rest of the run goes without; a damaged database is gone for the next one."""
        self.close()
        if self._folder and not isinstance(error, sqlite3.OperationalError):
            _remove(self._folder)


def _open(folder: Path) -> sqlite3.Connection | None:
    path = folder / _FILE
    try:
        _mark(folder)
        if path.is_symlink() or (path.exists() and path.stat().st_size > MAX_BYTES):
            _remove(folder)
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
    _remove(folder)
    try:
        return _connect(folder / _FILE)
    except sqlite3.Error:
        return None


def _remove(folder: Path) -> None:
    """The database with its log, which would otherwise be replayed into the next one."""
    with contextlib.suppress(OSError):
        for name in _DATABASE:
            (folder / name).unlink(missing_ok=True)


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
