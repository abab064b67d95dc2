"""The rules' list and pages on a terminal."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from conftest import Run
from vscan.rulebook import Rulebook, builtin_rules

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.fixture(params=[80, 100, 120])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Standard output is a terminal of that many columns."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("TERM", "xterm-256color")
    return int(request.param)


def lines(out: str) -> list[str]:
    return [line.rstrip() for line in CODES.sub("", out).split("\n")]


def test_the_list_names_every_rule_whole(here: Path, run: Run, width: int):
    shown = lines(run("rules").out)
    assert max(map(len, shown)) <= width
    first = {line.split(" ")[0] for line in shown}
    rules = Rulebook.load([builtin_rules()]).rules
    assert set(rules) <= first
    assert any(line.startswith(f"{len(rules)} rules over ") for line in shown)
    assert ("confidence" in shown[0]) is (width == 120)


def test_a_page_fits_and_holds_every_part(here: Path, run: Run, width: int):
    shown = lines(run("rule", "format-string").out)
    assert max(map(len, shown)) <= min(width, 100)
    assert shown[0] == "Format string that is not a literal"
    words = " ".join(" ".join(shown).split())
    for said in (
        "format-string · CWE-134 · severity high · confidence medium · C, C++",
        "Check that no outsider can write the format",
        "What it does Finds calls of the printf family",
        "Why this is bad Whoever controls the format",
        "Example fprintf(stderr, message);",
        'Use instead fprintf(stderr, "%s", message);',
        "References • https://cwe.mitre.org/data/definitions/134.html",
    ):
        assert said in words


def test_a_page_of_ones_own_cannot_command_the_terminal(here: Path, run: Run, width: int):
    own = here / "own/c"
    own.mkdir(parents=True)
    text = (builtin_rules() / "c/gets.yml").read_text().replace("id: gets", "id: mine")
    title = next(line for line in text.split("\n") if line.startswith("title:"))
    (own / "mine.yml").write_text(text.replace(title, 'title: "a \\e[2J b"'))
    shutil.copy(builtin_rules() / "c/gets.c", own / "mine.c")
    out = run("rule", "mine", "--rules", "own").out
    assert "a \\x1b[2J b" in out
    assert "\x1b[2J" not in out


def test_a_weakness_may_be_written_as_it_is_known(here: Path, run: Run):
    plain, prefixed = (run("rules", "--cwe", spelt) for spelt in ("787", "cwe-787"))
    assert plain.out == prefixed.out
    assert plain.out.count("\n") > 5
    assert "is no CWE's number" in run("rules", "--cwe", "CWE-x").err


def test_who_asks_the_list_for_one_rule_is_told_of_the_other_verb(here: Path, run: Run):
    ended = run("rules", "strcpy-unbounded")
    assert ended.code == 2
    assert "`vscan rule strcpy-unbounded` shows a rule" in ended.err
