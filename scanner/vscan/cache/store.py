"""Results kept between runs: what a file's text was found to hold, and what a function scored.

Content-addressed in one SQLite file, so entries are shared between branches and are safe under
concurrent runs and sudden death. A damaged, locked or read-only cache costs time, never a result.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from vscan.cache.entries import (
    pack_analysis,
    pack_functions,
    pack_remarks,
    pack_score,
    unpack_analysis,
    unpack_functions,
    unpack_remarks,
    unpack_score,
)
from vscan.cache.folder import open_database, remove_database
from vscan.cache.results import pack_result, unpack_result
from vscan.cache.rules import pack_info, unpack_info
from vscan.domain import (
    Analysed,
    Analysis,
    FileResult,
    Function,
    Remark,
    RuleInfo,
    Score,
    Skipped,
    SourceFile,
)
from vscan.lazy import Lazy

_SCORES = 2  # what an entry of a score looks like


class Cache:
    """The keys name everything a result depends on: `analysis` the code, rules and settings that
    shape an analysis, `model` those and the content of the model, `scan` those and whatever else decides
    what becomes of a file. Entries are not trusted: what does not fit its file, `metrics` and `rules`
    (names, ids) counts as not seen."""

    def __init__(
        self,
        folder: Path | None,
        *,
        analysis: str,
        model: str = "",
        scan: str = "",
        metrics: Sequence[str] = (),
        rules: Collection[str] = (),
    ) -> None:
        """`folder` None keeps nothing. Raises CacheError."""
        self._analysis, self._model, self._scan = analysis, model, scan
        self._metrics, self._rules = metrics, rules
        self._folder = folder
        self._database = open_database(folder) if folder else None

    def functions(self, source: SourceFile) -> tuple[Analysed, ...] | None:
        """The functions of a file with this very text, or None when not all of them have been seen."""
        key = self._file_key(source)
        packed = self._get([key]).get(key)
        functions = None if packed is None else unpack_functions(packed, source)
        if functions is None:
            return None
        known = self.analyses(functions)
        pairs = [(one, known.get(one.digest)) for one in functions]
        seen = tuple(Analysed(one, analysis) for one, analysis in pairs if analysis is not None)
        return seen if len(seen) == len(functions) else None

    def keep_functions(self, source: SourceFile, functions: Sequence[Analysed]) -> None:
        self._put({self._file_key(source): pack_functions([one.function for one in functions])})
        self.keep_analyses(functions)

    def analyses(self, functions: Iterable[Function]) -> dict[str, Analysis]:
        """Those that are known, wherever their functions stood, by `Function.digest`."""
        keys = {self._analysis_key(one.digest): one for one in functions}
        packed = ((keys[key], value) for key, value in self._get(list(keys)).items())
        found = {one.digest: unpack_analysis(value, one, self._metrics, self._rules) for one, value in packed}
        return {digest: analysis for digest, analysis in found.items() if analysis is not None}

    def keep_analyses(self, functions: Iterable[Analysed]) -> None:
        self._put({self._analysis_key(f.function.digest): pack_analysis(f.analysis) for f in functions})

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

    def results(self, states: Iterable[str]) -> dict[str, bytes]:
        """What a scan made of files, by whatever tells a file and its state from all others; `result` says
        what it means."""
        keys = {self._result_key(state): state for state in states}
        return {keys[key]: value for key, value in self._get(list(keys)).items()}

    def result(self, packed: bytes, path: str) -> FileResult | Skipped | None:
        """None for an entry that is damaged."""
        return unpack_result(packed, path, self._rules)

    def keep_results(self, results: Mapping[str, FileResult | Skipped]) -> None:
        self._put({self._result_key(state): pack_result(result) for state, result in results.items()})

    def infos(self, read: Mapping[str, RuleInfo]) -> Mapping[str, RuleInfo]:
        """The rules as reports speak of them, by id; one that is not known here is `read` from its file."""
        return Lazy(read, lambda rule: self._info(rule) or self._keep_info(read[rule]))

    def _info(self, rule: str) -> RuleInfo | None:
        key = self._info_key(rule)
        packed = self._get([key]).get(key)
        return None if packed is None else unpack_info(packed, rule)

    def _keep_info(self, info: RuleInfo) -> RuleInfo:
        self._put({self._info_key(info.id): pack_info(info)})
        return info

    def close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None

    def _file_key(self, source: SourceFile) -> str:
        return f"file:{self._analysis}:{source.language}:{source.digest}"

    def _analysis_key(self, digest: str) -> str:
        return f"function:{self._analysis}:{digest}"

    def _remarks_key(self, source: SourceFile) -> str:
        return f"remarks:{self._analysis}:{source.language}:{source.digest}"

    def _score_key(self, digest: str) -> str:
        return f"score{_SCORES}:{self._model}:{digest}"

    def _info_key(self, rule: str) -> str:
        return f"rule:{self._analysis}:{rule}"

    def _result_key(self, state: str) -> str:
        key = f"{self._scan}\0{state}".encode("utf-8", "surrogatepass")
        return f"result:{hashlib.sha256(key).hexdigest()}"

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
