"""Worker processes that parse and measure: hostile text may cost a worker, never the scan."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from vscan import forks
from vscan.analyse import Analyser
from vscan.cache import Cache
from vscan.comments import bare
from vscan.domain import Analysed, Analysis, Function, Remark, SkipReason, SourceFile
from vscan.extract import extract
from vscan.metrics import METRICS
from vscan.remarks import remarks
from vscan.rulebook import Rulebook

if TYPE_CHECKING:
    from pebble import ProcessPool

T = TypeVar("T")

_MOST_DETAIL = 200
_PULSE = 0.02  # seconds that the pool sleeps between looks at its workers: it ends no sooner
_LOOK = 1.0  # seconds between looks at whether a pool still lives
NOTHING = Analysis({}, ())
"""Of a function that was not looked at."""

_analyser: Analyser | None = None
_cache: Cache | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` and `megabytes` bound what one task may take, beside what its worker has at rest."""

    jobs: int
    seconds: float
    megabytes: int
    function_bytes: int


class WorkError(Exception):
    """A task that did not end well, and why; can be pickled, as it comes out of a worker."""

    def __init__(self, reason: SkipReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def analyse_file(source: SourceFile) -> tuple[Analysed, ...]:
    """Every function of a file; runs in a worker."""
    functions = tuple(extract(source))
    analyses = _analyses(functions)
    return tuple(Analysed(one, analyses[one.digest]) for one in functions)


def read_file(source: SourceFile) -> tuple[tuple[Analysed, ...], tuple[Remark, ...]]:
    """Every function of a file, and the comments that speak to vscan; runs in a worker."""
    return analyse_file(source), remarks(source)


def read_changed(
    before: SourceFile, after: SourceFile
) -> tuple[tuple[Analysed, ...], tuple[Analysed, ...], tuple[Remark, ...]]:
    """Every function of a file before and after a change, and the comments after it. Functions of one name
    and bare body that are as many after as before have an empty analysis: the change does not touch
    them. Runs in a worker."""
    old, new = (tuple(extract(source)) for source in (before, after))
    counts = [Counter(map(_identity, functions)) for functions in (old, new)]
    same = {key for key, count in counts[0].items() if counts[1][key] == count}
    analyses = _analyses([one for one in (*old, *new) if _identity(one) not in same])
    then, now = (
        tuple(Analysed(one, analyses.get(one.digest, NOTHING)) for one in functions)
        for functions in (old, new)
    )
    return then, now, remarks(after)


def _identity(function: Function) -> tuple[str, str]:
    return function.name, bare(function.text, function.language)


def _analyses(functions: Sequence[Function]) -> dict[str, Analysis]:
    """By digest. What the cache knows is not looked at again."""
    known = _cache.analyses(functions) if _cache else {}
    new = {one.digest: one for one in functions if one.digest not in known}
    return known | {digest: analyse_text(one.text, one.language) for digest, one in new.items()}


def analyse_text(text: str, language: str) -> Analysis:
    """One function's text; runs in a worker."""
    if _analyser is None:
        raise RuntimeError("not in a worker: call begin_worker first")
    return _analyser(text, language)


def analyse_texts(items: Sequence[tuple[str, str]]) -> list[Analysis]:
    """Several functions' texts with their languages; runs in a worker."""
    return [analyse_text(text, language) for text, language in items]


def begin_worker(
    rules: Sequence[Path],
    function_bytes: int,
    megabytes: int | None = None,
    known: tuple[Path, str] | None = None,
) -> None:
    """What a worker sets up once: its rules, what is known, and its limit of memory where the system has
    one."""
    global _analyser, _cache
    rulebook = Rulebook.load(rules)
    _analyser = Analyser(rulebook, function_bytes)
    if known:
        _cache = Cache(known[0], analysis=known[1], metrics=METRICS, rules=rulebook.rules)
    if megabytes and sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _address_space() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _address_space() -> int:
    """Bytes this process has mapped already, where the system says so. A limit below that would fail the
    receiving of a task, and so end the worker rather than the task."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _run(task: Callable[..., T], *args: Any) -> T:
    """A task in a worker. Whatever a parser raises on odd text concerns that text alone."""
    try:
        return task(*args)
    except MemoryError:
        raise WorkError(SkipReason.OUT_OF_MEMORY, "needed more than the limit") from None
    except RecursionError:
        raise WorkError(SkipReason.CRASHED, "nested too deeply") from None
    except BaseException as error:  # noqa: BLE001 - a Rust panic is no Exception, and would end the pool
        problem = f"{type(error).__name__}: {error}"[:_MOST_DETAIL]
        raise WorkError(SkipReason.CRASHED, problem) from None


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """A task, the pool that was given it, and what gives it to a sound one. Pass it to `outcome`."""

    future: Future[T]
    pool: ProcessPool
    again: Callable[[], Work[T]]

    def ends(self) -> bool:
        """Waits. False where the pool broke first: a worker that dies between two tasks takes its pool
        along, which then forgets what it had not begun."""
        while not self.future.done():
            if not self.pool.active:
                return False
            wait([self.future], _LOOK)
        return not isinstance(self.future.exception(), BrokenExecutor)


class Workers:
    """A pool that starts with its first task, so that a run that needs none pays for none, and is replaced
    should it break."""

    def __init__(
        self,
        rules: Sequence[Path],
        limits: Limits,
        known: tuple[Path, str] | None = None,
        beside: Callable[[], object] = lambda: None,
    ) -> None:
        """`known` is the folder of the cache, and its key for analyses. `beside` is called when the first
        workers are about to start, which takes them a while."""
        self._known, self._beside = known, beside
        self.jobs = limits.jobs or os.cpu_count() or 1
        self._rules, self._limits = tuple(rules), limits
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """At once, whatever is still being done."""
        if self._pool:
            from pebble.pool.process import WORKERS_NAME

            self._pool.stop()  # type: ignore[no-untyped-call]
            # Before the pool takes away the lock that a worker looks for when it starts: it would complain.
            for worker in multiprocessing.active_children():
                if worker.name == WORKERS_NAME:
                    worker.kill()
                    worker.join()
            self._pool.join()

    def submit(self, task: Callable[..., T], *args: Any) -> Work[T]:
        pool = self._sound_pool()
        future: Future[T] = pool.schedule(_run, args=(task, *args), timeout=self._limits.seconds)
        return Work(future, pool, lambda: self.submit(task, *args))

    def _sound_pool(self) -> ProcessPool:
        if self._pool and not self._pool.active:
            self.stop()
            self._pool = None
        self._pool = self._pool or self._start()
        return self._pool

    def _start(self) -> ProcessPool:
        from pebble import CONSTS, ProcessPool

        CONSTS.sleep_unit = _PULSE
        forks.prepare()
        self._beside()
        limits = self._limits
        setup = (self._rules, limits.function_bytes, limits.megabytes, self._known)
        return ProcessPool(self.jobs, initializer=begin_worker, initargs=setup, context=forks.context())


def outcome(work: Work[T]) -> T:
    """Waits for a task, and has it done once more where its pool broke. Raises WorkError where it failed, ran
    out of time or memory, or its worker died."""
    from pebble import ProcessExpired

    if not work.ends() and not (work := work.again()).ends():
        raise WorkError(SkipReason.CRASHED, "the workers died")
    try:
        return work.future.result()
    except FutureTimeout:
        raise WorkError(SkipReason.TIMED_OUT, "took longer than the limit") from None
    except ProcessExpired as error:
        raise WorkError(SkipReason.CRASHED, f"the worker died: {error}") from None
