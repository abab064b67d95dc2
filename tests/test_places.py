"""Line hashes, equal to those that code scanning's uploader computes, and the places of findings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Scan
from report_fixtures import finding, strcpy
from vscan.discover.candidates import Candidate
from vscan.discover.reader import read
from vscan.domain import Place, SourceFile
from vscan.line_hashes import LineHashes
from vscan.places import Places
from vscan.settings import ScanSettings

VECTORS = json.loads((Path(__file__).parent / "data" / "line-hashes.json").read_text("utf-8"))
"""The published test vectors of the action that uploads results (MIT licence)."""


def rolling(text: str) -> list[str]:
    """The same hash, taken one unit at a time with what leaves the window subtracted."""
    data = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
    window, starts, value, line_start, after_return = [0] * 100, {}, 0, True, False
    found, seen = [], {}
    for at, unit in enumerate([*units, 65535, *[0] * 100]):
        end = at >= len(units)
        if not end and (unit in (9, 32) or (after_return and unit == 10)):
            after_return = False
            continue
        after_return = not end and unit == 13
        unit = 10 if after_return else unit
        step = len(window) - 100
        if step in starts:
            number = seen[value] = seen.get(value, 0) + 1
            found.append(f"{value:x}:{number}")
        if line_start and at <= len(units):
            starts[step + 100] = True
        line_start = unit == 10 and not end
        value = (37 * value + unit - pow(37, 100) * window[step]) % 2**64
        window.append(unit)
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_the_published_vectors(vector: dict):
    text = vector["text"] * vector.get("times", 1)
    assert list(LineHashes(text)) == vector["hashes"]


TEXTS = st.text(st.sampled_from("ab \t\r\n;{}\u00e9\u4e2d\uffff\U0001f600\U0010ffff"), max_size=400)


@given(TEXTS)
def test_a_window_that_rolls_gives_the_same(text: str):
    assert list(LineHashes(text)) == rolling(text)


def test_a_character_beyond_the_basic_plane_is_two_units():
    pushed_out = "\U0001f600" * 49 + "ab" + "c\n"
    assert LineHashes(pushed_out)[0] == LineHashes("\U0001f600" * 49 + "ab" + "d\n")[0]
    assert LineHashes(pushed_out)[0] != LineHashes("\U0001f600" * 48 + "ab" + "d\n")[0]


def test_a_place():
    places = Places(SourceFile("a.c", "c", "int f(void)\n{\n\t x = \U0001f600\u00e9;  \r\n\n}"))
    assert [(p.start_column, p.end_column) for p in map(places.place, range(1, 6))] == [
        (1, 12),
        (1, 2),
        (3, 11),
        (1, 1),
        (1, 2),
    ]
    assert places.place(2) == Place(2, 1, 2, LineHashes(places.source.text)[1])


def test_the_lines_that_a_report_may_point_at():
    source = SourceFile("a.c", "c", "\n" * 9 + "int f()\n{\n  strcpy(a, b);\n}\n")
    located = Places(source).located(finding("a.c", 10, lines=4, matches=(strcpy(3),)), lines=[11])
    assert [place.line for place in located.places] == [10, 11, 12, 13]
    assert located.place(12).start_column == 3
    assert located.place(99) == Place(99)


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"int f() {}\n", True),
        (b"int f() {}\r\n", True),
        ("int f() { /* é */ }\n".encode(), True),
        ("int f() { /* é */ }\n".encode("latin-1"), False),
        (b"\xef\xbb\xbfint f() {}\n", False),
        ("int f() {}\n".encode("utf-16"), False),
        (b"int f() {}\rint g() {}\n", False),
    ],
)
def test_no_hash_where_others_read_another_text(tmp_path: Path, data: bytes, known: bool):
    path = tmp_path / "a.c"
    path.write_bytes(data)
    source = read(Candidate("a.c", str(path), explicit=True), ScanSettings())
    assert isinstance(source, SourceFile)
    assert bool(Places(source).place(1).line_hash) is known


@pytest.mark.parametrize("cached", [False, True])
def test_a_scan_locates_its_findings(scanned: Scan, here: Path, cached: bool):
    text = "/* one */\nint f(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"
    (here / "a.c").write_text(text)
    settings = {"cache_dir": here / "cache", "threshold": 1.0}
    report = scanned("a.c", **settings)
    report = scanned("a.c", **settings) if cached else report
    (found,) = report.findings
    assert [place.line for place in found.places] == [2, 5, 7]
    assert [place.line_hash for place in found.places] == [LineHashes(text)[line - 1] for line in (2, 5, 7)]
    assert found.place(5) == replace(found.place(5), start_column=3, end_column=11)
