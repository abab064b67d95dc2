"""SARIF: the official schema, GitHub's own rules one by one, and the same bytes for the same findings."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator

from conftest import Scan
from report_fixtures import REPORTS, finding, scan_report, strcpy
from vscan.domain import Confidence, Root, RuleInfo, ScanReport, Severity, Skipped, SkipReason
from vscan.line_hashes import LineHashes
from vscan.report import FORMATS, Style
from vscan.report.bands import BANDS
from vscan.report.sarif import MOST_NOTIFICATIONS, MOST_RESULTS

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
WIDE = RuleInfo("wide", "t" * 3000, "m" * 3000, Severity.LOW, Confidence.LOW, tuple(range(1, 30)), "p")


def run_of(report: ScanReport, style: Style | None = None) -> dict[str, Any]:
    log = json.loads(FORMATS["sarif"].render(report, style or Style()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]  # at most 20 are read, and several of one category are refused
    return run


def many() -> ScanReport:
    """More than GitHub keeps of anything."""
    matches = (replace(strcpy(1), rule_id="wide"),)
    found = tuple(replace(finding(line=n, matches=()), matches=matches) for n in range(1, 5200))
    skips = tuple(Skipped(f"{n}.c", SkipReason.TIMED_OUT, "10 s") for n in range(150))
    return replace(scan_report(), findings=found, rules={"wide": WIDE}, skipped=skips, notices=())


CASES = {**REPORTS, "many": many}


@pytest.fixture(params=CASES, scope="module")
def run(request: pytest.FixtureRequest) -> dict[str, Any]:
    return run_of(CASES[request.param]())


@pytest.mark.parametrize("name", REPORTS)
def test_the_official_schema(name: str):
    log = json.loads(FORMATS["sarif"].render(REPORTS[name](), Style()))
    Draft4Validator(SCHEMA).validate(log)


# GitHub's rules


def test_the_driver_and_its_rules(run: dict[str, Any]):
    driver = run["tool"]["driver"]
    assert driver["name"] == "vscan"
    assert driver["semanticVersion"].count(".") == 2
    assert len(driver["rules"]) <= 25_000
    assert isinstance(run["results"], list)
    for rule in driver["rules"]:
        assert 0 < len(rule["id"]) <= 255
        assert 0 < len(rule["name"]) <= 255
        assert rule["name"] != rule["id"]  # else validators warn
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_severity_and_precision_of_rules(run: dict[str, Any]):
    for rule in run["tool"]["driver"]["rules"]:
        properties = rule["properties"]
        assert isinstance(properties["security-severity"], str)
        assert 0.1 <= float(properties["security-severity"]) <= 10
        assert properties["precision"] in ("high", "medium", "low")
        assert "security" in properties["tags"]
        assert len(properties["tags"]) <= 10


def test_results(run: dict[str, Any]):
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) <= 5000
    for result in run["results"]:
        assert result["message"].keys() == {"text"}
        assert result["message"]["text"]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region.keys() == {"startLine", "startColumn", "endLine", "endColumn"}
        assert min(region.values()) >= 1
        assert region["startLine"] == region["endLine"]  # else it rarely shows in a pull request
        assert region["startColumn"] <= region["endColumn"]
        assert not result.keys() & {"suppressions", "baselineState", "rank", "fingerprints"}


def test_the_rest_of_the_function_is_linked_from_the_message(run: dict[str, Any]):
    for result in run["results"]:
        (related,) = result["relatedLocations"]
        assert related["id"] == 1
        assert result["message"]["text"].count("](1)") == 1
        assert result["message"]["text"].count("](") == 1


def test_what_was_scanned_makes_no_link():
    one = finding(name="f[x](https://evil.test)", probability=None, matches=(strcpy(3),))
    (result,) = run_of(replace(scan_report(), findings=(one,)))["results"]
    assert "f[x] (https://evil.test)" in result["message"]["text"]


def test_paths_are_encoded_and_relative(run: dict[str, Any]):
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert uri.isprintable()
        assert ":" not in uri.split("/")[0]
        assert " " not in uri
        assert not uri.startswith(("/", "file:"))


def test_a_run_always_succeeds_and_has_a_category(run: dict[str, Any]):
    assert [invocation["executionSuccessful"] for invocation in run["invocations"]] == [True]
    assert run["automationDetails"]["id"].startswith("vscan/")
    assert run["automationDetails"]["id"].endswith("/")


def test_what_github_calls_the_severities():
    expected = {
        Severity.CRITICAL: lambda score: score > 9.0,
        Severity.HIGH: lambda score: 7.0 <= score <= 8.9,
        Severity.MEDIUM: lambda score: 4.0 <= score <= 6.9,
        Severity.LOW: lambda score: 0.1 <= score <= 3.9,
    }
    for severity, fits in expected.items():
        rule = replace(WIDE, severity=severity)
        few = replace(many(), findings=many().findings[:1], rules={"wide": rule})
        (entry,) = [e for e in run_of(few)["tool"]["driver"]["rules"] if e["id"] == "wide"]
        assert fits(float(entry["properties"]["security-severity"]))


# What is told


def test_a_match_and_the_odds_are_results_of_their_own():
    telnet, url = (f for f in scan_report().findings if f.function.path in ("lib/telnet.c", "lib/url.c"))
    report = replace(scan_report(), findings=(telnet, replace(url, by_odds=False)))
    results = run_of(report)["results"]
    first = [r for r in results if "telrcv_suboption" in r["message"]["text"]]
    assert [(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in first] == [
        ("vscan/model-very-likely", 1203),
        ("c-strcpy-unbounded", 1216),
        ("c-memcpy-length-from-parameter", 1233),
        ("c-memcpy-length-from-parameter", 1254),
    ]
    below = [r["ruleId"] for r in results if "parseurlandfillconn" in r["message"]["text"]]
    assert below == ["c-strcpy-unbounded"]


def test_two_matches_on_a_line_are_one_result():
    twice = (strcpy(3), replace(strcpy(3), end_line=4))
    report = replace(scan_report(), findings=(finding(probability=None, matches=twice),))
    assert len(run_of(report)["results"]) == 1


def test_precision_is_the_confidence_of_rules_and_modest_for_odds():
    entries = run_of(scan_report())["tool"]["driver"]["rules"]
    told = {rule["id"]: rule["properties"]["precision"] for rule in entries}
    assert told["py-eval"] == "high"
    assert told["c-strcpy-unbounded"] == "medium"
    assert told["c-memcpy-length-from-parameter"] == "low"
    assert told["vscan/model-very-likely"] == "medium"
    assert told["vscan/model-possible"] == "low"


def test_the_ids_of_bands_never_change():
    assert [(band.least, band.rule.id) for band in BANDS] == [
        (0.30, "vscan/model-very-likely"),
        (0.12, "vscan/model-likely"),
        (0.0, "vscan/model-possible"),
    ]


def test_a_rule_shows_its_page():
    entries = {rule["id"]: rule for rule in run_of(scan_report())["tool"]["driver"]["rules"]}
    assert entries["c-strcpy-unbounded"]["help"]["markdown"].startswith("# strcpy copies without a bound")
    assert entries["py-eval"]["help"]["markdown"] == "Parse the value instead."  # no page: its message
    assert entries["vscan/model-very-likely"]["name"] == "ModelVeryLikely"
    assert "external/cwe/cwe-095" in entries["py-eval"]["properties"]["tags"]


def test_level_follows_the_finding():
    weak = replace(finding(probability=None, matches=(strcpy(3),)), severity=Severity.MEDIUM)
    (result,) = run_of(replace(scan_report(), findings=(weak,)))["results"]
    assert result["level"] == "warning"  # the rule alone says high


def test_a_hash_that_is_unknown_is_left_out():
    bare = replace(finding(probability=None, matches=(strcpy(3),)), places=())
    (result,) = run_of(replace(scan_report(), findings=(bare,)))["results"]
    assert result["partialFingerprints"] == {"functionFingerprint/v1": bare.fingerprint}


def test_caps_and_what_they_say():
    run = run_of(many())
    assert len(run["results"]) == MOST_RESULTS
    texts = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    first_and_odds = 2 * 5199 - MOST_RESULTS
    assert texts[0] == f"Left out: {first_and_odds:,} results after the first ones."
    assert texts[1] == "Not scanned: timed-out. 10 s"
    assert texts[-1] == "Not scanned either: 50 files."
    assert len(texts) == MOST_NOTIFICATIONS + 2


def test_skips_are_notifications():
    notes = run_of(scan_report())["invocations"][0]["toolExecutionNotifications"]
    told = [(n["level"], n["message"]["text"], "locations" in n) for n in notes]
    assert told == [
        ("warning", "Not scanned: timed-out. no result after 10 s", True),
        ("note", "Left out as binary: 1.", False),
        ("note", "Left out as generated: 2.", False),
        ("note", "Left out as too-large: 1.", False),
        ("note", "Line 90: stale-suppression. nothing of c-strcpy-unbounded to suppress", True),
        ("note", "Line 7: unknown-rule. strcpy", True),
        ("note", "Line 9: unknown-rule. gest", True),
        ("note", "stale-baseline.", True),
    ]


def test_what_is_suppressed_is_left_out():
    uris = FORMATS["sarif"].render(replace(scan_report(), notices=()), Style())
    assert {f.function.path for f in scan_report().suppressed} == {"lib/imap.c", "lib/smb.c"}
    assert "lib/imap.c" not in uris
    assert "lib/smb.c" not in uris


@pytest.mark.parametrize(
    ("roots", "category", "expected"),
    [
        ((), None, "vscan/"),
        ((Root(".", ""),), None, "vscan/"),
        ((Root(".", "lib/vtls"),), None, "vscan/lib/vtls/"),
        ((Root("a", "a"), Root("b", "b")), None, "vscan/"),
        ((Root("/x", None),), None, "vscan/"),
        ((Root(".", "lib"),), "nightly", "nightly/"),
        ((Root(".", "lib"),), "nightly/", "nightly/"),
    ],
)
def test_categories(roots: tuple[Root, ...], category: str | None, expected: str):
    report = replace(scan_report(), roots=roots)
    assert run_of(report, Style(category=category))["automationDetails"]["id"] == expected


@pytest.mark.parametrize(
    ("path", "roots", "uri"),
    [
        ("a.c", (Root(".", ""),), "a.c"),
        ("a.c", (Root(".", "lib"),), "lib/a.c"),
        ("src/a.c", (Root("src", "deep/real"),), "deep/real/a.c"),
        ("link.c", (Root("link.c", "real.c"),), "real.c"),
        ("src/x/a.c", (Root(".", "top"), Root("src/x", "y")), "y/a.c"),
        ("srcx/a.c", (Root("src", "y"),), "srcx/a.c"),
        ("/abs/lib/a.c", (Root("/abs/lib", "lib"),), "lib/a.c"),
        ("/abs/a.c", (Root("/abs", None),), "file:///abs/a.c"),
        ("a b#%?.c", (), "a%20b%23%25%3F.c"),
        ("c:d.c", (), "c%3Ad.c"),
        ("gr\u00fc\u00df.c", (), "gr%C3%BC%C3%9F.c"),
    ],
)
def test_paths(path: str, roots: tuple[Root, ...], uri: str):
    report = replace(scan_report(), findings=(finding(path),), roots=roots)
    (result,) = run_of(report)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_path_of_odd_bytes_is_told_by_its_bytes():
    path = b"\xff\xfe.c".decode("utf-8", "surrogateescape")
    (result,) = run_of(replace(scan_report(), findings=(finding(path),), roots=()))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == b"\xff\xfe.c"


# Scans


def tree(here: Path) -> None:
    (here / ".git").mkdir()
    for number in range(12):
        body = f"{{\n\tchar b[{number + 2}];\n\tgets(b);\n\tstrcpy(b, a);\n\treturn *b;\n}}\n"
        body = f"int f{number}(char *a)\n{body}"
        (here / f"{number}.c").write_text(body * 2)


def test_the_same_bytes_whatever_the_jobs_the_cache_and_the_order(scanned: Scan, here: Path):
    tree(here)
    names = sorted(path.name for path in here.glob("*.c"))
    settings = {"threshold": 0.0}
    expected = FORMATS["sarif"].render(scanned(*names, **settings), Style())
    random.Random(7).shuffle(names)
    assert expected == FORMATS["sarif"].render(scanned(*names, jobs=2, **settings), Style())
    for _ in range(2):
        report = scanned(*reversed(names), cache_dir=here / "cache", **settings)
        assert expected == FORMATS["sarif"].render(report, Style())


def test_a_scanned_line_has_the_hash_that_the_uploader_computes(scanned: Scan, here: Path):
    tree(here)
    run = run_of(scanned(".", threshold=0.0))
    assert len({result["ruleId"] for result in run["results"]}) >= 3
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        text = (here / place["artifactLocation"]["uri"]).read_text()
        hash_ = result["partialFingerprints"]["primaryLocationLineHash"]
        assert hash_ == LineHashes(text)[place["region"]["startLine"] - 1]
    Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [run]})


def test_alerts_stay_when_lines_move_and_other_code_changes(scanned: Scan, here: Path):
    def alerts() -> list[tuple[str, str]]:
        results = run_of(scanned(".", threshold=0.0))["results"]
        return sorted((r["ruleId"], r["partialFingerprints"]["primaryLocationLineHash"]) for r in results)

    calm = "int calm(int a)\n{\n  return a;\n}\n"
    one, two = (f"int {name}(char *a)\n{{\n  char b[3];\n  gets(b);\n  return *a;\n}}\n" for name in "fg")
    path = here / "a.c"
    path.write_text(one + two)
    before = alerts()
    assert len({*before}) == len(before) >= 4
    moved = f"/* new */\n\n{one}{two}".replace("  ", "\t")
    path.write_text(moved)
    assert alerts() == before
    path.write_text(moved.replace("\n", "\r\n"))
    assert alerts() == before
    path.write_text(calm + one + two)
    assert [alert for alert in before if alert not in alerts()] == []


def test_paths_start_at_the_repository_wherever_one_stands(
    scanned: Scan, here: Path, monkeypatch: pytest.MonkeyPatch
):
    (here / "lib").mkdir()
    tree(here)
    (here / "0.c").rename(here / "lib" / "x.c")
    (here / "link").symlink_to("lib")
    (here / "other.c").symlink_to("lib/x.c")

    def uris(*paths: str) -> set[str]:
        results = run_of(scanned(*paths, threshold=1.0))["results"]
        return {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results}

    assert (
        uris("lib")
        == uris("lib/x.c")
        == uris("link")
        == uris("other.c")
        == uris(str(here / "lib"))
        == {"lib/x.c"}
    )
    assert "lib/x.c" in uris(".")
    monkeypatch.chdir(here / "lib")
    assert uris(".") == uris("x.c") == {"lib/x.c"}
    monkeypatch.chdir(here / "..")
    assert uris("here/lib") == {"lib/x.c"}
