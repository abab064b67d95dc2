"""How fast a first scan of a real tree is, as a user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vscan.scoring.card import ModelCard, bundled_model
from vscan_trainer.modelcard.scores import CommandError, vscan_command

CORES = 2


@dataclass(frozen=True, slots=True)
class Speed:
    """One cold scan on `CORES` cores: `functions` are those in the model's languages, `seconds` the time from
    start to exit."""

    tree: str
    files: int
    lines: int
    functions: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.functions / self.seconds


def measure_speed(tree: Path, model: Path | None) -> Speed:
    """Raises ModelError, CommandError."""
    languages = ModelCard.load(model or bundled_model()).languages
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        asked = ["scan", "--no-cache", "--no-config", "--quiet", "--jobs", str(CORES), "--format", "json"]
        chosen = ["--model", str(model)] if model else []
        command = vscan_command(*asked, "--output", str(report), *chosen, str(tree))
        with _few_cores():
            started = time.monotonic()
            done = subprocess.run(command, check=False)  # noqa: S603
            seconds = time.monotonic() - started
        if done.returncode not in (0, 1):
            raise CommandError(f"vscan scan failed on {tree}, see above")
        summary = json.loads(report.read_text(encoding="utf-8"))["summary"]
    functions = sum(summary["languages"].get(language, 0) for language in languages)
    if not functions:
        raise CommandError(f"{tree} holds no function in {' or '.join(languages)}")
    return Speed(tree.name, summary["files"], summary["lines"], functions, seconds)


@contextmanager
def _few_cores() -> Iterator[None]:
    """Where the system can, what is started inside gets `CORES` cores at most."""
    if sys.platform != "linux":
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
