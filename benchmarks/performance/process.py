"""What a command costs with all its processes: seconds, processor time, memory."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from peers.tools import adopt_orphans, orphans

BENCHMARKS = Path(__file__).resolve().parents[1]
_INTERVAL = 0.2
_LONG = 10
_TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
_WORST_CODE = 1  # scanners say with 1 that they found something


def _environment() -> dict[str, str]:
    """That of a user on a terminal, where Python compiles what is installed but once."""
    return {name: value for name, value in os.environ.items() if name != _NO_BYTECODE} | _TERMINAL


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` are seconds; `together` is the peak of the memory of all processes at one moment,
    each shared page counted once (PSS, sampled), `largest` the peak of the largest process, both in MB;
    `first` the seconds until the awaited text came, if it did; `runs` how many the least is of. `stopped`
    after the limit of time."""

    wall: float
    cpu: float
    together: float
    largest: float
    first: float | None = None
    stopped: bool = False
    runs: int = 1


def measure(
    command: Sequence[str | Path], folder: Path | None = None, limit: float = 3600, awaited: str = ""
) -> Cost:
    """One run on a terminal that nobody sees. Raises SystemExit where the command fails."""
    words = [str(word) for word in command]
    adopt_orphans()
    ours, theirs = pty.openpty()
    started = time.perf_counter()
    child = subprocess.Popen(
        words, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL,
        stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    with _Screen(ours, awaited) as screen, _Watch(child.pid, limit) as watch:
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        usages = [used, *orphans(child.pid)]
    child.returncode = os.waitstatus_to_exitcode(status)
    if not 0 <= child.returncode <= _WORST_CODE and not watch.stopped:
        raise SystemExit(f"{' '.join(words)[:200]}: exit {child.returncode}\n{screen.tail[-2000:]}")
    # What the system says of a child begins with this process's own memory.
    largest = watch.largest or max(usage.ru_maxrss for usage in usages) / 1024
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    first = min(screen.seen - started, wall) if screen.seen else None
    return Cost(wall, cpu, max(watch.peak, largest), largest, first, watch.stopped)


def repeat(run: Callable[[], Cost], runs: int) -> Cost:
    """The least of so many runs; of one, where that takes ten seconds."""
    costs = [run()]
    while len(costs) < runs and costs[0].wall < _LONG:
        costs.append(run())
    return least(costs)


def least(costs: Sequence[Cost]) -> Cost:
    """The run that took the least time, with the most memory that any took."""
    best = min(costs, key=lambda cost: cost.wall)
    together, largest = (max(getattr(c, name) for c in costs) for name in ("together", "largest"))
    return Cost(best.wall, best.cpu, together, largest, best.first, best.stopped, len(costs))


def part(module: str, *words: str | Path) -> list[str]:
    """The command that runs a module of these benchmarks in a process of its own."""
    code = (
        f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r}); from {module} import main; main(sys.argv[1:])"
    )
    return [sys.executable, "-c", code, *map(str, words)]


class _Screen:
    """Reads what is written to a terminal, so that its writer need not wait; `seen` is when the `awaited`
    text came, if it did."""

    def __init__(self, descriptor: int, awaited: str) -> None:
        self.seen: float | None = None
        self.tail = ""
        self._descriptor, self._awaited = descriptor, awaited
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> _Screen:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        os.close(self._descriptor)

    def _read(self) -> None:
        while data := self._some():
            self.tail = self.tail[-4096:] + data.decode("utf-8", "replace")
            if self._awaited and self.seen is None and self._awaited in self.tail:
                self.seen = time.perf_counter()

    def _some(self) -> bytes:
        try:
            return os.read(self._descriptor, 1 << 16)
        except OSError:  # how Linux says that the last writer is gone
            return b""


class _Watch:
    """Samples the memory of a session's processes and stops them after `limit` seconds."""

    def __init__(self, session: int, limit: float) -> None:
        self.peak, self.largest, self.stopped = 0.0, 0.0, False
        self._session, self._end = session, time.monotonic() + limit
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(_INTERVAL):
            found = list(_session(self._session))
            self.peak = max(self.peak, sum(_megabytes(one, "smaps_rollup", "Pss:") for one in found))
            self.largest = max(self.largest, *(_megabytes(one, "status", "VmHWM:") for one in found), 0.0)
            if time.monotonic() > self._end:
                self.stopped = True
                for process in found:
                    _kill(process)


def _session(leader: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # gone meanwhile
                continue
            if int(fields[3]) == leader:
                yield int(entry.name)


def _megabytes(process: int, file: str, field: str) -> float:
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:  # gone meanwhile
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)


def _kill(process: int) -> None:
    try:
        os.kill(process, 9)
    except ProcessLookupError:
        return
