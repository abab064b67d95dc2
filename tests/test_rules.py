"""Every built-in rule against the samples beside it, which say what lines must match, and its page."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from vscan.extract import extract
from vscan.rulebook import Rulebook, builtin_rules
from vscan.rulebook.book import samples_of
from vscan.rulebook.samples import check_sample

RULES = sorted(builtin_rules().glob("*/*.yml"))
DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return Rulebook.load([builtin_rules()])


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_agrees_with_its_sample(path: Path, rulebook: Rulebook) -> None:
    rule = rulebook.rules[path.stem]
    read = set()
    for sample, languages in samples_of(path, rule.languages):
        for language in languages:
            assert check_sample(rule, sample, language, extract).problems == ()
            read.add(language)
    assert read == set(rule.languages)


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
