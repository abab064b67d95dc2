"""Baselines: what stays known through a history, what is news, and what is gone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ended, Run, Scan
from vscan.baseline import HEADER, Baseline, BaselineError, Entry, render, root_of
from vscan.domain import NoticeKind, Origin

READ = """int read_line(int fd)
{
    char line[16];
    gets(line);
    return line[0] + fd;
}
"""
RUN = """int run(const char *what)
{
    char line[64];
    sprintf(line, "run %s", what);
    return system(line);
}
"""
FILE = "vscan-baseline.jsonl"

Git = Callable[..., str]
Vscan = Callable[..., Ended]


@pytest.fixture
def git(here: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")

    def runner(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    runner("init", "-q", "-b", "main")
    return runner


@pytest.fixture
def vscan(run: Run) -> Vscan:
    """Rules alone, which is quicker; no cache."""

    def runner(*args: object) -> Ended:
        before = ["baseline", args[0]] if args[0] in ("create", "update") else []
        rest = args[1:] if before else args
        return run(*before, "--scorer", "none", "-j", "1", "--no-cache", *rest)

    return runner


def left(vscan: Vscan, *args: str) -> list[str]:
    """What a scan with the baseline still shows, as `path:function:rule`."""
    ended = vscan("--baseline", FILE, "--format", "json", *(args or (".",)))
    assert ended.code in (0, 1), ended
    found = ended.json["findings"]
    return sorted({f"{f['path']}:{f['function']}:{rule['id']}" for f in found for rule in f["rules"]})


def entries(path: str = FILE) -> list[dict[str, str]]:
    first, *rest = Path(path).read_text().splitlines()
    assert first == HEADER
    return [json.loads(line) for line in rest]


def commit(git: Git, message: str) -> None:
    git("add", "-A")
    git("commit", "-qm", message)


def test_a_history_loses_nothing_and_brings_nothing_back(git: Git, vscan: Vscan, here: Path):
    (here / "src").mkdir()
    (here / "src/a.c").write_text(READ + RUN)
    (here / "src/b.c").write_text(
        READ.replace("read_line", "hidden").replace(";\n", "; // vscan: ignore\n", 2)
    )
    assert vscan("create", ".").code == 0
    commit(git, "first")
    assert left(vscan) == []

    git("checkout", "-qb", "feature")  # one branch moves, renames and reformats
    (here / "src/a.c").write_text("#include <stdio.h>\n\n" + RUN + "\n" + READ)
    assert left(vscan) == []
    git("mv", "src/a.c", "src/c.c")
    git("mv", "src/b.c", "src/d.c")
    assert left(vscan) == []
    text = (here / "src/c.c").read_text()
    (here / "src/c.c").write_bytes(
        text.replace("    ", "\t").replace("\n{", " {\n").replace("\n", "\r\n").encode()
    )
    assert left(vscan) == []
    (here / "src/e.c").write_text(READ.replace("read_line", "fresh"))
    assert left(vscan) == ["src/e.c:fresh:gets"]
    assert "1 new added" in vscan("update", ".").out
    assert left(vscan) == []
    commit(git, "feature")

    git("checkout", "-q", "main")  # the other gains a finding of its own
    (here / "src/f.c").write_text(READ.replace("read_line", "other"))
    vscan("update", ".")
    commit(git, "main")
    git("checkout", "-q", "feature")
    merged = subprocess.run(["git", "rebase", "-q", "main"], capture_output=True, text=True)
    if merged.returncode:  # lines of both sides, whatever their order
        kept = [
            line
            for line in Path(FILE).read_text().splitlines()
            if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")
        ]
        Path(FILE).write_text("\n".join([kept[0], *reversed(kept[1:])]) + "\n")
        git("add", "-A")
        git("-c", "core.editor=true", "rebase", "--continue")
    assert left(vscan) == []

    git("checkout", "-q", "main")
    git("merge", "-q", "--squash", "feature")
    git("commit", "-qm", "squashed")
    assert left(vscan) == []
    ended = vscan("--baseline", FILE, "--format", "json", "--show-suppressed", ".")
    hidden = {(f["function"], one["by"]) for f in ended.json["suppressed"] for one in f["suppressed"]}
    assert hidden == {(name, "baseline") for name in ("read_line", "run", "fresh", "other")} | {
        ("hidden", "comment")
    }


def test_a_changed_body_is_news(vscan: Vscan, here: Path):
    (here / "a.c").write_text(READ + RUN)
    vscan("create", ".")
    (here / "a.c").write_text(READ.replace("line[16]", "line[8]") + RUN)
    assert left(vscan) == ["a.c:read_line:gets"]
    (here / "a.c").write_text(READ.replace("line[16]", "line[16] /* sixteen */") + RUN)
    assert left(vscan) == []


def test_one_entry_hides_one_finding(vscan: Vscan, here: Path):
    (here / "a.c").write_text(READ)
    vscan("create", ".")
    (here / "b.c").write_text(READ)
    assert left(vscan) == ["b.c:read_line:gets"]
    (here / "a.c").write_text(READ + READ)
    assert left(vscan) == ["a.c:read_line:gets", "b.c:read_line:gets"]
    (here / "a.c").unlink()
    assert left(vscan) == []
    assert left(vscan, "b.c") == []


def test_a_copy_is_not_hidden_by_a_file_that_was_not_scanned(vscan: Vscan, here: Path):
    (here / "a.c").write_text(READ)
    vscan("create", ".")
    (here / "b.c").write_text(READ)
    assert left(vscan, "b.c") == ["b.c:read_line:gets"]


def test_another_reason_is_news(vscan: Vscan, here: Path):
    (here / "a.c").write_text(READ + RUN)
    vscan("create", ".")
    text = Path(FILE).read_text()
    reasons = sorted(entry["reason"] for entry in entries() if entry["function"] == "run")
    assert len(reasons) > 1
    Path(FILE).write_text("".join(line for line in text.splitlines(True) if f'"{reasons[0]}"' not in line))
    assert left(vscan) == [f"a.c:run:{reasons[0]}"]


def test_odds_are_a_reason(here: Path, scanned: Scan):
    (here / "a.c").write_text(READ)
    known = Baseline((), here)
    (found,) = scanned(threshold=0).findings
    both = known.entries_of(found)
    assert [entry.reason for entry in both] == ["odds", "gets"]
    Path(FILE).write_text(render(both[:1]))
    report = scanned(threshold=0, baseline=Path(FILE), show_suppressed=True)
    assert [(f.by_odds, [m.rule_id for m in f.matches]) for f in report.findings] == [(False, ["gets"])]
    assert [(f.by_odds, f.matches) for f in report.suppressed] == [(True, ())]
    assert report.totals.suppressed == {Origin.BASELINE: 1}
    Path(FILE).write_text(render(both))
    assert scanned(threshold=0, baseline=Path(FILE)).exit_code == 0


def test_what_is_gone_is_told_and_taken_out(vscan: Vscan, here: Path):
    for name in ("a.c", "b.c", "c.c"):
        (here / name).write_text(READ.replace("read_line", f"in_{name[0]}"))
    vscan("create", ".")
    (here / "a.c").write_text("int nothing;\n")
    (here / "b.c").unlink()
    ended = vscan("--baseline", FILE, "--format", "json", "a.c")
    assert [(n["path"], n["kind"]) for n in ended.json["notices"]] == [
        ("a.c", NoticeKind.GONE.value),
        ("b.c", NoticeKind.GONE.value),
    ]
    (here / "d.c").write_text(READ.replace("read_line", "in_d"))
    ended = vscan("update", "--prune", ".")
    assert "1 finding kept (0 moved), 1 new, not added, 2 gone" in ended.out
    assert [entry["path"] for entry in entries()] == ["c.c"]
    ended = vscan("update", "d.c")
    assert "1 finding kept (0 moved), 1 new added, 0 gone" in ended.out
    assert "+ d.c: in_d: gets" in ended.out
    assert [entry["path"] for entry in entries()] == ["c.c", "d.c"]


def test_the_file_is_sorted_and_stable(vscan: Vscan, here: Path):
    (here / "b.c").write_text(READ)
    (here / "a.c").write_text("\n\n" + RUN + READ)
    vscan("create", ".")
    first = Path(FILE).read_text()
    assert first.splitlines()[1:] == sorted(first.splitlines()[1:])
    assert set(entries()[0]) == {"path", "function", "reason", "body"}
    (here / "a.c").write_text(READ + RUN)
    assert "0 new added, 0 gone" in vscan("update", ".").out
    assert Path(FILE).read_text() == first
    assert vscan("create", ".").code == 2
    assert vscan("create", "--force", ".").code == 0


def test_from_any_folder(git: Git, vscan: Vscan, here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (here / "lib").mkdir()
    (here / "lib/a.c").write_text(READ)
    vscan("create", ".")
    assert entries()[0]["path"] == "lib/a.c"
    away = tmp_path / "known.jsonl"
    away.write_text(Path(FILE).read_text())
    monkeypatch.chdir(here / "lib")
    for file in (f"../{FILE}", away):
        assert vscan("--baseline", file, ".").code == 0
    assert root_of(away) == here.resolve()
    monkeypatch.chdir(tmp_path)
    assert vscan("--baseline", here / FILE, here).code == 0


def test_a_scan_of_changes(git: Git, vscan: Vscan, here: Path):
    (here / "a.c").write_text(READ + RUN)
    commit(git, "first")
    (here / "a.c").write_text(READ.replace("16", "8") + RUN.replace("64", "8"))
    vscan("create", ".")
    (here / "a.c").write_text(READ.replace("16", "4") + RUN.replace("64", "8"))
    ended = vscan("--diff", "HEAD", "--baseline", FILE, "--format", "json")
    assert [f["function"] for f in ended.json["findings"]] == ["read_line"]
    assert ended.json["summary"]["suppressed"] == {"baseline": 1}
    assert ended.json["notices"] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "its first line is not"),
        ('{"vscan-baseline": 2}\n', "its first line is not"),
        (f"{HEADER}\n<<<<<<< HEAD\n", ":2: an unresolved conflict"),
        (f"{HEADER}\n\n{{}}\n", ":3: not an entry"),
        (f"{HEADER}\n[1]\n", ":2: not an entry"),
        (f'{HEADER}\n{{"path": 1, "function": "f", "reason": "r", "body": "b"}}\n', ":2: not an entry"),
        (f"{HEADER}\n{'[' * 100_000}\n", ":2: not an entry"),
    ],
)
def test_a_damaged_file(here: Path, text: str, says: str):
    Path(FILE).write_text(text)
    with pytest.raises(BaselineError) as error:
        Baseline.load(Path(FILE))
    assert says in str(error.value)


def test_no_file(vscan: Vscan, here: Path):
    for args in (["--baseline", FILE, "."], ["update", "."]):
        ended = vscan(*args)
        assert (ended.code, "`vscan baseline create` makes one" in ended.err) == (2, True)


def test_odd_names_come_back(tmp_path: Path):
    entry = Entry("a\udcff\n.c", "operator\u2028<", "gets", "00")
    path = tmp_path / FILE
    path.write_text(render([entry, entry]))
    assert Baseline.load(path).entries == {entry: 2}


def test_a_config_names_a_baseline_of_its_own_tree(vscan: Vscan, run: Run, here: Path, tmp_path: Path):
    (here / "a.c").write_text(READ)
    vscan("create", ".")
    (here / "vscan.toml").write_text(f'baseline = "{FILE}"\n')
    assert vscan(".").code == 0
    assert vscan("--no-baseline", ".").code == 1
    assert "1 finding kept" in vscan("update", ".").out
    assert "read_line: gets" in run("baseline", "show").out
    (here / "vscan.toml").write_text('baseline = "../known.jsonl"\n')
    ended = vscan(".")
    assert (ended.code, "'baseline' leads out of" in ended.err) == (2, True)
