"""Other tools on the same files, with all cores where they can use them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from performance.kept import Kept
from performance.machine import cores
from performance.process import Cost, measure
from performance.tree import Tree

PATTERNS = Path(__file__).with_name("semgrep.yml")
FLAWFINDER = "flawfinder"


Command: TypeAlias = "Callable[[Path, Sequence[Path]], list[str | Path]]"
"""Of a file that lists the sources, and the sources."""

JOBS = str(cores())
OPTIONS = {
    FLAWFINDER: "as it comes, in one process",
    "lizard": f"`-t {JOBS}`",
    "Semgrep": f"`--jobs {JOBS}` with [a dozen plain patterns](../benchmarks/performance/semgrep.yml)",
    "cppcheck": f"`--max-configs=1 -j{JOBS}` with its default checks",
}


def run(kept: Kept, trees: Sequence[Tree], semgrep: Path | None, limit: float) -> dict[str, dict[str, Cost]]:
    """Costs by tool and tree, trees by ascending size. A tool that took longer than the limit is not run on
    larger ones."""
    found: dict[str, dict[str, Cost]] = {}
    for name, command in tools(semgrep).items():
        costs = found.setdefault(name, {})
        for tree in trees:
            if not any(cost.stopped for cost in costs.values()):
                costs[tree.name] = _cost(kept, name, command, tree, limit)
    return found


def tools(semgrep: Path | None) -> dict[str, Command]:
    """Those that are installed."""
    found: dict[str, Command] = {
        "lizard": lambda listed, files: [_beside("lizard"), "-t", JOBS, "-f", listed]
    }
    if shutil.which(FLAWFINDER):
        found[FLAWFINDER] = lambda listed, files: [FLAWFINDER, "--quiet", *files]
    if semgrep:
        quiet = ("--metrics=off", "--disable-version-check", "--quiet", "--jobs", JOBS, "--config", PATTERNS)
        found["Semgrep"] = lambda listed, files: [semgrep, "scan", *quiet, *files]
    if shutil.which("cppcheck"):
        options = ("--quiet", "--max-configs=1", f"-j{JOBS}")
        found["cppcheck"] = lambda listed, files: ["cppcheck", *options, f"--file-list={listed}"]
    return {name: found[name] for name in OPTIONS if name in found}


def _beside(program: str) -> Path:
    return Path(sys.executable).with_name(program)


def _cost(kept: Kept, name: str, command: Command, tree: Tree, limit: float) -> Cost:
    def once() -> Cost:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
            listed.write("\n".join(map(str, tree.files)) + "\n")
            listed.flush()
            return measure(command(Path(listed.name), tree.files), limit=limit)

    return kept.cost("peers", f"{name}, {tree.name}", once, runs=3)
