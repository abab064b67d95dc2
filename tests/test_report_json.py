"""The JSON format: valid, documented, deterministic, complete."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from report_fixtures import REPORTS, changed, finding, scan_report
from vscan.domain import Caveat, Confidence, NoticeKind, Origin, Severity, SkipReason
from vscan.report import FORMATS, Style

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads(files("vscan.report").joinpath("schema.json").read_text("utf-8"))
PROSE = (ROOT / "docs" / "json-format.md").read_text("utf-8")


def render(report):
    return FORMATS["json"].render(report, Style())


def objects(schema):
    """The schema's objects by name, the top level under ''."""
    named = {"": schema, "tool": schema["properties"]["tool"], **schema["$defs"]}
    return {name: part for name, part in named.items() if "properties" in part}


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_valid(name):
    Draft202012Validator(SCHEMA).validate(json.loads(render(REPORTS[name]())))


def test_every_field_written_is_in_the_schema():
    document = json.loads(render(changed()))
    written = {
        "": document,
        "tool": document["tool"],
        "summary": document["summary"],
        "exit": document["exit"],
        "root": document["roots"][0],
        "finding": document["findings"][0],
        "suppression": document["suppressed"][0]["suppressed"][0],
        "change": document["findings"][0]["change"],
        "changes": document["summary"]["changes"],
        "notice": document["notices"][0],
        "match": document["findings"][0]["rules"][0],
        "place": document["findings"][0]["places"][0],
        "rule": document["rules"][0],
        "skip": document["skipped"][0],
    }
    for name, part in objects(SCHEMA).items():
        assert list(written[name]) == list(part["properties"]) == part["required"], name


def test_the_schema_knows_every_label():
    known = SCHEMA["$defs"]
    assert known["severity"]["enum"] == [severity.label for severity in Severity]
    assert known["match"]["properties"]["confidence"]["enum"] == [level.label for level in Confidence]
    assert known["caveat"]["enum"] == [caveat.value for caveat in Caveat]
    assert known["skip_reason"]["enum"] == [reason.value for reason in SkipReason]
    assert known["origin"]["enum"] == [origin.value for origin in Origin]
    assert known["notice"]["properties"]["kind"]["enum"] == [kind.value for kind in NoticeKind]


def test_every_field_and_skip_reason_is_documented():
    fields = {field for part in objects(SCHEMA).values() for field in part["properties"]}
    words = fields | {one.value for labels in (SkipReason, Caveat, Origin, NoticeKind) for one in labels}
    assert not {word for word in words if f"`{word}`" not in PROSE}


def test_a_finding():
    first, *_, last = json.loads(render(scan_report()))["findings"]
    assert first["cwe"] == ["CWE-120", "CWE-805"]
    assert [(rule["line"], rule["end_line"]) for rule in first["rules"]] == [
        (1216, 1216),
        (1233, 1234),
        (1254, 1255),
    ]
    assert (last["probability"], last["abstained"]) == (0.0094, None)


def test_an_abstaining_model_gives_null():
    abstained = json.loads(render(scan_report()))["findings"][3]
    assert (abstained["probability"], abstained["abstained"]) == (None, "the model knows C and C++ only")


def test_caveats():
    document = json.loads(render(scan_report()))
    assert document["summary"]["caveats"] == {"tiny": 1, "truncated": 301, "unfamiliar": 41}
    assert [finding["caveats"] for finding in document["findings"]] == [
        ["truncated", "unfamiliar"],
        *[[]] * 4,
        ["tiny"],
    ]


def test_probabilities_have_six_digits():
    report = replace(scan_report(), findings=(finding(probability=0.123456789),), threshold=1 / 3)
    document = json.loads(render(report))
    assert document["findings"][0]["probability"] == 0.123457
    assert document["summary"]["threshold"] == 0.333333


def test_counts_by_name_are_sorted():
    report = scan_report()
    turned = {"python": 1, "cpp": 2, "c": 3}
    summary = json.loads(render(replace(report, totals=replace(report.totals, languages=turned))))["summary"]
    assert list(summary["languages"]) == ["c", "cpp", "python"]


def test_undecodable_names_survive():
    path = b"lib/\xff\xfe.c".decode("utf-8", "surrogateescape")
    text = render(replace(scan_report(), findings=(finding(path),)))
    assert text.isascii()
    read = json.loads(text)["findings"][0]["path"]
    assert read.encode("utf-8", "surrogateescape") == b"lib/\xff\xfe.c"


def test_equal_reports_give_equal_bytes():
    assert render(scan_report()) == render(scan_report())


def picture():
    """docs/picture.py, which reads saved reports."""
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs" / "picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_picture_shows_the_findings():
    svg = picture().draw(scan_report(), 100, 200)
    assert svg.startswith("<svg ")
    assert "telrcv_suboption" in svg
