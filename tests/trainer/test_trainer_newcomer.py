"""The four commands of who has labelled functions and no model, as `vscan-train --help` shows them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from toy_corpus import rows, write_rows

from vscan_trainer.cli import cli

SMALL = {"fit": "--epochs 1 --length 64 -j 1 --threads 1", "evaluate": "--draws 20", "export": "-j 1"}
"""What makes a test of it small."""


def four_commands() -> list[str]:
    lines = [line.strip() for line in (cli.epilog or "").splitlines()]
    return [line for line in lines if line.startswith(("vscan-train ", "vscan "))]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with `mine.jsonl` and a tree of sources."""
    functions = rows("devign", 60, seed=3)
    write_rows(tmp_path / "mine.jsonl", functions)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.c").write_text("\n".join(row.text for row in functions[:5]))
    return tmp_path


def test_fit_evaluate_export_scan(mine):
    commands = four_commands()
    assert [line.split()[1] for line in commands] == ["fit", "evaluate", "export", "scan"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    for line in commands:
        program, verb, *rest = shlex.split(line)
        module = {"vscan": "from vscan.cli import main", "vscan-train": "from vscan_trainer.cli import main"}[
            program
        ]
        code = f"import sys; {module}; sys.argv[0] = {program!r}; main()"
        extra = "--format json --threshold 0.01" if verb == "scan" else SMALL[verb]
        done = subprocess.run(
            [sys.executable, "-c", code, verb, *rest, *extra.split()],
            cwd=mine, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode in ((0, 1) if verb == "scan" else (0,)), done.stderr
        if verb == "evaluate":
            assert "bag of words" in done.stdout
            assert "mine-held-out" in done.stdout
    report = json.loads(done.stdout)
    vulnerable = {row.text.split("(")[0].split()[-1] for row in rows("devign", 60, seed=3)[:5] if row.target}
    assert {finding["function"] for finding in report["findings"]} >= vulnerable
    assert len(vulnerable) > 1
    assert all(0 < finding["probability"] < 1 for finding in report["findings"])
