"""Results kept between runs: what a file's text was found to hold, and what a function scored.

Content-addressed in one SQLite file, so entries are shared between branches and are safe under
concurrent runs and sudden death. A damaged, locked or read-only cache costs time, never a result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from vscan.cache.entries import pack, pack_remarks, pack_score, unpack, unpack_remarks, unpack_score
from vscan.cache.folder import open_database, remove_database
from vscan.domain import Analysed, Remark, Score, SourceFile

_SCORES = 2  # what an entry of a score looks like


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
        self._database = open_database(folder) if folder else None

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
            remove_database(self._folder)
