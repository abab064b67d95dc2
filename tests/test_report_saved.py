"""Saved JSON reports: read back whole, or refused with the reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from report_fixtures import REPORTS, scan_report
from vscan.domain import ExitPolicy, Severity
from vscan.report import FORMATS, Style
from vscan.report.saved import SavedReportError, load

SAVED = FORMATS["json"].render(scan_report(), Style())


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_format_of_a_saved_report_is_that_of_the_scan(name: str, format_: str):
    report = REPORTS[name]()
    saved = load(FORMATS["json"].render(report, Style()), "r.json")
    style = Style(120, verbose=True)
    assert FORMATS[format_].render(saved, style) == FORMATS[format_].render(report, style)


@pytest.mark.parametrize("policy", [ExitPolicy(None), ExitPolicy(Severity.HIGH, 3, exit_zero=True)])
def test_the_exit_policy_is_saved(policy: ExitPolicy):
    report = replace(scan_report(), policy=policy)
    assert load(FORMATS["json"].render(report, Style()), "r.json").policy == policy


def test_what_the_first_reports_did_not_hold_may_be_missing():
    old = json.loads(SAVED)
    for key in ("exit", "roots", "rules"):
        del old[key]
    del old["summary"]["started"]
    for finding in old["findings"]:
        del finding["places"]
    report = load(json.dumps(old), "old.json")
    assert len(report.findings) == len(scan_report().findings)
    assert (report.roots, report.policy, report.totals.started) == ((), ExitPolicy(), 0)
    for reporter in FORMATS.values():
        assert reporter.render(report, Style())


def changed(**changes: object) -> str:
    return json.dumps({**json.loads(SAVED), **changes})


def finding(**changes: object) -> str:
    saved = json.loads(SAVED)
    saved["findings"][0].update(changes)
    return json.dumps(saved)


BROKEN = {
    "nothing": ("", "not JSON"),
    "half": (SAVED[: len(SAVED) // 2], "not JSON"),
    "a list": ("[]", "an object is missing"),
    "depth": ("[" * 100_000, "nested too deeply"),
    "another file": ('{"runs": []}', "'schema_version' is missing"),
    "another version": (changed(schema_version="2"), "its version is '2'"),
    "no findings": (
        json.dumps({k: v for k, v in json.loads(SAVED).items() if k != "findings"}),
        "'findings'",
    ),
    "findings of another kind": (changed(findings=[3]), "'findings' is not a list of objects"),
    "a count below zero": (changed(hidden=-1), "'hidden' is not a count"),
    "a count of others below zero": (changed(beyond_top=-1), "'beyond_top' is not a count"),
    "a count that is true": (changed(hidden=True), "'hidden' is not a count"),
    "an unknown reason": (changed(skipped=[{"path": "a", "reason": "x", "detail": ""}]), "'x'"),
    "no line": (finding(start_line=0), "'start_line' is not a count"),
    "a line without end": (finding(end_line=10**400), "'end_line' is not a count"),
    "odds that are none": (finding(probability="high"), "'probability' is not a number"),
    "odds beyond measure": (finding(probability=float("inf")), "'probability' is out of range"),
    "an unknown severity": (finding(severity="huge"), "unknown severity 'huge'"),
    "an unknown caveat": (finding(caveats=["sad"]), "'sad'"),
    "a weakness that is none": (finding(cwe=["CWE-x"]), "invalid literal"),
}


@pytest.mark.parametrize(("text", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_report_is_refused_in_one_line(text: str, says: str):
    with pytest.raises(SavedReportError) as refused:
        load(text, "r.json")
    assert str(refused.value).startswith("r.json: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
