"""The hooks, run by the real pre-commit in a project of its own against a copy of this repository."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest
import yaml

from checkout import ROOT, git, head

HOOKS = ".pre-commit-hooks.yaml"
GETS = "int f(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"
CALM = "int id(int a)\n{\n  return a;\n}\n"

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")


@dataclass(frozen=True)
class Project:
    """A git repository whose commits go through our hooks."""

    folder: Path
    hooks: str
    environment: Mapping[str, str]

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        git(self.folder, "add", name)

    def use(self, hook: str, *arguments: str) -> None:
        entry = {"id": hook, "verbose": True, "args": [*arguments]}
        config = {"repos": [{"repo": self.hooks, "rev": head(Path(self.hooks)), "hooks": [entry]}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and what pre-commit prints."""
        ended = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path, checkout: Path, home: Path) -> Project:
    git(tmp_path, "init", "-q")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "VSCAN_"))
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["PRE_COMMIT_HOME"] = str(home)
    environment["PYTHONPATH"] = str(
        Path(numpy.__file__).parents[1]
    )  # dependencies, which pip is not asked for
    return Project(tmp_path, str(checkout), environment)


def test_a_risky_file_stops_a_commit_and_a_calm_one_does_not(project: Project):
    project.use("vscan-system", "--scorer", "none")
    project.write("calm.c", CALM)
    code, said = project.run()
    assert (code, "Passed" in said) == (0, True), said
    project.write("src/a b.c", GETS)
    code, said = project.run()
    assert (code, "Failed" in said) == (1, True), said
    assert "\nsrc/a b.c:1: critical — f: Unbounded read with gets: line 4 (CWE-242, CWE-120)\n" in said
    assert "\x1b" not in said
    assert "?" not in git(project.folder, "status", "--porcelain", "-uall")  # the cache ignores itself


def test_what_is_staged_counts_and_what_is_excluded_does_not(project: Project):
    project.use("vscan-system", "--scorer", "none")
    project.write("vscan.toml", "exclude = ['legacy/']\n")
    project.write("legacy/a.c", GETS)
    project.write("vendor/a.c", GETS)
    project.write("notes.txt", GETS)
    project.write("b.c", CALM)
    (project.folder / "b.c").write_text(GETS)
    code, said = project.run()
    assert code == 0, said
    assert (project.folder / "b.c").read_text() == GETS


def test_a_broken_config_is_one_line(project: Project):
    project.use("vscan-system")
    project.write("vscan.toml", "treshold = 0.1\n")
    project.write("a.c", CALM)
    code, said = project.run()
    assert code == 1
    assert "unknown key 'treshold' (did you mean 'threshold'?)" in said
    assert "exit code: 2" in said
    assert "Traceback" not in said


def test_the_hook_that_installs_itself(project: Project):
    """From the wheel that pip builds."""
    project.use("vscan")
    project.write("a.c", GETS)
    code, said = project.run()
    assert code == 1, said
    assert "\na.c:1: critical " in said
    assert "Unbounded read with gets: line 4" in said
    project.write("a.c", CALM)
    assert project.run()[0] == 0


def test_only_changed_functions_stop_a_commit_that_is_scanned_by_its_changes(project: Project):
    project.write("a.c", GETS + CALM)
    git(project.folder, "commit", "-qm", "before there were hooks")
    project.use("vscan-diff", "--scorer", "none")
    project.write("a.c", GETS + CALM.replace("a;", "a + 1;"))
    code, said = project.run()
    assert code == 0, said
    project.write("a.c", GETS.replace("return a", "return 2 * a") + CALM)
    (project.folder / "a.c").write_text(CALM)
    code, said = project.run()
    assert code == 1, said
    assert "Unbounded read with gets" in said


def test_each_hook_says_what_it_is_for():
    hooks = yaml.safe_load((ROOT / HOOKS).read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["vscan", "vscan-system", "vscan-diff"]
    for hook in hooks:
        assert hook["types_or"] == ["c", "c++"]
        assert hook["require_serial"] is True
