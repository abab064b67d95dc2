"""A run's directory: what a training run was, what it measured, and what it left."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from vscan.domain import VscanError


class RunError(VscanError):
    """A run's directory is missing, incomplete, or another run's."""


@dataclass(frozen=True, slots=True)
class Run:
    """`run.json` says what was asked of which data and code; `metrics.jsonl` holds one line an epoch; the
    weights that were chosen stand in `network.safetensors` and `encoder/`, what else scoring needs
    in `scoring.json`, `vocab.json`, `merges.txt` and `wide.npz`; `scores/` holds one file a scored
    part, `threshold.json` the recommended operating threshold."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def state(self) -> Path:
        """What `--resume` continues from."""
        return self.folder / "resume.safetensors"

    def require_room(self, *, resume: bool) -> None:
        """Raises RunError where training would overwrite what has been trained here, or `resume` finds it
        finished. A run that stopped before it trained anything is in nobody's way."""
        trained = self.state.exists() or (self.folder / "metrics.jsonl").exists()
        if not resume and trained:
            raise RunError(
                f"{self.folder} already holds a run: go on with --resume, or name another directory"
            )
        if resume and trained and not self.state.exists() and "seconds" in self.read():
            raise RunError(f"{self.folder} holds a finished run: nothing is left to resume")

    def scores(self, part: str) -> Path:
        return self.folder / "scores" / f"{part}.npz"

    @property
    def parts(self) -> list[str]:
        """The parts that have been scored."""
        return sorted(path.stem for path in (self.folder / "scores").glob("*.npz"))

    def write(self, file: str, content: Any) -> None:
        """A JSON file, whole or not at all."""
        path = self.folder / file
        partial = path.with_name(f"{path.name}.partial")
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)

    def read(self, file: str = "run.json") -> dict[str, Any]:
        """Raises RunError."""
        path = self.folder / file
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RunError(f"{self.folder} holds no {file}: not a run, or not a finished one") from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunError(f"cannot read {path}: {error}") from error
        if not isinstance(content, dict):
            raise RunError(f"{path} holds no JSON object")
        return content

    def epochs(self) -> list[dict[str, Any]]:
        """The lines of `metrics.jsonl`. Raises RunError."""
        path = self.folder / "metrics.jsonl"
        try:
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError) as error:
            raise RunError(f"cannot read {path}: {error}") from error

    def write_epochs(self, lines: list[dict[str, Any]]) -> None:
        path = self.folder / "metrics.jsonl"
        partial = path.with_name(f"{path.name}.partial")
        partial.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        partial.replace(path)


def provenance() -> Mapping[str, Any]:
    """The code and the machine that a run is made by."""
    return {
        "vscan": version("vscan-sast"),
        "commit": _commit(),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in ("torch", "transformers", "numpy", "scikit-learn")},
        "machine": {"system": platform.platform(), "cores": os.cpu_count() or 1},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _commit() -> str:
    """Of the checkout that the trainer runs from, with a `+` where it has changes; empty elsewhere."""
    here = Path(__file__).resolve().parent
    command = ["git", "-C", str(here), "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
