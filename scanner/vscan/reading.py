"""Sources to functions, in worker processes or from the cache."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from vscan.cache import Cache
from vscan.domain import Analysed, Remark, Skipped, SourceFile
from vscan.remarks import MARK
from vscan.tally import Outcome
from vscan.workers import NOTHING, Work, WorkError, Workers, outcome, read_changed, read_file

A = TypeVar("A")
B = TypeVar("B")

_Read: TypeAlias = "tuple[tuple[Analysed, ...], tuple[Remark, ...]]"
_Both: TypeAlias = "tuple[tuple[Analysed, ...], tuple[Analysed, ...], tuple[Remark, ...]]"
_Change: TypeAlias = "Work[_Both] | tuple[_Read | Work[_Read], _Read | Work[_Read]]"


def analyse(sources: Iterable[SourceFile | Skipped], cache: Cache, workers: Workers) -> Iterator[Outcome]:
    """In the order of the sources."""
    for source, work in _ahead(sources, lambda source: _begin(source, cache, workers), workers):
        yield _finish(source, work, cache)


def analyse_changes(
    pairs: Iterable[tuple[SourceFile | Skipped, SourceFile | Skipped]], cache: Cache, workers: Workers
) -> Iterator[tuple[Outcome, Outcome]]:
    """Files before and after a change, in order. Functions that the change does not touch may lack their
    analysis."""
    for (before, after), work in _ahead(pairs, lambda pair: _begin_change(*pair, cache, workers), workers):
        yield _finish_change(before, after, work, cache, workers)


def _ahead(todo: Iterable[A], begin: Callable[[A], B], workers: Workers) -> Iterator[tuple[A, B]]:
    """Each with its work, in order; a bounded number of them is begun before the first is waited for."""
    begun: deque[tuple[A, B]] = deque()
    for item in todo:
        begun.append((item, begin(item)))
        if len(begun) > 8 * workers.jobs:
            yield begun.popleft()
    yield from begun


def _begin_change(
    before: SourceFile | Skipped, after: SourceFile | Skipped, cache: Cache, workers: Workers
) -> _Change:
    """Both sides at once, unless one is not there or both are known already."""
    if isinstance(before, SourceFile) and isinstance(after, SourceFile):
        known = _known(before, cache), _known(after, cache)
        if None in known:
            return workers.submit(read_changed, before, after)
    return _begin(before, cache, workers), _begin(after, cache, workers)


def _finish_change(
    before: SourceFile | Skipped, after: SourceFile | Skipped, work: _Change, cache: Cache, workers: Workers
) -> tuple[Outcome, Outcome]:
    if isinstance(work, Work):
        try:
            old, new, remarks = outcome(work)
        except WorkError:  # of one side, perhaps; the other may do
            work = _begin(before, cache, workers), _begin(after, cache, workers)
        else:
            cache.keep_analyses(one for one in (*old, *new) if one.analysis != NOTHING)
            return _finish(before, (old, ()), cache), _finish(after, (new, remarks), cache)
    return _finish(before, work[0], cache), _finish(after, work[1], cache)


def _begin(source: SourceFile | Skipped, cache: Cache, workers: Workers) -> _Read | Work[_Read]:
    if isinstance(source, Skipped):
        return (), ()
    known = _known(source, cache)
    return workers.submit(read_file, source) if known is None else known


def _known(source: SourceFile, cache: Cache) -> _Read | None:
    functions = cache.functions(source)
    remarks = cache.remarks(source) if MARK in source.text else ()
    return None if functions is None or remarks is None else (functions, remarks)


def _finish(source: SourceFile | Skipped, work: _Read | Work[_Read], cache: Cache) -> Outcome:
    if isinstance(source, Skipped):
        return source
    if isinstance(work, tuple):
        return source, *work
    try:
        functions, remarks = outcome(work)
    except WorkError as failure:
        return Skipped(source.path, failure.reason, failure.detail)
    cache.keep_functions(source, functions)
    if MARK in source.text:
        cache.keep_remarks(source, remarks)
    return source, functions, remarks
