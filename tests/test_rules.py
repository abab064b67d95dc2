"""Every built-in rule against the samples beside it, which say what lines must match, and its page."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from vscan.comments import strip_comments
from vscan.domain import SourceFile
from vscan.extract import extract
from vscan.rulebook import Rulebook, builtin_rules
from vscan.rulebook.book import samples_of
from vscan.rulebook.match import match_rules
from vscan.rulebook.samples import check_sample
from vscan.rulebook.screen import Screen

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


@pytest.mark.parametrize(
    "path", [path for path in RULES if "\nshape:" in path.read_text("utf-8")], ids=lambda path: path.stem
)
@pytest.mark.parametrize(
    "space", [" ", "\n", "  /* ; { ( */\t", " \\\n"], ids=["as it is", "lines", "comments", "joined"]
)
def test_a_shape_hides_nothing(path: Path, space: str, rulebook: Rulebook) -> None:
    """However the sample is written."""
    rule = rulebook.rules[path.stem]
    shaped, plain = Screen([rule]), Screen([replace(rule, shape=())])
    for sample, languages in samples_of(path, rule.languages):
        for language in languages:
            source = SourceFile(sample.as_posix(), language, sample.read_text("utf-8"))
            for function in extract(source):
                text = strip_comments(function.text).replace(" ", space)
                assert match_rules(text, language, shaped) == match_rules(text, language, plain)


def test_documentation_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(DOCS / "rule_pages.py"))
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "rules").iterdir()}
    assert kept == script["pages"](), "run: python docs/rule_pages.py"
