"""What other services read: workflows, the examples of docs/ci.md, the Dockerfile."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from checkout import ROOT

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
EXAMPLES = {
    found.group(1): found.group(0) for found in re.finditer(r"(?<=```yaml\n)# (\S+)\n.*?(?=```)", PAGE, re.S)
}
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def check(schema: str, path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_action_is_one():
    check("vendor.github-actions", ROOT / "action.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_valid_and_ask_for_little(path: Path):
    check("vendor.github-workflows", path)
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_valid(name: str, tmp_path: Path):
    path = tmp_path / Path(name).name
    path.write_text(EXAMPLES[name])
    check("vendor.gitlab-ci" if "gitlab" in name else "vendor.github-workflows", path)


def test_examples_use_inputs_that_there_are():
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    used = [
        step
        for name, text in EXAMPLES.items()
        if name.startswith(".github")
        for job in yaml.safe_load(text)["jobs"].values()
        for step in job["steps"]
        if step["uses"].startswith("OWNER/vscan@")
    ]
    assert len(used) == 2
    for step in used:
        assert step["with"].keys() <= inputs.keys()


def test_the_options_of_the_page_exist():
    told = subprocess.run(
        [sys.executable, "-c", "from vscan.cli import main; main()", "scan", "--help"],
        capture_output=True,
        text=True,
    ).stdout
    lines = [line for line in PAGE.splitlines() if re.search(r"\bvscan(['\"]?) (scan )?\.|^ +--", line)]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines))) - {"--rm", "--user", "--quiet"}
    assert {"--exit-zero", "--fail-on", "--diff", "--fail-on-increase"} <= options
    assert options <= set(re.findall(r"--[a-z-]+", told))


def test_the_image_is_built_from_files_that_docker_sees():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    seen = {line.removeprefix("!") for line in lines if line.startswith("!")}
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        word for line in re.findall(r"^COPY (?!--)(.*)$", dockerfile, re.M) for word in line.split()[:-1]
    ]
    assert set(copied) == seen
    assert all((ROOT / name).exists() for name in copied)
    assert not any(fnmatch("scanner", line) for line in lines if line != "*" and not line.startswith("!"))


def test_the_image_passes_its_linter():
    ended = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), ROOT / "Dockerfile"], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout
