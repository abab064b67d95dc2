"""A copy of this repository, for what installs from one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def head(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD").strip()


def commit_copy(folder: Path) -> Path:
    """As it stands, uncommitted changes included, as one commit in an empty folder. It asks pip for
    nothing that it depends on, since the tests have that already."""
    for name in filter(None, git(ROOT, "ls-files", "-z", "-co", "--exclude-standard").split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    project = folder / "pyproject.toml"
    without, number = re.subn(
        r"^dependencies = \[.*?^\]", "dependencies = []", project.read_text(), flags=re.M | re.S
    )
    assert number == 1
    project.write_text(without)
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "all")
    return folder
