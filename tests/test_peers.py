"""What the comparison with other tools counts, on cases small enough to count by hand."""

from __future__ import annotations

import importlib
import json
import lzma
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PEERS = Path(__file__).parents[1] / "benchmarks" / "peers"

CASE = """\
static void badSink(char *data) { strcpy(data, "bad"); }
void CWE121_Overflow__loop_01_bad() {
    badSink(malloc(1));
    mkstemp("badXXXXXX");
}
static void goodG2B() { try { goodOne(); } catch (std::bad_alloc &) { } }
static int helper() { return 1; }
int main() { CWE121_Overflow__loop_01_bad(); goodG2B(); }
"""


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(PEERS))

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    return load


def test_masking_hides_the_truth_and_nothing_else(peers):
    masked = peers("juliet").masked(CASE, "a.cpp")
    rest = masked.replace("bad_alloc", "").lower()
    assert not any(word in rest for word in ("bad", "good", "g2b", "cwe121", "overflow"))
    assert "std::bad_alloc" in masked
    assert 'XXXXXX"' in masked
    assert masked.count("\n") == CASE.count("\n")
    words = masked.split()
    assert words[2].startswith("n")
    assert words[2].partition("(")[0] in masked.split("malloc")[0].rpartition("\n")[2], (
        "a name keeps its uses"
    )


def test_masked_names_differ_by_file(peers):
    masked = peers("juliet").masked
    assert masked("bad", "a.c") == masked("bad", "a.c") != masked("bad", "b.c")
    assert masked("bad", "a.c") != masked("good", "a.c")


def cases(folder: Path, number: int) -> Path:
    path = folder / "cases.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        for index in range(number):
            lines.write(json.dumps({"cwe": "CWE121", "file": f"CWE121_{index}.cpp", "text": CASE}) + "\n")
    return path


def test_truth_is_in_the_names_before_masking(peers, tmp_path):
    juliet = peers("juliet")
    (tmp_path / "out").mkdir()
    truths = juliet.write(juliet.load(cases(tmp_path, 1), None), tmp_path / "out")
    assert [(t.start_line, t.end_line, t.flawed) for t in truths] == [
        (1, 1, True),
        (2, 5, True),
        (6, 6, False),
    ]
    assert {t.cwe for t in truths} == {121}
    written = tmp_path / "out" / truths[0].file
    assert "bad" not in written.read_text(encoding="utf-8").replace("bad_alloc", "")
    assert written.name == "case0000.cpp"


def test_halves_share_no_case(peers, tmp_path):
    path = cases(tmp_path, 5)
    halves = [{row["file"] for row in peers("juliet").load(path, half)} for half in (0, 1)]
    assert [len(half) for half in halves] == [3, 2]
    assert not halves[0] & halves[1]


def test_functions_count_once_and_claims_need_a_kin_weakness(peers):
    juliet, scores, tools = peers("juliet"), peers("scores"), peers("tools")
    truths = [
        juliet.Truth("a.c", 121, 1, 5, True),
        juliet.Truth("a.c", 121, 6, 9, False),
        juliet.Truth("b.c", 121, 1, 5, True),
        juliet.Truth("b.c", 476, 6, 9, True),
    ]
    hits = [
        tools.Hit("/x/a.c", 5, "copy", "high", (787,)),
        tools.Hit("/x/a.c", 5, "copy", "high", (787,)),
        tools.Hit("/x/a.c", 6, "style", "high", (398,)),
        tools.Hit("/x/b.c", 9, "style", "high", (787,)),
    ]
    flagged = scores.flag(truths, hits)
    assert [one.anything for one in flagged] == [True, True, False, True]
    assert [one.named for one in flagged] == [True, False, False, False]
    found = scores.figures(flagged, lambda one: one.anything)
    assert (found.precision, found.recall) == (2 / 3, 2 / 3)
    assert found.f1 == pytest.approx(2 / 3)


def test_pairs_count_checks_not_lines(peers):
    scores, tools = peers("scores"), peers("tools")
    hits = [
        tools.Hit("pair0001-before.c", 3, "copy", ""),
        tools.Hit("pair0001-before.c", 8, "copy", ""),
        tools.Hit("pair0001-after.c", 4, "copy", ""),
        tools.Hit("pair0002-after.c", 4, "copy", ""),
        tools.Hit("pair0003-before.c", 1, "size", ""),
        tools.Hit("pair0003-after.c", 9, "size", ""),
    ]
    assert scores.compare(hits) == scores.Pairs(before=3, gone=1, added=1, pairs_gone=1, pairs_added=1)


def test_kept_runs_come_back_whole(peers, tmp_path):
    kept, tools = peers("kept"), peers("tools")
    run = tools.Run((tools.Hit("a.c", 1, "copy", "high", (787, 120)),), 1, 0.5, 12.0)
    kept._write(tmp_path / "runs.json", "juliet", "flawfinder", run)
    assert kept._read(tmp_path / "runs.json") == {"juliet": {"flawfinder": run}}


def test_a_process_that_takes_too_long_is_stopped_and_keeps_what_it_said(peers, monkeypatch):
    tools = peers("tools")
    monkeypatch.setattr(tools, "LIMIT", 1)
    busy = tools._run([sys.executable, "-c", "print('a', flush=True)\nwhile True: pass"])
    quick = tools._run([sys.executable, "-c", "print('b'); raise SystemExit(3)"])
    assert (busy.output, busy.stopped) == ("a\n", True)
    assert (quick.output, quick.stopped) == ("b\n", False)


def test_what_a_child_leaves_behind_is_counted_and_nobody_else_waited_for(peers):
    ours = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        late = "import os\nif os.fork() == 0:\n    [0 for _ in range(10**7)]"
        run = peers("tools")._run([sys.executable, "-c", late])
        assert run.seconds > peers("tools")._run([sys.executable, "-c", ""]).seconds
        assert ours.poll() is None
    finally:
        ours.communicate(b"\n")


def test_every_case_is_related_to_itself(peers):
    related = peers("related")
    assert all(case in kin for case, kin in related.RELATED.items())
    assert related.related(121, (120,))
    assert not related.related(121, (476,))
    assert related.related(999, (999,))
