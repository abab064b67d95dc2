"""Processor time of each stage of a scan, in one process and one thread, on a sample of a tree."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from performance.kept import Kept
from performance.process import part
from performance.tree import Tree, copy

FILES = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """`seconds` of processor time for all `functions`; None for what happens once a scan."""

    name: str
    seconds: float
    functions: int | None

    @property
    def milliseconds(self) -> float:
        """A function's."""
        return 1000 * self.seconds / (self.functions or 1)


@dataclass(frozen=True, slots=True)
class Stages:
    """`read` are the functions that the encoder was asked about; `tokens` and `squares` the mean of what it
    read of them, and of its square."""

    tree: str
    stages: tuple[Stage, ...]
    read: int
    tokens: float
    squares: float

    @property
    def share(self) -> float:
        """Of all functions, those that the encoder read."""
        return self.read / (self.each()[0].functions or 1)

    def each(self) -> tuple[Stage, ...]:
        """Those whose time grows with the functions."""
        return tuple(stage for stage in self.stages if stage.functions)


def run(kept: Kept, tree: Tree) -> Stages:
    found = kept.value("stages", tree.name, lambda: _of(tree))
    stages = tuple(Stage(**stage) for stage in found["stages"])
    return Stages(tree.name, stages, found["read"], found["tokens"], found["squares"])


def _of(tree: Tree) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        files = sorted(tree.files)
        copy(tree.root, files[:: -(-len(files) // FILES)], Path(folder))
        done = subprocess.run(part("performance.stages", folder), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


class Clock:
    """Adds up processor time by name, in the order in which names come."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started


def main(words: Sequence[str]) -> None:
    """Prints what `run` reads."""
    clock, once = Clock(), Clock()
    root = Path(words[0])
    with once("imports"):
        from performance import pipeline
    functions, tokens = pipeline.follow(root, clock, once)
    stages = [Stage(name, seconds, None) for name, seconds in once.seconds.items()]
    stages += [Stage(name, seconds, functions) for name, seconds in clock.seconds.items()]
    read = max(len(tokens), 1)
    found = {"read": len(tokens), "tokens": sum(tokens) / read, "squares": sum(n * n for n in tokens) / read}
    print(json.dumps({"stages": [asdict(stage) for stage in stages], **found}))
