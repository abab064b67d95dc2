"""The machine and the versions that figures hold for."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import vscan
from vscan.scoring.card import ModelCard, bundled_model, model_digest

_PROGRAMS = {name: name for name in ("flawfinder", "cppcheck")}
_PACKAGES = ("onnxruntime", "numpy", "tree-sitter", "ast-grep-py", "lizard", "torch", "transformers")


def describe(semgrep: Path | None) -> dict[str, str]:
    """By what is described; all of it decides whether two measurements belong together."""
    processor = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    programs: dict[str, str | Path] = dict(_PROGRAMS) | ({"Semgrep": semgrep} if semgrep else {})
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "vscan": f"{vscan.__version__}, model {_model()}",
        "processor": processor[0] if processor else platform.machine(),
        "cores": str(cores()),
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        **{name: told for name, command in programs.items() if (told := _first_line(command))},
    }


def _model() -> str:
    folder = bundled_model()
    return f"{ModelCard.load(folder).name} ({model_digest(folder)[:12]})"


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0))


def _first_line(program: str | Path) -> str:
    if shutil.which(program) is None:
        return ""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[0]
