"""Worker processes that parse and measure: hostile text may cost a worker, never the scan."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from vscan.analyse import Analyser
from vscan.comments import bare
from vscan.domain import Analysed, Analysis, Function, Remark, SkipReason, SourceFile
from vscan.extract import extract
from vscan.remarks import remarks
from vscan.rulebook import Rulebook

if TYPE_CHECKING:
    from pebble import ProcessPool

T = TypeVar("T")

_MOST_DETAIL = 200
_LOOK = 1.0  # seconds between looks at whether a pool still lives
_NOTHING = Analysis({}, ())

_analyser: Analyser | None = None


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
    return tuple(Analysed(f, analyse_text(f.text, f.language)) for f in extract(source))


def read_file(source: SourceFile) -> tuple[tuple[Analysed, ...], tuple[Remark, ...]]:
    """Every function of a file, and the comments that speak to vscan; runs in a worker."""
    return analyse_file(source), remarks(source)


def read_changed(
    before: SourceFile, after: SourceFile
) -> tuple[tuple[Analysed, ...], tuple[Analysed, ...], tuple[Remark, ...]]:
    """Every function of a file before and after a change, and the comments after it. Functions of one name
    and bare body that are as many after as before have an empty analysis: the change does not touch
    them. Runs in a worker."""
    old, new = (extract(source) for source in (before, after))
    counts = [Counter(map(_identity, functions)) for functions in (old, new)]
    same = {key for key, count in counts[0].items() if counts[1][key] == count}
    return _analysed(old, same), _analysed(new, same), remarks(after)


def _identity(function: Function) -> tuple[str, str]:
    return function.name, bare(function.text, function.language)


def _analysed(functions: Iterable[Function], same: Collection[tuple[str, str]]) -> tuple[Analysed, ...]:
    return tuple(
        Analysed(one, _NOTHING if _identity(one) in same else analyse_text(one.text, one.language))
        for one in functions
    )


def analyse_text(text: str, language: str) -> Analysis:
    """One function's text; runs in a worker."""
    if _analyser is None:
        raise RuntimeError("not in a worker: call begin_worker first")
    return _analyser(text, language)


def analyse_texts(items: Sequence[tuple[str, str]]) -> list[Analysis]:
    """Several functions' texts with their languages; runs in a worker."""
    return [analyse_text(text, language) for text, language in items]


def begin_worker(rules: Sequence[Path], function_bytes: int, megabytes: int | None = None) -> None:
    """What a worker sets up once: its rules, and its limit of memory where the system has one."""
    global _analyser
    _analyser = Analyser(Rulebook.load(rules).complete(), function_bytes)
    gc.freeze()  # the rules live as long as the worker: no collection has to look at them again
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

    def __init__(self, rules: Sequence[Path], limits: Limits) -> None:
        self.jobs = limits.jobs or os.cpu_count() or 1
        self._rules, self._limits = tuple(rules), limits
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind:
            self.stop()
        elif self._pool:
            self._pool.close()  # type: ignore[no-untyped-call]
            self._pool.join()

    def stop(self) -> None:
        """At once, whatever is still being done."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
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
        from pebble import ProcessPool

        _keep_imports_home()
        # Forking a process with threads is unsafe; a fork server has none.
        known = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")
        if context.get_start_method() == "forkserver":
            context.set_forkserver_preload(["vscan.workers", "vscan.flow.follow", "vscan.rulebook.read"])
            _start_fork_server()
        limits = self._limits
        setup = (self._rules, limits.function_bytes, limits.megabytes)
        return ProcessPool(self.jobs, initializer=begin_worker, initargs=setup, context=context)


def _keep_imports_home() -> None:
    """Python starts its helper processes with `-c`, and so looks for modules in the current folder first: a
    scanned tree that holds a `vscan.py` or `json.py` would be executed."""
    os.environ["PYTHONSAFEPATH"] = "1"


def _start_fork_server() -> None:
    """Deaf to interrupts from its first moment on: the terminal sends them to it too, and while it still
    imports it would answer with a traceback. Python 3.10 knows no PYTHONSAFEPATH; there the current folder
    is the standard library's meanwhile."""
    from multiprocessing import forkserver, resource_tracker

    here = Path.cwd()
    resource_tracker.ensure_running()  # else below, where it ends the deafness
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        if sys.version_info < (3, 11):
            os.chdir(Path(os.__file__).parent)
        forkserver.ensure_running()
    finally:
        os.chdir(here)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


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
