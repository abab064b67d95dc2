"""Every built-in rule against the sample beside it: the sample says which lines must match."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from vscan.rulebook import Rulebook, builtin_rules

RULES = sorted(builtin_rules().glob("*/*.yml"))
DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return Rulebook.load([builtin_rules()])


def sample_of(path: Path) -> Path:
    return next(p for p in (path.with_suffix(".c"), path.with_suffix(".cpp")) if p.exists())


def marked(text: str, mark: str) -> list[int]:
    """The lines below `// <mark>` comments, from 1."""
    return [n + 1 for n, line in enumerate(text.split("\n"), start=1) if line.strip() == f"// {mark}"]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_matches_exactly_the_marked_lines(path: Path, rulebook: Rulebook) -> None:
    text = sample_of(path).read_text(encoding="utf-8")
    for language in rulebook.rules[path.stem].languages:
        found = [match for match in rulebook.match(text, language) if match.rule_id == path.stem]
        assert [match.start_line for match in found] == marked(text, f"ruleid: {path.stem}"), language


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_sample_marks_lines_of_both_kinds(path: Path) -> None:
    text = sample_of(path).read_text(encoding="utf-8")
    assert len(marked(text, f"ruleid: {path.stem}")) >= 2
    assert len(marked(text, f"ok: {path.stem}")) >= 2
    others = set(re.findall(r"// (?:ruleid|ok):\s*(\S*)", text)) - {path.stem}
    assert not others, "a mark for another rule is never checked"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_page_is_complete(path: Path, rulebook: Rulebook) -> None:
    rule = rulebook.rules[path.stem]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.info.id)
    assert rule.needs, "without needs the rule runs on every function"
    first = f"https://cwe.mitre.org/data/definitions/{rule.info.cwe[0]}.html"
    assert first in rule.page.references
    assert rule.page.example != rule.page.use_instead
    assert not rule.info.title.endswith(".")
    assert rule.info.message.endswith((".", ")."))


def test_documentation_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(DOCS / "rule_pages.py"))
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "rules").iterdir()}
    assert kept == script["pages"](), "run: python docs/rule_pages.py"
