"""One changed file in a tree of thousands: the whole tree again, its changes alone, the file alone; the 20
first findings are shown, as somebody would who changes a file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path

from hook import hook

from performance.kept import Kept
from performance.process import Cost, measure, repeat
from performance.tree import Tree, copy
from performance.vscan_command import scan

FILES, RUNS = 5000, 5
UNCHANGED, WHOLE, DIFF, FILE = (
    "unchanged tree",
    "one file changed, whole tree",
    "one file changed, `--diff`",
    "hook on the file",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """Costs by what was run, in a tree of so many files."""

    files: int
    costs: dict[str, Cost]


def run(kept: Kept, trees: Sequence[Tree], work: Path) -> Changed:
    """The tree is made of the largest trees' files."""
    chosen = choose(trees, FILES)
    files = sum(len(some) for _, some in chosen)
    found = kept.value("change", f"{files} files", lambda: _measured(chosen, work))
    return Changed(files, {name: Cost(**cost) for name, cost in found.items()})


def choose(trees: Sequence[Tree], wanted: int) -> list[tuple[Tree, tuple[Path, ...]]]:
    """Files of the largest trees, so many together, or all that there are."""
    chosen = []
    for tree in sorted(trees, key=lambda tree: -len(tree.files)):
        some = tuple(sorted(tree.files))[:wanted]
        wanted -= len(some)
        chosen.append((tree, some))
    return [(tree, some) for tree, some in chosen if some]


def _measured(chosen: Sequence[tuple[Tree, Sequence[Path]]], work: Path) -> dict[str, dict[str, object]]:
    """Begins with what scans of the largest tree have left in its cache, to save a long one; an earlier
    measurement's own cache would know the changes that are to come."""
    known, cache = work / f"cache-{chosen[0][0].name}", work / "cache-change"
    shutil.rmtree(cache, ignore_errors=True)
    if known.is_dir():
        shutil.copytree(known, cache, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tree"
        copies = [file for tree, some in chosen for file in copy(tree.root, some, folder / tree.name)]
        _commit(folder)
        measure(
            scan(cache, folder), folder
        )  # from there, too: reports name files by where they are read from
        costs = _costs(folder, cache, copies[len(copies) // 2])
    return {name: asdict(cost) for name, cost in costs.items()}


def _costs(folder: Path, cache: Path, file: Path) -> dict[str, Cost]:
    """Each run but those of the unchanged tree follows a change that no run has seen."""
    numbers = count()

    def changed(command: list[str]) -> Cost:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"\nint added_{next(numbers)}(int a) {{ return a + 1; }}\n")
        return measure(command, folder)

    whole = [*scan(cache, folder), "--top", "20"]
    commands = {
        WHOLE: whole,
        DIFF: [*whole, "--diff", "HEAD"],
        FILE: hook([str(file)], cache),
    }
    unchanged = repeat(lambda: measure(whole, folder), RUNS)
    return {UNCHANGED: unchanged} | {
        name: repeat(partial(changed, command), RUNS) for name, command in commands.items()
    }


def _commit(folder: Path) -> None:
    identity = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost"]
    steps = (["init"], ["add", "--all", "--force"], [*identity, "commit", "--message", "All"])
    for words in steps:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
