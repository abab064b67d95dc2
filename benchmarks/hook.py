"""What the pre-commit hook `vscan` costs: python benchmarks/hook.py [FILE.c ...]

Runs the hook's entry on copies of the files in an empty folder: once with nothing known, then on the
unchanged files, and then after one line of the first was added. Wall-clock and CPU seconds, the least
of ten runs where nothing changes.
"""

from __future__ import annotations

import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "inventory.c"
RUNS = 10


def main() -> None:
    files = [Path(name).resolve() for name in sys.argv[1:]] or [EXAMPLE]
    with tempfile.TemporaryDirectory() as folder:
        names = [shutil.copy(file, folder) for file in files]
        command = hook(names, Path(folder) / "cache")
        _tell("nothing known", [_run(command, folder)])
        _tell("unchanged", [_run(command, folder) for _ in range(RUNS)])
        with Path(names[0]).open("a", encoding="utf-8") as stream:
            stream.write("\nint added(int a) { return a + 1; }\n")
        _tell("one function new", [_run(command, folder)])


def hook(files: Iterable[str], cache: Path) -> list[str]:
    """The command that pre-commit runs for the hook `vscan` on these files, with a cache of its own."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    [entry] = [hook["entry"] for hook in hooks if hook["id"] == "vscan"]
    program, *options = shlex.split(entry)
    return [str(Path(sys.executable).with_name(program)), *options, "--cache-dir", str(cache), *files]


def _run(command: list[str], folder: str) -> tuple[float, float]:
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, cpu


def _tell(what: str, runs: list[tuple[float, float]]) -> None:
    wall, cpu = (min(column) for column in zip(*runs, strict=True))
    print(f"{what:17} {wall:6.2f} s, {cpu:5.2f} s of CPU")


if __name__ == "__main__":
    main()
