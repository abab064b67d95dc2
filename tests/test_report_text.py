"""The text format. Whole outputs are kept in snapshots/report; after an intended change, write them
anew with `VSCAN_UPDATE_SNAPSHOTS=1 pytest tests/test_report_text.py` and read the difference."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from report_fixtures import REPORTS, RULES, finding, hostile, scan_report, strcpy
from vscan.domain import ScanReport, Severity
from vscan.report import FORMATS, Style
from vscan.report.cells import keep_end
from vscan.report.lines import Piece, paint, plain, wrap
from vscan.report.visible import visible
from vscan.report.wording import odds

SNAPSHOTS = Path(__file__).parent / "snapshots" / "report"
CASES = {
    "full-80": Style(80),
    "full-120": Style(120),
    "full-200": Style(200),
    "full-80-quiet": Style(80, quiet=True),
    "full-80-verbose": Style(80, verbose=True),
    "full-200-verbose": Style(200, verbose=True),
    "full-120-color-links": Style(120, color=True, links="/home/ann/curl"),
    "other-prior-80": Style(80),
    "nothing-found-80": Style(80),
    "changed-120": Style(120),
    "nothing-changed-80": Style(80),
    "no-functions-80": Style(80),
    "empty-tree-80": Style(80),
    "hostile-80-verbose": Style(80, verbose=True),
    "hostile-80-quiet": Style(80, quiet=True),
}
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;(?:file:///[!-~]*)?\x1b\\")


def render(report, style):
    return FORMATS["text"].render(report, style)


def odd(screen):
    """The characters of a screen that a terminal would not simply show."""
    return {char for char in OURS.sub("", screen) if char != "\n" and not char.isprintable()}


@pytest.mark.parametrize("case", CASES)
def test_snapshot(case):
    report = REPORTS[re.split(r"-\d", case)[0]]()
    screen = render(report, CASES[case])
    path = SNAPSHOTS / f"{case}.txt"
    if os.environ.get("VSCAN_UPDATE_SNAPSHOTS"):
        path.write_text(screen, "utf-8", newline="\n")
    assert screen == path.read_text("utf-8")


def test_every_snapshot_has_a_case():
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(CASES)


@pytest.mark.parametrize("width", [40, 79, 80, 99, 100, 149, 150, 200, 400])
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_overflows(width, name, verbose):
    screen = render(REPORTS[name](), Style(width, verbose=verbose))
    assert max(map(cell_len, screen.split("\n"))) <= width


ANY_TEXT = st.text(st.characters(), max_size=120)  # lone surrogates too


@settings(deadline=None, max_examples=60)
@given(
    path=ANY_TEXT,
    name=ANY_TEXT,
    remark=ANY_TEXT,
    excerpt=ANY_TEXT,
    width=st.integers(40, 200),
)
def test_any_text_is_shown_safely_and_fits(path, name, remark, excerpt, width):
    row = finding(path, 7, name, matches=(strcpy(3, excerpt),), reasons=(remark,))
    report = replace(scan_report(), findings=(row,))
    screen = render(report, Style(width, verbose=True))
    assert not odd(screen)
    assert max(map(cell_len, screen.split("\n"))) <= width
    quiet = render(report, Style(quiet=True))
    assert not odd(quiet)
    assert quiet.count("\n") == 1


@pytest.mark.parametrize("style", [Style(200, True, "/src"), Style(80, True, "/src", verbose=True)])
def test_hostile_text_neither_draws_nor_links(style):
    screen = render(hostile(), style)
    assert not odd(screen)
    assert "a[red]b[/red]\\x1b[31m" in screen
    assert r"\r\nc\u202egpj.\u2066\u200b\xa0\udcff :smile:" in screen


@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=dumb", "COLUMNS=20", "FORCE_COLOR=1"])
@pytest.mark.parametrize("style", [Style(120), Style(120, color=True, links="/src")])
def test_the_environment_changes_nothing(variable, style, monkeypatch):
    monkeypatch.delenv("LINES", raising=False)
    before = render(scan_report(), style)
    monkeypatch.setenv(*variable.split("="))
    assert render(scan_report(), style) == before


def many(count: int) -> ScanReport:
    report = scan_report()
    rows = [replace(report.findings[n % len(report.findings)], fingerprint=f"{n}") for n in range(count)]
    return replace(report, findings=tuple(rows))


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("height", [55, 70])
def test_as_many_findings_as_leave_the_first_in_sight(width, height):
    """With the prompt that follows."""
    lines = render(many(40), Style(width, height=height)).splitlines()
    assert height - 12 < len(lines) < height
    drawn = sum(bool(re.match(r" ?\d+ ", line)) for line in lines)
    assert f"shown       {drawn} of the 40 found in 4,616 functions: --top 40" in "\n".join(lines)
    every = render(many(40), Style(width)).splitlines()
    assert lines[:10] == every[:10]


def test_a_low_terminal_still_shows_some():
    lines = render(many(40), Style(80, height=10)).splitlines()
    assert sum(bool(re.match(r" ?\d+ ", line)) for line in lines) == 5


def test_what_fits_is_shown_as_everywhere():
    assert render(many(3), Style(100, height=200)) == render(many(3), Style(100))


def test_links_only_when_on_and_in_colour():
    assert "file:///src/lib/telnet.c\x1b" in render(scan_report(), Style(color=True, links="/src"))
    assert "file:" not in render(scan_report(), Style(color=True))
    assert "\x1b" not in render(scan_report(), Style(links="/src"))


def test_severity_and_odds_do_not_rest_on_colour():
    screen = render(scan_report(), Style(80))
    assert all(severity.label in screen for severity in Severity)
    assert "31 %" in screen


def test_quiet_is_one_greppable_line_a_finding():
    lines = render(scan_report(), Style(quiet=True)).splitlines()
    assert len(lines) == len(scan_report().findings)
    assert all(
        re.match(r"\S+:\d+: (low|medium|high|critical) (\d[\d.]*%[~<?]*|—) \S+: .", line) for line in lines
    )


def test_quiet_with_nothing_found_is_silent():
    assert render(REPORTS["nothing-found"](), Style(quiet=True)) == ""


def test_the_order_is_the_reports():
    report = scan_report()
    turned = replace(report, findings=report.findings[::-1])
    paths = [finding.function.path.rsplit("/", 1)[1] for finding in turned.findings]
    screen = render(turned, Style(200))
    assert sorted(paths, key=screen.index) == paths


def test_verbose_gives_every_reason_and_every_skip():
    report = scan_report()
    row = replace(report.findings[0], reasons=tuple(f"remark {n}" for n in range(9)))
    screen = render(replace(report, findings=(row,)), Style(200, verbose=True))
    assert all(remark in screen for remark in row.reasons)
    assert all(skip.path in screen and skip.detail in screen for skip in report.skipped)


def test_a_base_rate_puts_the_odds_in_proportion():
    known = render(scan_report(), Style(200))
    unknown = render(replace(scan_report(), base_rate=None), Style(200))
    assert "about 3 % of all were: 31 % is 10 times the usual" in known
    assert "the usual" not in unknown


@pytest.mark.parametrize(
    ("probability", "shown"),
    [
        (None, "—"),
        (0.0, "0 %"),
        (0.0004, "<0.1 %"),
        (0.001, "0.1 %"),
        (0.0823, "8.2 %"),
        (0.0996, "10 %"),
        (0.3142, "31 %"),
        (0.99, "99 %"),
        (0.991, ">99 %"),
        (1.0, ">99 %"),
    ],
)
def test_odds(probability, shown):
    assert odds(probability) == shown


@pytest.mark.parametrize(
    ("text", "width", "separator", "shown"),
    [
        ("lib/url.c:12", 12, "/", "lib/url.c:12"),
        ("lib/vtls/openssl.c:12", 16, "/", "…/openssl.c:12"),
        ("a_rather_long_file_name.c:12", 9, "/", "…ame.c:12"),
        ("a::b::Parser::read", 16, "::", "…::Parser::read"),
        ("very_long_class_name::x", 10, "::", "…s_name::x"),
        ("源/文件文件.c:1", 9, "/", "…文件.c:1"),
        ("源/文件文件.c:1", 8, "/", "…件.c:1"),
    ],
)
def test_keep_end(text, width, separator, shown):
    assert keep_end(text, width, separator) == shown
    assert cell_len(shown) <= width


def test_visible_leaves_printable_text_alone():
    assert visible("Grüße, 源 [x] \\ é") == "Grüße, 源 [x] \\ é"


def test_odds_stand_in_line_whatever_marks_they_bear():
    rows = [line for line in render(scan_report(), Style(80)).splitlines() if re.match(r"\d ", line)]
    assert {line.index("%") for line in rows if "%" in line} == {rows[0].index("%")}
    assert len(rows) == len(scan_report().findings)


def test_verbose_leaves_out_nothing_of_a_message_however_long_its_words():
    rule = replace(RULES["c-strcpy-unbounded"], message=f"{'x' * 200} {'y' * 30} end.")
    screen = render(replace(scan_report(), rules={**RULES, rule.id: rule}), Style(60, verbose=True))
    assert re.sub(r"\s", "", rule.message) in re.sub(r"\s", "", screen)


LOOKS = st.sampled_from(["", "dim", "bold red"])
PIECES = st.lists(st.builds(Piece, st.text(st.sampled_from("ab \u0301文é-"), max_size=20), LOOKS), max_size=4)


def looks(lines):
    return [(char, piece.look) for line in lines for piece in line for char in piece.text if char != " "]


@given(line=PIECES.map(tuple), width=st.integers(2, 30))
def test_wrapping_keeps_all_but_blanks_and_its_looks(line, width):
    lines = wrap(line, width)
    assert looks(lines) == looks([line])
    assert all(sum(cell_len(piece.text) for piece in one) <= width for one in lines)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("fits", 4, ["fits"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two", 6, ["one", "two"]),
        ("a verylongword b", 6, ["a", "verylo", "ngword", "b"]),
        ("a verylongwordx b", 6, ["a", "verylo", "ngword", "x b"]),
        ("文文文文 文", 5, ["文文", "文文", "文"]),
        ("  led in", 6, ["  led", "in"]),
        ("aaaa \u0301", 2, ["aa", "aa", "\u0301"]),
    ],
)
def test_wrap(text, width, lines):
    assert [paint(line, color=False) for line in wrap(plain(text), width)] == lines


def test_a_piece_is_broken_with_its_look():
    first, second = wrap((Piece("one "), Piece("two three", "dim")), 8)
    assert (paint(first, color=True), paint(second, color=True)) == (
        "one \x1b[2mtwo\x1b[0m",
        "\x1b[2mthree\x1b[0m",
    )


def test_drawing_does_not_import_rich():
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "import report_fixtures, vscan.report as report\n"
        "found = report_fixtures.scan_report()\n"
        "shown = report.FORMATS['text'].render(found, report.Style(120, color=True))\n"
        "sys.exit('telrcv' not in shown or 'rich.console' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent)
    assert done.returncode == 0
