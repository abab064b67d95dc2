"""The worker pool: what goes wrong in one task stays with that task."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vscan.domain import SkipReason, SourceFile
from vscan.rulebook import builtin_rules
from vscan.workers import Limits, Work, WorkError, Workers, analyse_file, analyse_text, analyse_texts, outcome

LIMITS = Limits(jobs=1, seconds=0.5, megabytes=1000, function_bytes=10_000)


def add(a: int, b: int) -> int:
    return a + b


def sleep() -> None:
    time.sleep(30)


def die() -> None:
    os._exit(3)


def allocate() -> int:
    return len(bytearray(2_000_000_000))


def recurse() -> None:
    recurse()


def fail() -> None:
    raise ValueError("odd " + "x" * 10_000)


class OddError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__("cannot be made again from its arguments")


def fail_oddly() -> None:
    raise OddError(1, 2)


def panic() -> None:
    """What a Rust extension raises is no Exception, and its class cannot be pickled."""

    class PanicException(BaseException):
        pass

    raise PanicException("index out of bounds")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers([builtin_rules()], LIMITS) as pool:
        yield pool


FAILURES: dict[Callable[[], Any], tuple[SkipReason, str]] = {
    sleep: (SkipReason.TIMED_OUT, "took longer than the limit"),
    die: (SkipReason.CRASHED, "the worker died"),
    allocate: (SkipReason.OUT_OF_MEMORY, "needed more than the limit"),
    recurse: (SkipReason.CRASHED, "nested too deeply"),
    fail: (SkipReason.CRASHED, "ValueError: odd xxx"),
    fail_oddly: (SkipReason.CRASHED, "OddError: cannot be made again"),
    panic: (SkipReason.CRASHED, "PanicException: index out of bounds"),
}


@pytest.mark.parametrize("task", FAILURES, ids=lambda task: task.__name__)
def test_a_failure_has_a_reason_and_the_pool_goes_on(workers: Workers, task: Callable[[], Any]):
    works: list[Work[Any]] = [workers.submit(task), workers.submit(add, 1, 2)]
    with pytest.raises(WorkError) as failure:
        outcome(works[0])
    reason, detail = FAILURES[task]
    assert failure.value.reason is reason
    assert failure.value.detail.startswith(detail)
    assert len(failure.value.detail) <= 200
    assert outcome(works[1]) == 3


def test_analyses_in_a_worker(workers: Workers):
    source = SourceFile("a.c", "c", "int f(char *b) { gets(b); return 1; }\nint g(void) { return 2; }\n")
    functions = outcome(workers.submit(analyse_file, source))
    assert [one.function.name for one in functions] == ["f", "g"]
    assert [[m.rule_id for m in one.analysis.matches] for one in functions] == [["gets"], []]
    texts = [(one.function.text, "c") for one in functions]
    assert outcome(workers.submit(analyse_texts, texts)) == [one.analysis for one in functions]


def test_reads_a_bounded_part_of_a_function(workers: Workers):
    long = "int f(void) {" + " a = 1;" * 10_000 + "}"
    short = outcome(workers.submit(analyse_text, long[:10_000], "c"))
    assert outcome(workers.submit(analyse_text, long, "c")) == short


def test_little_memory_fails_tasks_and_not_the_pool():
    with Workers([builtin_rules()], Limits(1, 30, 64, 1_000_000)) as pool:
        for _ in range(2):
            with pytest.raises(WorkError) as failure:
                outcome(pool.submit(allocate))
            assert failure.value.reason is SkipReason.OUT_OF_MEMORY
        assert outcome(pool.submit(add, 1, 2)) == 3


def test_the_limit_of_memory_leaves_what_the_worker_has_alone():
    """Else the worker could not even receive a task, and the pool would break."""
    with Workers([builtin_rules()], Limits(1, 30, 64, 1_000_000)) as pool:
        assert outcome(pool.submit(len, "x" * 4_000_000)) == 4_000_000


@pytest.mark.parametrize("size", [1, 1_000_000], ids=["received", "too long for the pipe"])
def test_a_broken_pool_is_replaced(size: int):
    """A worker that dies between tasks breaks the pool with all it was given."""
    with Workers([builtin_rules()], LIMITS) as pool:
        os.kill(outcome(pool.submit(os.getpid)), signal.SIGKILL)
        works = [pool.submit(len, "x" * size) for _ in range(8)]
        assert [outcome(work) for work in works] == [size] * 8


def test_pools_that_break_again_and_again_fail_the_task(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vscan.workers.begin_worker", os.abort)
    with Workers([builtin_rules()], LIMITS) as pool, pytest.raises(WorkError, match="the workers died"):
        outcome(pool.submit(add, 1, 2))


def test_a_pool_without_a_task_starts_no_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Workers, "_start", lambda self: pytest.fail("started"))
    with Workers([builtin_rules()], LIMITS) as pool:
        assert pool.jobs == 1


def test_leaving_by_an_error_stops_the_tasks():
    def interrupted() -> None:
        with Workers([builtin_rules()], Limits(1, 60, 1000, 10_000)) as pool:
            pool.submit(sleep)
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started < 10


def test_tasks_are_for_workers_alone():
    with pytest.raises(RuntimeError, match="begin_worker"):
        analyse_text("int f(void) { return 1; }", "c")
