"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCANNER = ROOT / "scanner" / "vscan"
HEAVY = {
    "torch",
    "transformers",
    "onnxruntime",
    "rich",
    "lizard",
    "ast_grep_py",
    "tiktoken",
    "pebble",
    "pygls",
}
STAGES = {
    "discover",
    "extract",
    "metrics",
    "rulebook",
    "decide",
    "report",
    "baseline",
    "changes",
    "remarks",
    "suppress",
}


def imports(path: Path, *, top_level_only: bool = False) -> Iterator[str]:
    """The modules that a file imports at run time, dotted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in tree.body if top_level_only else ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


@pytest.mark.parametrize("path", files(SCANNER), ids=lambda p: p.relative_to(SCANNER).as_posix())
def test_the_scanner_never_imports_the_trainer_and_one_folder_alone_imports_torch(path: Path):
    modules = {name.split(".")[0] for name in imports(path)}
    assert "vscan_trainer" not in modules
    if path.parent != SCANNER / "scoring" / "torch":
        assert not modules & {"torch", "transformers"}


@pytest.mark.parametrize("path", files(SCANNER), ids=lambda p: p.relative_to(SCANNER).as_posix())
def test_the_language_server_alone_speaks_its_protocol(path: Path):
    modules = {name.split(".")[0] for name in imports(path)}
    if path.parent != SCANNER / "lsp":
        assert not modules & {"pygls", "lsprotocol"}


def test_domain_imports_the_standard_library_alone():
    modules = {name for path in files(SCANNER / "domain") for name in imports(path)}
    others = {name for name in modules if not name.startswith("vscan.domain.")}
    assert {name.split(".")[0] for name in others} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_stages_do_not_import_each_other(stage: str):
    place = SCANNER / stage
    for path in files(place) if place.is_dir() else [place.with_suffix(".py")]:
        used = {name.split(".")[1] for name in imports(path) if name.startswith("vscan.")}
        assert not (used & STAGES) - {stage}, path


@pytest.mark.parametrize("path", files(SCANNER / "cli"), ids=lambda p: p.name)
def test_the_command_line_imports_nothing_heavy_before_a_verb_needs_it(path: Path):
    modules = {name.split(".")[0] for name in imports(path, top_level_only=True)}
    assert not modules & (HEAVY | {"numpy", "tree_sitter"})


def test_reporters_see_the_domain_alone():
    for path in files(SCANNER / "report"):
        used = {name for name in imports(path) if name.startswith("vscan.")}
        assert all(name.startswith(("vscan.domain", "vscan.lazy", "vscan.report")) for name in used), path


def test_ci_runs_the_command_of_the_readme():
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert "pytest" in command
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=lambda arguments: " ".join(arguments),
)
def test_style_and_types(arguments: list[str]):
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
