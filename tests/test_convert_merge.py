"""Several files a run, saved reports in other formats, reports put together."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from conftest import Run
from report_fixtures import finding, scan_report
from vscan.domain import Caveat, ExitPolicy, Root, ScanReport, Severity, Skipped, SkipReason, Totals
from vscan.merge import MergeError, below, merge_reports
from vscan.report import FORMATS, Style

GETS = "int f(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"


@pytest.fixture
def tree(here: Path) -> Path:
    (here / ".git").mkdir()
    for name in ("one/a.c", "two/a.c"):
        (here / name).parent.mkdir()
        (here / name).write_text(GETS)
    return here


@pytest.fixture
def scan(run: Run, model: Path):
    return lambda *args: run(*args, "--model", model, "--no-cache")


# Several files in one run


def test_several_files_and_what_is_shown(tree: Path, scan):
    ended = scan("one", "-o", "sarif:r.sarif", "-o", "json:r.json", "--format", "csv")
    assert ended.code == 1
    assert ended.out.startswith("path,start_line,")
    assert json.loads((tree / "r.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((tree / "r.json").read_text())["exit"]["code"] == 1
    assert ended.err == "1 finding written to r.sarif\n1 finding written to r.json\n"


def test_a_file_without_a_format_takes_the_place_of_what_is_shown(tree: Path, scan):
    ended = scan("one", "-o", "r.txt", "-o", "junit:r.xml", "-q")
    assert (ended.out, ended.err) == ("", "")
    assert (tree / "r.txt").read_text().startswith("one/a.c:1: ")
    assert (tree / "r.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("-o sariff:r", "unknown format 'sariff' (known: text, json, "),
        ("-o a -o b", "one file at most in the shown format"),
        ("-o json:r -o sarif:r", "two reports for r"),
        ("-o json:", "output must be FILE or FORMAT:FILE, got 'json:'"),
    ],
)
def test_outputs_are_checked_before_anything_is_scanned(tree: Path, scan, options: str, says: str):
    ended = scan("one", *options.split())
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert not (tree / "r").exists()


def test_a_category(tree: Path, scan):
    scan("one", "-o", "sarif:r.sarif", "--sarif-category", "nightly")
    (run,) = json.loads((tree / "r.sarif").read_text())["runs"]
    assert run["automationDetails"]["id"] == "nightly/"


# Conversion


@pytest.mark.parametrize("format_", FORMATS)
def test_a_conversion_gives_the_bytes_of_the_scan(tree: Path, scan, run: Run, format_: str):
    scan("one", "-o", "json:r.json", "-o", f"{format_}:direct")
    assert run("convert", "r.json", "--to", format_, "-o", "later").code == 0
    assert (tree / "later").read_bytes() == (tree / "direct").read_bytes()


def test_convert_reads_standard_input_and_writes_several(tree: Path, scan, run: Run):
    saved = scan("one", "--format", "json").out
    ended = run("convert", "-", "-o", "markdown:r.md", "-o", "sarif:r.sarif", stdin=saved.encode())
    assert ended.code == 0
    assert "gets" in ended.out
    assert (tree / "r.md").read_text().startswith("### vscan: 1 finding")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("convert nowhere.json", "cannot read nowhere.json"),
        ("convert one/a.c", "one/a.c: not JSON"),
        ("convert r.json --to xml", "unknown format 'xml'"),
        ("convert r.json --to csv -o nowhere/x", "cannot write nowhere/x"),
        ("merge", "Missing argument"),
        ("merge r.json one/a.c", "one/a.c: not JSON"),
        ("merge r.json r.json --prefix", "files of different names"),
    ],
)
def test_what_cannot_be_converted_or_merged(tree: Path, scan, run: Run, command: str, says: str):
    scan("one", "-o", "json:r.json")
    ended = run(*command.split())
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert "internal" not in ended.err


# Merging


def parts() -> list[ScanReport]:
    """Three reports that share a finding and a skip."""
    shared = finding("lib/b.c", 5, severity=Severity.MEDIUM)
    skip = Skipped("x.c", SkipReason.TIMED_OUT, "10 s")
    return [
        replace(
            scan_report(),
            findings=tuple(rows),
            hidden=2,
            beyond_top=1,
            skipped=(skip, Skipped(f"{n}.c", SkipReason.EMPTY), Skipped("y.c", [*SkipReason][n])),
            totals=Totals(1, 2, 3, 4, 0.5, 100 + n, {"c": 2, f"l{n}": 1}, {}, {Caveat.TINY: 1}),
            roots=(Root(f"r{n}", f"r{n}"),),
        )
        for n, rows in enumerate(
            [
                [finding("lib/c.c", 9, severity=Severity.LOW), shared],
                [shared, finding("lib/a.c", 7, severity=Severity.HIGH)],
                [finding("lib/a.c", 3, severity=Severity.HIGH)],
            ]
        )
    ]


def test_merged_reports_are_ranked_and_counted_once():
    merged = merge_reports(parts())
    assert [(f.function.path, f.function.span.start_line) for f in merged.findings] == [
        ("lib/a.c", 3),
        ("lib/a.c", 7),
        ("lib/b.c", 5),
        ("lib/c.c", 9),
    ]
    assert [skip.path for skip in merged.skipped] == ["0.c", "1.c", "2.c", "x.c", *["y.c"] * 3]
    assert [skip.reason.value for skip in merged.skipped[-3:]] == ["binary", "minified", "too-large"]
    assert (merged.hidden, merged.beyond_top) == (6, 3)
    assert merged.totals == Totals(
        3, 6, 9, 12, 1.5, 100, {"c": 6, "l0": 1, "l1": 1, "l2": 1}, {}, {Caveat.TINY: 3}
    )
    assert [root.path for root in merged.roots] == ["r0", "r1", "r2"]


def test_the_order_of_reports_changes_nothing():
    texts = {FORMATS["json"].render(merge_reports(order), Style()) for order in permutations(parts())}
    assert len(texts) == 1


def test_the_exit_policy_is_the_common_one():
    strict, lax = (replace(scan_report(), policy=ExitPolicy(level)) for level in (Severity.HIGH, None))
    assert merge_reports([strict, strict]).policy == strict.policy
    assert merge_reports([strict, lax]).policy == merge_reports([lax, strict]).policy == ExitPolicy()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": "other"}, r"differ in their model \(other, vscan-small 1.0\)"),
        ({"threshold": 0.5}, "differ in their threshold"),
        ({"base_rate": 0.5}, "differ in their base rate"),
    ],
)
def test_odds_that_do_not_compare_are_refused(change: dict, says: str):
    with pytest.raises(MergeError, match=says):
        merge_reports([scan_report(), replace(scan_report(), **change)])


def test_a_report_below_a_folder():
    moved = below(scan_report(), "curl")
    assert moved.findings[0].function.path == "curl/lib/telnet.c"
    assert moved.skipped[0].path == "curl/docs/logo.png"
    assert moved.findings[0].fingerprint != scan_report().findings[0].fingerprint
    assert moved.findings[0].fingerprint != below(scan_report(), "wget").findings[0].fingerprint
    assert moved.repository_path("curl/lib/telnet.c") == "curl/lib/telnet.c"


def test_copies_in_two_repositories_stay_two(tree: Path, scan, run: Run, monkeypatch: pytest.MonkeyPatch):
    for name in ("one", "two"):
        monkeypatch.chdir(tree / name)
        scan(".", "-o", f"json:{tree}/{name}.json")
    monkeypatch.chdir(tree)
    together = json.loads(run("merge", "one.json", "two.json").out)
    apart = json.loads(run("merge", "--prefix", "one.json", "two.json").out)
    assert [f["path"] for f in together["findings"]] == ["a.c"]
    assert [f["path"] for f in apart["findings"]] == ["one/a.c", "two/a.c"]
    assert len({f["fingerprint"] for f in apart["findings"]}) == 2


def test_merge_writes_any_format(tree: Path, scan, run: Run):
    for name in ("one", "two"):
        scan(name, "-o", f"json:{name}.json")
    assert run("merge", "one.json", "two.json", "-o", "all.json", "-o", "sarif:all.sarif").code == 0
    assert len(json.loads((tree / "all.json").read_text())["findings"]) == 2
    (sarif,) = json.loads((tree / "all.sarif").read_text())["runs"]
    assert sarif["automationDetails"]["id"] == "vscan/"
