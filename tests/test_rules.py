"""Every built-in rule against the sample beside it: the sample says which lines must match."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vscan.rulebook import Rule, Rulebook, builtin_rules

RULES = sorted(builtin_rules().glob("*/*.yml"))
TABLE = Path(__file__).parents[1] / "docs" / "rules.md"


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


def row(rule: Rule, path: Path) -> str:
    cwe = ", ".join(f"CWE-{number}" for number in rule.info.cwe)
    languages = "C, C++" if "c" in rule.languages else "C++"
    link = f"[`{rule.info.id}`](../rules/{path.parent.name}/{path.name})"
    severity, confidence = rule.info.severity.label, rule.info.confidence.label
    return f"| {link} | {rule.info.title} | {cwe} | {severity} | {confidence} | {languages} |"


def test_documented_table_is_the_rules(rulebook: Rulebook) -> None:
    by_id = sorted(RULES, key=lambda path: path.stem)
    lines = TABLE.read_text(encoding="utf-8").split("\n")
    documented = [line for line in lines if line.startswith("| [`")]
    assert documented == [row(rulebook.rules[path.stem], path) for path in by_id]
