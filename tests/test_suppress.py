"""Comments that hide findings: where they are found, what they cover, and what is said of bad ones."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from conftest import Run, Scan
from vscan.directives import Directive, Malformed, Scope, parse
from vscan.domain import (
    Analysed,
    Analysis,
    Function,
    NoticeKind,
    Origin,
    Remark,
    ScanReport,
    Severity,
    SourceFile,
    Span,
)
from vscan.remarks import remarks
from vscan.suppress import Suppressions, Terms

TEMPLATE = """#include <stdio.h>
{file}
{above}
int read_line(int fd) {beside}
{{
    char line[16];
    {over}
    gets(line); {gets}

    strcpy(line, getenv("HOME")); {strcpy}
    char *s = "// vscan: ignore";
    return line[0] + fd;
}}
{below}
"""
PLACES = ("file", "above", "beside", "over", "gets", "strcpy", "below")


def write(here: Path, **comments: str) -> None:
    (here / "a.c").write_text(TEMPLATE.format(**{name: comments.get(name, "") for name in PLACES}))


def shown(report: ScanReport) -> set[str]:
    """The reasons that are left: ids of rules, and the model."""
    return {
        reason
        for finding in report.findings
        for reason in [*(m.rule_id for m in finding.matches), *(["model"] if finding.by_odds else [])]
    }


ALL = {"model", "gets", "strcpy-unbounded"}
CASES: list[tuple[dict[str, str], set[str]]] = [
    ({}, set()),
    ({"gets": "// vscan: ignore[gets]"}, {"gets"}),
    ({"gets": "/* vscan: ignore[gets] */"}, {"gets"}),
    ({"gets": "// NOLINT vscan: ignore[gets] -- reads a test's own line"}, {"gets"}),
    ({"gets": "// vscan: ignore"}, {"gets"}),
    ({"gets": "//vscan:ignore[gets]"}, {"gets"}),
    ({"gets": "// vscan: ignore[ gets , strcpy-unbounded ]"}, {"gets"}),
    ({"gets": "// vscan: ignore[strcpy-unbounded]"}, set()),
    ({"gets": "// vscan: ignore[model]"}, set()),
    ({"gets": "// vscan: ignore[gets] until 2999-01-31"}, {"gets"}),
    ({"gets": "// vscan: ignore[gets] until 2999-01-31 -- soon gone"}, {"gets"}),
    ({"gets": "// vscan: ignore[gets] until 2020-01-31 -- long gone"}, set()),
    ({"gets": "// vscan: ignored"}, set()),
    ({"gets": "// vscan: ignore gets"}, set()),
    ({"gets": "// say vscan: ignore[gets] to hide this"}, set()),
    ({"over": "// vscan: ignore[gets]"}, {"gets"}),
    ({"over": "// vscan: ignore[gets]\n    // since nobody calls it"}, {"gets"}),
    ({"over": "// vscan: ignore[gets]\n"}, set()),
    ({"over": "/* Read on.\n     * vscan: ignore[gets]\n     */"}, {"gets"}),
    ({"over": "/* vscan: ignore[gets] */ puts(s);"}, set()),
    ({"over": '"// vscan: ignore[gets]";'}, set()),
    ({"above": "// vscan: ignore"}, ALL),
    ({"beside": "// vscan: ignore"}, ALL),
    ({"above": "// vscan: ignore[model]"}, {"model"}),
    ({"beside": "/* vscan: ignore[model, gets] */"}, {"model", "gets"}),
    ({"above": "// vscan: ignore[gets]"}, {"gets"}),
    ({"below": "// vscan: ignore"}, set()),
    ({"file": "// vscan: ignore-file"}, ALL),
    ({"below": "// vscan: ignore-file[gets, model]"}, {"gets", "model"}),
    ({"over": "// vscan: ignore-begin", "below": "// vscan: ignore-end"}, {"gets", "strcpy-unbounded"}),
    ({"above": "// vscan: ignore-begin", "gets": "// vscan: ignore-end"}, {"gets", "model"}),
    ({"above": "// vscan: ignore-begin[gets]", "below": "// vscan: ignore-end"}, {"gets"}),
    ({"above": "// vscan: ignore-begin[gets]", "below": "// vscan: ignore-end[gets]"}, {"gets"}),
    ({"above": "// vscan: ignore-begin[gets]", "below": "// vscan: ignore-end[strcpy-unbounded]"}, set()),
    ({"above": "// vscan: ignore-begin"}, set()),
    ({"over": "// vscan: ignore-end"}, set()),
    ({"gets": "// vscan: ignore[gets]", "strcpy": "// vscan: ignore[strcpy-unbounded]"}, ALL - {"model"}),
]


@pytest.mark.parametrize(("comments", "hidden"), CASES, ids=lambda value: str(sorted(value))[:70])
@pytest.mark.parametrize("crlf", [False, True], ids=["lf", "crlf"])
def test_what_a_comment_hides(
    here: Path, scanned: Scan, comments: dict[str, str], hidden: set[str], crlf: bool
):
    write(here, **comments)
    if crlf:
        (here / "a.c").write_bytes((here / "a.c").read_bytes().replace(b"\n", b"\r\n"))
    report = scanned(threshold=0, show_suppressed=True)
    assert shown(report) == ALL - hidden
    held = {m.rule_id for f in report.suppressed for m in f.matches}
    assert held | {"model" for f in report.suppressed if f.by_odds} == hidden
    assert report.totals.suppressed == ({Origin.COMMENT: 1} if hidden else {})
    assert report.exit_code == (0 if hidden == ALL else 1)


def test_what_is_left_is_judged_by_itself(here: Path, scanned: Scan):
    write(here, above="// vscan: ignore[gets, model] -- known")
    whole = scanned(threshold=0, ignore_suppressions=True).findings[0]
    left, (held,) = (report := scanned(threshold=0, show_suppressed=True)).findings[0], report.suppressed
    assert whole.severity is held.severity is Severity.CRITICAL
    assert left.severity < Severity.CRITICAL
    assert set(left.cwe) | set(held.cwe) == set(whole.cwe) > set(left.cwe)
    assert (whole.reasons, left.reasons, held.reasons) == (whole.reasons, (), whole.reasons)
    assert [(one.line, one.reason) for one in held.suppressed] == [(3, "known")]
    assert left.fingerprint == held.fingerprint


def test_a_comment_does_not_change_the_odds(here: Path, scanned: Scan):
    write(here)
    (before,) = scanned(threshold=0).findings
    write(here, beside="// vscan: ignore[gets]", gets="// vscan: ignore[gets]")
    (after,) = scanned(threshold=0).findings
    assert after.score == before.score
    assert after.fingerprint == before.fingerprint


def test_reasons_may_be_demanded(here: Path, scanned: Scan):
    write(here, gets="// vscan: ignore[gets]", strcpy="// vscan: ignore[strcpy-unbounded] -- bounded")
    report = scanned(threshold=0, require_suppression_reason=True)
    assert shown(report) == {"model", "gets"}
    assert [(n.path, n.line, n.kind) for n in report.notices] == [("a.c", 8, NoticeKind.UNEXPLAINED)]


def test_suppressions_may_be_ignored(here: Path, scanned: Scan):
    write(here, file="// vscan: ignore-file", gets="// vscan: nonsense")
    report = scanned(threshold=0, ignore_suppressions=True)
    assert (shown(report), report.totals.suppressed, report.notices) == (ALL, {}, ())


NOTICES = [
    ({"gets": "// vscan: ignore[gets]"}, {}, []),
    ({"strcpy": "// vscan: ignore[gets]"}, {}, [(10, NoticeKind.STALE)]),
    ({"strcpy": "// vscan: ignore[gets, strcpy-unbounded]"}, {}, [(10, NoticeKind.STALE)]),
    ({"below": "// vscan: ignore"}, {}, [(14, NoticeKind.STALE)]),
    ({"gets": "// vscan: ignore[gest]"}, {}, [(8, NoticeKind.UNKNOWN)]),
    ({"gets": "// vscan: ignore[gets, gest]"}, {}, [(8, NoticeKind.UNKNOWN)]),
    ({"gets": "// vscan: ignore[gets] until 2020-02-01"}, {}, [(8, NoticeKind.EXPIRED)]),
    ({"gets": "// vscan: ignore[gets] until 2020-02-31"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"gets": "// vscan: ignore[gets] until tomorrow"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"gets": "// vscan: ignore[]"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"gets": "// vscan: ingore[gets]"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"gets": "// vscan: ignore [gets"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"gets": "// as vscan: says"}, {}, []),
    ({"over": "/* one\n * vscan: wrong\n */"}, {}, [(8, NoticeKind.MALFORMED)]),
    ({"above": "// vscan: ignore-begin"}, {}, [(3, NoticeKind.UNPAIRED)]),
    ({"above": "// vscan: ignore-end"}, {}, [(3, NoticeKind.UNPAIRED)]),
    ({"above": "// vscan: ignore[model]"}, {}, []),
    ({"above": "// vscan: ignore[model]"}, {"threshold": 1.0}, [(3, NoticeKind.STALE)]),
    ({"above": "// vscan: ignore[model]"}, {"scorer": "none", "model": None}, []),
    ({"below": "// vscan: ignore"}, {"scorer": "none", "model": None}, []),
    ({"gets": "// vscan: ignore[model]"}, {}, [(8, NoticeKind.STALE)]),
]


@pytest.mark.parametrize(("comments", "settings", "notices"), NOTICES, ids=lambda value: str(value)[:70])
def test_a_bad_suppression_is_a_notice(
    here: Path, scanned: Scan, comments: dict[str, str], settings: dict, notices: list
):
    write(here, **comments)
    report = scanned(**{"threshold": 0, **settings})
    assert [(n.line, n.kind) for n in report.notices] == notices


@pytest.mark.parametrize(
    ("name", "text", "targets"),
    [
        ("a.py", '# vscan: ignore\n@one\n@two\ndef f():\n    "# vscan: ignore"\n', {1: 4}),
        ("a.rb", "# vscan: ignore\ndef f\nend # vscan: ignore\n", {1: 2, 3: 3}),
        ("a.cpp", "// vscan: ignore\ntemplate <class T>\nint f(T t) { return 0; }\n", {1: 3}),
        ("a.cpp", 'const char *s = R"(\n// vscan: ignore\n)";\n', {}),
        ("a.cpp", "class A {\n  // vscan: ignore\n  ~A() {}\n};\n", {2: 3}),
        ("a.rs", "fn f<'a>(s: &'a str) {} // vscan: ignore\n// vscan: ignore\nfn g() {}\n", {1: 1, 2: 3}),
        ("a.js", "// vscan: ignore\nexport function f() { return `// vscan: ${1}`; }\n", {1: 2}),
        ("a.go", "package a\n// vscan: ignore\nfunc f() { s := `// vscan: ` }\n", {2: 3}),
        ("a.java", "class A {\n  // vscan: ignore\n  @B\n  void f() { }\n}\n", {2: 3}),
        ("a.php", "<?php\n# vscan: ignore\nfunction f() { }\n", {2: 3}),
        ("a.c", "#if 0\n don't // vscan: ignore\n#endif\n", {2: 2}),
        ("a.c", "int a; // vscan: ignore", {1: 1}),
        ("a.c", "// vscan: ignore", {1: 2}),
        ("a.c", "\u00e9\u00e9 /* \u00e9 vscan: ignore */ x\n", {1: 1}),
    ],
)
def test_comments_are_found_in_the_syntax_tree(name: str, text: str, targets: dict[int, int]):
    language = {"py": "python", "rb": "ruby", "rs": "rust", "js": "javascript"}
    suffix = name.partition(".")[2]
    found = remarks(SourceFile(name, language.get(suffix, suffix), text))
    assert {one.line: one.target for one in found} == targets


def test_the_syntax():
    text = "// vscan: ignore-begin[a, b] until 2027-01-31 -- one -- two"
    (one,) = parse(Remark(5, 6, text))
    assert one == Directive(Scope.BEGIN, frozenset("ab"), 5, 6, date(2027, 1, 31), "one -- two")
    two, three = parse(Remark(5, 9, "/* vscan: ignore[a]\n * and\n * vscan: ignore-what */"))
    assert two == Directive(Scope.LINE, frozenset("a"), 5, 9)
    assert isinstance(three, Malformed)
    assert three.line == 7


def test_a_hostile_file_costs_no_more_than_its_length():
    """Each of these took the square of its length, or longer than a test may."""
    for words in (
        "ignore" + " " * 200_000 + "x",
        "ignore" + "* " * 100_000 + "x",
        " " * 200_000 + "*" * 200_000,
    ):
        assert all(isinstance(one, Malformed) for one in parse(Remark(1, 1, f"/* vscan: {words} */")))
    comments = [Remark(n, n, "// vscan: ignore-begin") for n in range(50_000)]
    suppressions = Suppressions(Terms({"gets"}, date(2027, 1, 1)))
    suppressions.read("a.c", comments)
    suppressions.read("b.c", [Remark(n, n, "// vscan: ignore") for n in range(1, 50_001)])
    assert len(suppressions.notices()) == 100_000
    for line in range(1, 50_000, 5):
        span = Span(line, line + 4, 0, 1)
        one = Analysed(Function("b.c", "c", "f", span, "int f(void) {"), Analysis({}, ()))
        assert suppressions.over(one, True).odds


def test_the_last_day_counts(here: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch):
    write(here, gets="// vscan: ignore[gets] until 2027-01-31")
    for today, hidden in ((date(2027, 1, 31), {"gets"}), (date(2027, 2, 1), set())):
        monkeypatch.setattr("vscan.session._today", lambda today=today: today)
        assert shown(scanned(threshold=0)) == ALL - hidden


def test_the_cache_keeps_comments(here: Path, scanned: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(here, gets="// vscan: ignore[gets]")
    first = scanned(threshold=0, cache_dir=tmp_path / "cache")
    monkeypatch.setattr("vscan.workers.Workers.submit", None)
    again = scanned(threshold=0, cache_dir=tmp_path / "cache")
    assert shown(again) == shown(first) == ALL - {"gets"}
    assert again.totals.suppressed == first.totals.suppressed


def test_the_command_line(here: Path, run: Run, model: Path):
    write(here, above="// vscan: ignore[gets] -- a known one", below="// vscan: ignore[strcpy-unbounded]")
    ended = run("--model", model, "--threshold", "0", "--no-cache", "a.c")
    assert re.search(r"suppressed +1 by comments; shown with --show-suppressed", ended.out)
    assert re.search(r"notices +1 stale-suppression; each with --verbose", ended.out)
    assert "a known one" not in ended.out
    ended = run("--model", model, "--threshold", "0", "--no-cache", "--show-suppressed", "-v", "a.c")
    assert "by line 3: a known one" in ended.out
    assert "a.c:14 (nothing of strcpy-unbounded to suppress)" in ended.out
    every = run("--model", model, "--threshold", "0", "--no-cache", "--format", "json", "a.c").json
    assert every["summary"]["suppressed"] == {"comment": 1}
    assert every["suppressed"] == []


def test_the_document_shows_what_works(here: Path, scanned: Scan):
    page = Path(__file__).parents[1].joinpath("docs", "suppressions.md").read_text("utf-8")
    code = page.split("```c\n")[1].split("```")[0]
    (here / "a.c").write_text(f"void f(char *line, char *name, struct e *entry)\n{{\n{code}}}\n")
    report = scanned(threshold=0, show_suppressed=True)
    assert shown(report) == {"model"}
    assert not report.notices
    documented = set(re.findall(r"`([\w-]+)`", page))
    assert {kind.value for kind in NoticeKind} <= documented
