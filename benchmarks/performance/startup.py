"""Commands that ought to be instant."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hook import EXAMPLE, hook

from performance.kept import Kept
from performance.process import Cost, measure
from performance.vscan_command import VSCAN

RUNS = 15
PARTS = (
    "rich", "sqlite3", "yaml", "lizard", "tree_sitter", "ast_grep_py", "numpy", "tiktoken", "onnxruntime",
    "torch",
)  # fmt: skip
"""Modules that take a while to import."""

HELP, HOOK = "vscan --help", "hook on an unchanged file"


@dataclass(frozen=True, slots=True)
class Start:
    """`imported` are those of PARTS that the command loads."""

    cost: Cost
    imported: tuple[str, ...]


def run(kept: Kept) -> dict[str, Start]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return {label: _start(kept, label, command, folder) for label, command in _commands(folder).items()}


def _commands(folder: Path) -> dict[str, list[str]]:
    file = shutil.copy(EXAMPLE, folder)
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        HELP: [str(VSCAN), "--help"],
        "vscan --version": [str(VSCAN), "--version"],
        "vscan rules": [str(VSCAN), "rules"],
        HOOK: hook([str(file)], folder / "cache"),
    }


def _start(kept: Kept, label: str, command: list[str], folder: Path) -> Start:
    loaded = kept.value("start-up", f"{label}, imports", lambda: imports(command, folder))
    cost = kept.cost("start-up", label, lambda: measure(command, folder), RUNS)
    return Start(cost, tuple(loaded))


def imports(command: Sequence[str], folder: Path) -> list[str]:
    """Which PARTS a warm run loads, by Python's own account."""
    words = command if command[0] == sys.executable else [sys.executable, *command]
    line = [words[0], "-X", "importtime", *words[1:]]
    for _ in range(2):
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    return imported(done.stderr)


def imported(account: str) -> list[str]:
    """PARTS in what `-X importtime` writes, in their own order."""
    names = set(re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", account, re.M))
    return [part for part in PARTS if part in names]
