"""vscan as its users run it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VSCAN = Path(sys.executable).with_name("vscan")


@dataclass(frozen=True, slots=True)
class Totals:
    files: int
    functions: int
    lines: int


def scan(cache: Path, *paths: str | Path) -> list[str]:
    """`vscan scan` with that folder for its cache."""
    return [str(VSCAN), "scan", "--no-config", "--cache-dir", str(cache), *map(str, paths)]


def totals(cache: Path, root: Path) -> Totals:
    """What a scan says it has read."""
    command = [*scan(cache, root), "--format", "json", "--no-influence", "--exit-zero"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    summary = json.loads(done.stdout)["summary"]
    return Totals(summary["files"], summary["functions"], summary["lines"])
