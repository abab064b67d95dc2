"""The steps of action.yml, run as they stand there, with files in place of the runner's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pytest
import yaml

from checkout import ROOT, git, head

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GETS = "int f(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"
CALM = "int id(int a)\n{\n  return a;\n}\n"


@dataclass(frozen=True)
class Job:
    """A checkout on a runner, and where the action is."""

    workspace: Path
    runner: Path
    action: Path = ROOT

    def run(self, step: str, base: str = "", **inputs: str) -> subprocess.CompletedProcess[str]:
        """One step of the action by its name."""
        [found] = [one for one in ACTION["runs"]["steps"] if one.get("name") == step]
        given = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
        values = {f"inputs.{name}": str(value) for name, value in given.items()}
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        values |= {"github.event.pull_request.base.sha": base, "steps.python.outputs.python-path": ""}
        environment = os.environ | {
            "RUNNER_TEMP": str(self.runner),
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(self.runner / "output"),
            "GITHUB_STEP_SUMMARY": str(self.runner / "summary"),
            **{name: filled(text, values) for name, text in found.get("env", {}).items()},
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
            cwd=self.workspace,
            env=environment,
            capture_output=True,
            text=True,
        )

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.runner / "output").read_text().splitlines())

    @property
    def summary(self) -> str:
        path = self.runner / "summary"
        return path.read_text() if path.exists() else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Expressions as the platform fills them in; an unknown one is an error."""
    return re.sub(r"\$\{\{ *([^ }]+) *\}\}", lambda found: values[found.group(1)], text)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """The environment of these tests stands for the one that the action installs."""
    workspace, runner = tmp_path / "work space", tmp_path / "temp"
    workspace.mkdir()
    runner.mkdir()
    (runner / "vscan").symlink_to(sys.prefix)
    (workspace / "src").mkdir()
    (workspace / "src/gets.c").write_text(GETS)
    (workspace / "calm.c").write_text(CALM)
    git(workspace, "init", "-q")
    git(workspace, "add", "-A")
    git(workspace, "commit", "-qm", "first")
    return Job(workspace, runner)


NONE = "--scorer\nnone"


def test_a_scan_annotates_summarises_and_writes_sarif(job: Job):
    ended = job.run("Scan", args=NONE)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith("::error file=src/gets.c,line=4,")
    assert "Unbounded read with gets" in ended.stdout
    assert job.outputs == {"findings": "1", "exit-code": "1", "sarif-file": "vscan.sarif"}
    assert "src/gets.c" in job.summary
    [result] = json.loads((job.workspace / "vscan.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == "gets"
    left = git(job.workspace, "status", "--porcelain").splitlines()
    assert left == ["?? vscan.sarif"]
    assert sorted(path.name for path in job.runner.iterdir()) == ["output", "summary", "vscan"]


def test_each_input_reaches_the_scan(job: Job):
    (job.workspace / "a $(touch x) b").mkdir()
    (job.workspace / "a $(touch x) b/c.c").write_text(GETS)
    ended = job.run(
        "Scan",
        args=f"{NONE}\n\n  --exclude\ngets.c\n",
        paths="calm.c\na $(touch x) b\nsrc\n",
        fail_on="none",
        sarif_file="",
        annotations="false",
        summary="false",
    )
    assert ended.returncode == 0, ended.stderr
    assert "Unbounded read with gets" in ended.stdout
    assert "::error" not in ended.stdout
    assert "src/gets.c" not in ended.stdout
    assert job.outputs == {"findings": "1", "exit-code": "0", "sarif-file": ""}
    assert job.summary == ""
    assert sorted(path.name for path in job.workspace.iterdir()) == [
        ".git",
        "a $(touch x) b",
        "calm.c",
        "src",
    ]


def test_a_pull_request_is_scanned_by_its_changes(job: Job):
    base = head(job.workspace)
    (job.workspace / "calm.c").write_text(CALM.replace("return a", "return a + 1"))
    git(job.workspace, "commit", "-qam", "calm")
    assert job.run("Scan", base=base, args=NONE).returncode == 0
    assert job.outputs["findings"] == "0"
    assert job.run("Scan", base=base, args=NONE, diff="never").returncode == 1
    (job.workspace / "src/gets.c").write_text(GETS.replace("return a", "return 2 * a"))
    git(job.workspace, "commit", "-qam", "risky")
    ended = job.run("Scan", base=base, args=NONE)
    assert ended.returncode == 1
    assert "file=src/gets.c" in ended.stdout
    assert job.run("Scan", diff="HEAD~2", args=NONE).returncode == 1
    assert job.run("Scan", diff="HEAD", args=NONE).returncode == 0


def test_an_input_that_makes_no_sense_fails_and_says_why(job: Job):
    ended = job.run("Scan", summary="yes")
    assert (ended.returncode, ended.stdout) == (
        2,
        "::error title=vscan::summary must be true or false, got 'yes'\n",
    )
    ended = job.run("Scan", fail_on="grave", args=NONE)
    assert ended.returncode == 2
    assert "fail-on must be one of low, medium, high, critical, none" in ended.stderr
    assert job.outputs == {"findings": "", "exit-code": "2", "sarif-file": ""}


def test_modules_of_the_scanned_tree_are_not_imported(job: Job):
    for name in ("vscan", "json", "click", "venv", "pip", "sitecustomize"):
        (job.workspace / f"{name}.py").write_text("raise SystemExit('taken over')\n")
    ended = job.run("Scan", args=NONE, fail_on="none")
    assert ended.returncode == 0, ended.stderr
    assert "taken over" not in ended.stdout + ended.stderr


def test_no_expression_stands_in_a_command():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_every_input_and_output_is_used():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text, name
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    for name, one in ACTION["inputs"].items():
        default = f"`{one['default']}` " if one["default"] else ""
        assert f"\n| `{name}` | {default}|" in page


def test_it_installs_what_it_came_with(checkout: Path, job: Job):
    """Its dependencies are those of these tests; constraints.txt holds for the build, too."""
    (job.runner / "vscan").unlink()
    for name in ("venv", "pip"):
        (job.workspace / f"{name}.py").write_text("raise SystemExit('taken over')\n")
    job = Job(job.workspace, job.runner, checkout)
    ended = job.run("Install vscan")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = subprocess.run(
        [job.runner / "vscan/bin/vscan", "src", "-q", "--scorer", "none"],
        cwd=job.workspace,
        env=os.environ | {"PYTHONPATH": str(Path(numpy.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    assert found.stdout.startswith("src/gets.c:1: critical ")
