"""Exit codes by policy, as docs/exit-codes.md has them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Run
from report_fixtures import finding, scan_report
from vscan.domain import ExitPolicy, Severity

L, M, H, C = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
TABLE = [
    # found, fail on, allowed, exit zero, code
    ("", L, 0, False, 0),
    ("L", L, 0, False, 1),
    ("L", M, 0, False, 0),
    ("M", M, 0, False, 1),
    ("MH", H, 0, False, 1),
    ("LM", H, 0, False, 0),
    ("H", C, 0, False, 0),
    ("C", C, 0, False, 1),
    ("C", None, 0, False, 0),
    ("LLL", L, 3, False, 0),
    ("LLLL", L, 3, False, 1),
    ("LLLHH", H, 2, False, 0),
    ("LHHH", H, 2, False, 1),
    ("CCC", L, 0, True, 0),
    ("CCC", None, 0, True, 0),
]


@pytest.mark.parametrize(("found", "fail_on", "allowed", "zero", "code"), TABLE)
def test_the_report_knows_its_code(found: str, fail_on: Severity | None, allowed: int, zero: bool, code: int):
    levels = {"L": L, "M": M, "H": H, "C": C}
    findings = tuple(finding(severity=levels[letter]) for letter in found)
    policy = ExitPolicy(fail_on, allowed, zero)
    assert replace(scan_report(), findings=findings, policy=policy).exit_code == code


GETS = "int f%d(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"
BARE = "int g(int n)\n{\n  int *p = malloc(n);\n  *p = 0;\n  return n;\n}\n"
COMMANDS = [
    # the file holds two critical findings and a medium one
    ("", 1),
    ("--fail-on low", 1),
    ("--fail-on high", 1),
    ("--fail-on critical --max-findings 1", 1),
    ("--fail-on critical --max-findings 2", 0),
    ("--max-findings 2", 1),
    ("--max-findings 3", 0),
    ("--fail-on none", 0),
    ("--exit-zero", 0),
    ("--exit-zero --fail-on low", 0),
    ("--min-severity critical --max-findings 2", 0),
    ("--top 1 --max-findings 0", 1),
    ("--top 1 --max-findings 1", 2),
    ("--fail-on huge", 2),
    ("--max-findings -1", 2),
    ("--exit-zero --format xml", 2),
    ("--exit-zero -o nowhere/x", 2),
]


@pytest.mark.parametrize(("options", "code"), COMMANDS)
def test_commands(here: Path, model: Path, run: Run, options: str, code: int):
    (here / "a.c").write_text(GETS % 1 + GETS % 2 + BARE)
    ended = run("a.c", "--model", model, "--threshold", "1", "--no-cache", *options.split())
    assert ended.code == code, ended


def test_a_config_sets_the_policy_and_a_flag_beats_it(here: Path, model: Path, run: Run):
    (here / "a.c").write_text(GETS % 1)
    (here / "vscan.toml").write_text('fail-on = "none"\n')
    scan = ("a.c", "--model", model, "--no-cache")
    assert run(*scan).code == 0
    assert run(*scan, "--fail-on", "low").code == 1


def test_the_policy_changes_nothing_that_is_shown(here: Path, model: Path, run: Run):
    (here / "a.c").write_text(GETS % 1)
    scan = ("a.c", "--model", model, "--no-cache", "-q")
    assert run(*scan).out == run(*scan, "--exit-zero").out != ""
