"""Results kept between runs: what a file's text was found to hold, and what a function scored.

Content-addressed in one SQLite file, so entries are shared between branches and are safe under
concurrent runs and sudden death. A damaged, locked or read-only cache costs time, never a result.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vscan.domain import Analysed, Analysis, Function, RuleMatch, SourceFile, Span

FOLDER = ".vscan_cache"
MAX_BYTES = 1_000_000_000
_FILE = "results.sqlite"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Results kept by vscan; safe to delete.\n"
_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


def cache_folder(chosen: Path | None) -> Path:
    """The folder the user chose, or VSCAN_CACHE_DIR, or `.vscan_cache` where the user stands."""
    return chosen or Path(os.environ.get("VSCAN_CACHE_DIR") or FOLDER)


class Cache:
    """Both keys name everything a result depends on: `analysis` the code, rules and settings that
    shape an analysis, `model` the content of the model."""

    def __init__(self, folder: Path | None, *, analysis: str, model: str) -> None:
        """`folder` None keeps nothing."""
        self._analysis, self._model = analysis, model
        self._database = _open(folder) if folder else None

    def functions(self, source: SourceFile) -> tuple[Analysed, ...] | None:
        """The functions of a file with this very text, or None when it has not been seen."""
        key = self._file_key(source)
        packed = self._get([key]).get(key)
        return None if packed is None else _unpack(packed, source)

    def keep_functions(self, source: SourceFile, functions: Sequence[Analysed]) -> None:
        self._put({self._file_key(source): _pack(functions)})

    def probabilities(self, digests: Iterable[str]) -> dict[str, float]:
        """What functions scored with this model, by `Function.digest`."""
        keys = {f"score:{self._model}:{digest}": digest for digest in digests}
        return {keys[key]: float(value) for key, value in self._get(list(keys)).items()}

    def keep_probabilities(self, probabilities: Mapping[str, float]) -> None:
        self._put({f"score:{self._model}:{d}": repr(p).encode() for d, p in probabilities.items()})

    def close(self) -> None:
        if self._database:
            self._database.close()

    def _file_key(self, source: SourceFile) -> str:
        return f"file:{self._analysis}:{source.language}:{source.digest}"

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
        except sqlite3.Error:
            self._database = None
        return found

    def _put(self, entries: Mapping[str, bytes]) -> None:
        if not self._database or not entries:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", entries.items())
        except sqlite3.Error:
            self._database = None


def _open(folder: Path) -> sqlite3.Connection | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
        path = folder / _FILE
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.unlink()
        return _connect(path)
    except (OSError, sqlite3.OperationalError):
        return None
    except sqlite3.DatabaseError:  # not a database, or a damaged one
        return _reset(folder / _FILE)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute(_SCHEMA)
    return database


def _reset(path: Path) -> sqlite3.Connection | None:
    try:
        path.unlink()
        return _connect(path)
    except (OSError, sqlite3.Error):
        return None


def clean(folder: Path) -> int:
    """Delete what a cache folder holds and return the bytes freed; a folder that is no cache of
    vscan's stays as it is."""
    freed = 0
    if not (folder / "CACHEDIR.TAG").is_file():
        return freed
    ours = [folder / name for name in (_FILE, f"{_FILE}-wal", f"{_FILE}-shm", ".gitignore", "CACHEDIR.TAG")]
    for path in ours:
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
    return freed


def _pack(functions: Sequence[Analysed]) -> bytes:
    names = list(functions[0].analysis.metrics) if functions else []
    rows = [
        [
            f.function.name,
            [f.function.span.start_line, f.function.span.end_line],
            [f.function.span.start_byte, f.function.span.end_byte],
            list(f.analysis.metrics.values()),
            [[m.rule_id, m.start_line, m.end_line, m.excerpt] for m in f.analysis.matches],
        ]
        for f in functions
    ]
    return zlib.compress(json.dumps([names, rows]).encode(), 1)


def _unpack(packed: bytes, source: SourceFile) -> tuple[Analysed, ...] | None:
    """None for an entry that does not fit the file: the cache is not trusted."""
    data = source.text.encode("utf-8", "surrogatepass")
    try:
        names, rows = json.loads(zlib.decompress(packed))
        return tuple(
            Analysed(
                Function(
                    source.path,
                    source.language,
                    name,
                    Span(*lines, *places),
                    data[slice(*places)].decode("utf-8", "surrogatepass"),
                ),
                Analysis(dict(zip(names, values, strict=True)), tuple(RuleMatch(*m) for m in matches)),
            )
            for name, lines, places, values, matches in rows
        )
    except (ValueError, TypeError, zlib.error):
        return None
