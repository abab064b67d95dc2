"""Every machine format: a whole snapshot each, a schema or the consumer's own parser, hostile text."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from report_fixtures import REPORTS, finding, hostile, scan_report, strcpy
from vscan.domain import ExitPolicy, Finding, ScanReport, Severity
from vscan.report import FORMATS, Style
from vscan.report.csv_ import COLUMNS
from vscan.report.markdown import MOST_CHARACTERS

TESTS = Path(__file__).parent
SNAPSHOTS = TESTS / "snapshots" / "formats"
SUFFIXES = {
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "markdown": "md",
    "github": "txt",
    "gitlab-sast": "json",
    "gitlab-codequality": "json",
    "junit": "xml",
    "csv": "csv",
}
MACHINE = sorted(SUFFIXES)
ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates too


def render(format_: str, report: ScanReport) -> str:
    return FORMATS[format_].render(report, Style())


def schema(name: str) -> Draft7Validator:
    document = json.loads((TESTS / "schemas" / f"{name}.json").read_text("utf-8"))
    Draft7Validator.check_schema(document)
    return Draft7Validator(document)


def nasty(path: str, name: str, remark: str, excerpt: str) -> ScanReport:
    row = finding(path or "a", 7, name, 0.2, Severity.HIGH, (strcpy(3, excerpt),), (remark,))
    return replace(scan_report(), findings=(row,))


@pytest.mark.parametrize("name", ["full", "nothing-found", "hostile"])
@pytest.mark.parametrize("format_", MACHINE)
def test_snapshot(format_: str, name: str):
    text = render(format_, REPORTS[name]())
    path = SNAPSHOTS / f"{name}-{format_}.{SUFFIXES[format_]}"
    if os.environ.get("VSCAN_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    assert text == path.read_text("utf-8")


def test_every_format_has_snapshots():
    assert {*SUFFIXES} | {"text"} == {*FORMATS}
    assert len(list(SNAPSHOTS.iterdir())) == 3 * len(SUFFIXES)


@pytest.mark.parametrize("format_", MACHINE)
def test_whole_lines_that_can_be_written(format_: str):
    for make in REPORTS.values():
        text = render(format_, make())
        assert text == "" or text.endswith("\n")
        text.encode("utf-8")


# JSON lines


def test_jsonl_is_the_findings_of_json():
    for make in REPORTS.values():
        lines = [json.loads(line) for line in render("jsonl", make()).splitlines()]
        assert lines == json.loads(render("json", make()))["findings"]


# CSV


def rows(report: ScanReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", report))))


def test_csv_rows():
    first, *_ = rows(scan_report())
    assert tuple(first) == COLUMNS
    assert (first["path"], first["start_line"], first["probability"]) == ("lib/telnet.c", "1203", "0.3142")
    assert first["cwe"] == "CWE-120; CWE-805"
    assert first["rules"].startswith("c-strcpy-unbounded:1216; ")
    assert rows(scan_report())[3]["probability"] == ""


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_csv_holds_no_formula_and_no_more_rows(path: str, name: str, remark: str, excerpt: str):
    text = render("csv", nasty(path, name, remark, excerpt))
    (row,) = csv.DictReader(io.StringIO(text))
    assert len(row) == len(COLUMNS)
    assert text.count("\n") == 2
    assert not any(re.match(r"\s*[=+\-@|%]", cell) for cell in row.values())


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)", " =1", "|x", "%0A"])
def test_csv_formulas_are_text(name: str):
    (row,) = rows(nasty("a.c", name, "", ""))
    assert row["function"] == f"'{name}"


# Markdown


def page(text: str) -> str:
    return MarkdownIt("gfm-like", {"linkify": False}).render(text)


def test_markdown_is_a_table():
    html = page(render("markdown", scan_report()))
    assert html.count("<tr>") == 1 + len(scan_report().findings)
    assert html.count("<td") == 5 * len(scan_report().findings)
    assert "<code>curl/lib/telnet.c:1203</code>" in html


@settings(deadline=None, max_examples=100)
@given(*[st.one_of(ANY_TEXT, st.text("`|\\[]()<>!*_~@#:$&a/w.\n", max_size=40))] * 4)
def test_markdown_shows_text_and_nothing_else(path: str, name: str, remark: str, excerpt: str):
    html = page(render("markdown", nasty(path, name, remark, excerpt)))
    assert html.count("<tr>") == 2
    assert html.count("<td") == 5
    tags = {*re.findall(r"</?([a-z0-9]+)", html)}
    assert tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "sub"}
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.S)
    assert not re.search(r"[@#][^\s\u200b<]|www\.", outside.replace("&#", ""))


@pytest.mark.parametrize("name", ["a|b", "operator||", "`|`", "a\\|b", "``x"])
def test_markdown_shows_the_whole_name(name: str):
    shown = page(render("markdown", nasty("p.c", name, "", "")))
    assert f"<code>{name}</code>" in shown


def test_a_comment_is_never_too_long():
    many = replace(scan_report(), findings=scan_report().findings * 200)
    text = render("markdown", many)
    assert MOST_CHARACTERS - 2_000 < len(text) < MOST_CHARACTERS + 500
    shown = text.count("\n| ") - 1
    assert f"{1200 - shown:,} more findings: too many for a comment." in text


# Workflow commands

COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)\n")


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_commands_are_whole_and_no_more_than_meant(path: str, name: str, remark: str, excerpt: str):
    text = render("github", nasty(path, name, remark, excerpt))
    commands = COMMAND.findall(text)
    assert len(commands) == 2 == text.count("\n")
    for _, properties, _ in commands:
        names = [part.split("=")[0] for part in properties.split(",")]
        assert names == ["file", "line", "endLine", "col", "endColumn", "title"]


def test_commands_escape_what_the_runner_reads():
    text = render("github", nasty("a,b:c%.c", "f%0A::error::x", "", ""))
    assert "file=curl/a%2Cb%3Ac%25.c,line=" in text
    assert "f%250A::error::x" in text


# GitLab


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format_", ["gitlab-sast", "gitlab-codequality"])
def test_gitlab_schemas(format_: str, name: str):
    schema(format_).validate(json.loads(render(format_, REPORTS[name]())))


def test_gitlab_fingerprints_differ_and_stay_when_lines_move():
    def moved(one: Finding) -> Finding:
        span = one.function.span
        span = replace(span, start_line=span.start_line + 9, end_line=span.end_line + 9)
        return replace(one, function=replace(one.function, span=span))

    report = scan_report()
    after = replace(report, findings=tuple(map(moved, report.findings)))
    for format_, key in (("gitlab-codequality", "fingerprint"), ("gitlab-sast", "id")):
        before_keys, after_keys = ([issue[key] for issue in issues(format_, one)] for one in (report, after))
        assert before_keys == after_keys
        assert len({*before_keys}) == len(before_keys)


def issues(format_: str, report: ScanReport) -> list[dict]:
    document = json.loads(render(format_, report))
    return document["vulnerabilities"] if format_ == "gitlab-sast" else document


def test_gitlab_is_told_when_the_scan_was():
    scan = json.loads(render("gitlab-sast", scan_report()))["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2023-11-14T22:13:20", "2023-11-14T22:13:32")


# JUnit


def cases(report: ScanReport) -> list:
    suites = JUnitXml.fromstring(render("junit", report).encode())
    (suite,) = suites
    counted = [
        len([c for c in suite if isinstance(next(iter(c.result), None), kind)]) for kind in (Failure, Skipped)
    ]
    assert (suite.tests, suite.failures, suite.skipped) == (len(list(suite)), *counted)
    assert (suites.tests, suites.failures) == (suite.tests, suite.failures)
    return list(suite)


def test_junit_cases():
    report = scan_report()
    first, *found = cases(report)
    assert (first.classname, first.name, first.result) == ("vscan", "scan of 412 files", [])
    assert [case.name for case in found[:-1]] == [f.function.name for f in report.findings]
    assert found[-1].classname == "tests/data/nested.c"
    assert found[-1].result[0].message == "timed-out: no result after 10 s"
    assert found[0].result[0].type == "high"


def test_junit_fails_what_the_policy_counts():
    report = replace(scan_report(), policy=ExitPolicy(Severity.HIGH))
    failed = [case.name for case in cases(report) if any(isinstance(r, Failure) for r in case.result)]
    assert failed == [f.function.name for f in report.findings if f.severity >= Severity.HIGH]
    assert len(failed) == 3


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_junit_survives_any_text(path: str, name: str, remark: str, excerpt: str):
    _, case, _ = cases(nasty(path, name, remark, excerpt))
    assert case.result[0].type == "high"


def test_hostile_reports_stay_on_their_lines():
    for format_ in ("github", "csv"):
        assert "\x1b" not in render(format_, hostile())
        assert "\u202e" not in render(format_, hostile())
