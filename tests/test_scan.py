"""The pipeline from end to end, with a tiny model."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import models
from conftest import Run, Scan
from vscan.baseline import Baseline
from vscan.domain import Caveat, Confidence, Finding, ScanReport, Score, Severity, SkipReason
from vscan.progress import Silent
from vscan.scan import scan
from vscan.scoring.card import ModelCard
from vscan.scoring.points import shift_prior
from vscan.settings import ScanSettings

SCHEMA = json.loads(files("vscan.report").joinpath("schema.json").read_text("utf-8"))

READ = """int read_line(int fd)
{
    char line[16];
    gets(line);
    return line[0] + fd;
}
"""
COPY = """static char *copy(const char *from, unsigned n)
{
    char *to = malloc(n);
    memcpy(to, from, n + 1);
    return to;
}
"""
SUM = """int sum(const int *all, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += all[i];
    return s;
}
"""
CLASS = """struct Box {
    int *cells;
    int at(int i) const { return cells[i]; }
    ~Box() { delete[] cells; }
};
"""
PYTHON = "def run(command):\n    return command.strip()\n"


@pytest.fixture
def tree(here: Path) -> Path:
    """Five functions of C and C++, one of Python, and a file to skip."""
    (here / "src").mkdir()
    (here / "src/read.c").write_text(READ + "\n" + SUM)
    (here / "src/copy.c").write_text('#include "copy.h"\n\n' + COPY)
    (here / "box.cpp").write_text(CLASS)
    (here / "tool.py").write_text(PYTHON)
    (here / "data.c").write_bytes(b"\0\1\2")
    return here


def what(report: ScanReport) -> ScanReport:
    """A report without its times, to compare."""
    return replace(report, totals=replace(report.totals, seconds=0.0, started=0, cached=0))


def test_finds_ranks_and_counts(tree: Path, scanned: Scan):
    report = scanned(threshold=0)
    assert [f.function.name for f in report.findings[:1]] == ["read_line"]
    assert {f.function.name for f in report.findings} == {"read_line", "sum", "copy", "Box::at", "Box::~Box"}
    assert report.totals.languages == {"c": 3, "cpp": 2, "python": 1}
    assert report.totals.abstained == {"language not in the model card": 1}
    assert (report.totals.files, report.totals.functions) == (4, 6)
    assert report.totals.lines == sum(map(str.count, (READ + SUM, COPY, CLASS, PYTHON), "\n" * 4)) + 3
    assert [(s.path, s.reason) for s in report.skipped] == [("data.c", SkipReason.BINARY)]
    assert (report.model, report.base_rate, report.exit_code) == ("tiny", 0.03, 1)


@pytest.mark.parametrize(("text", "lines"), [("int a;", 1), ("int a;\n", 1), ("int a;\n\nint b;", 3)])
def test_lines_are_counted_as_editors_do(here: Path, scanned: Scan, text: str, lines: int):
    (here / "a.c").write_text(text)
    assert scanned().totals.lines == lines


def test_ranks_by_severity_and_then_by_odds(tree: Path, scanned: Scan):
    findings = scanned(threshold=0).findings
    keys = [(f.severity, f.score.probability) for f in findings]
    assert keys == sorted(keys, reverse=True)
    assert len({severity for severity, _ in keys}) > 1
    assert len({odds for _, odds in keys}) == len(keys)


def test_a_finding_says_where_and_why(tree: Path, scanned: Scan):
    first = scanned("src/read.c").findings[0]
    (match,) = first.matches
    assert (first.function.path, first.function.span.start_line, first.function.span.end_line) == (
        "src/read.c",
        1,
        6,
    )
    assert (match.rule_id, first.line_of(match), match.excerpt) == ("gets", 4, "gets(line);")
    assert first.severity is Severity.CRITICAL
    assert first.cwe == (120, 242)
    assert first.function.text == READ.rstrip("\n")


def test_the_threshold_is_the_models_or_the_users(tree: Path, scanned: Scan, model: Path):
    assert scanned().threshold == ModelCard.load(model).threshold == 0.25
    every = scanned(threshold=0).findings
    odds = sorted(f.score.probability or 0 for f in every)
    some = scanned(threshold=odds[2])
    assert [f.score.probability for f in some.findings if not f.matches] == [
        f.score.probability for f in every if not f.matches and (f.score.probability or 0) >= odds[2]
    ]
    assert len(some.findings) < len(every)


def odds_of(report: ScanReport) -> list[float]:
    return [finding.score.probability or 0.0 for finding in report.findings]


@pytest.mark.parametrize("chosen", [{}, {"point": "low-noise"}])
def test_a_prior_moves_odds_and_threshold_and_nothing_else(tree: Path, scanned: Scan, chosen: dict[str, str]):
    here, there = scanned(**chosen), scanned(prior=0.3, **chosen)
    assert odds_of(there) == [shift_prior(p, 0.03, 0.3) for p in odds_of(here)]
    assert there.threshold == shift_prior(here.threshold, 0.03, 0.3)
    assert (there.base_rate, there.calibrated_rate, there.prior_chosen) == (0.3, 0.03, True)
    assert (here.base_rate, here.calibrated_rate, here.prior_chosen) == (0.03, 0.03, False)
    assert [replace(f, score=Score(None)) for f in there.findings] == [
        replace(f, score=Score(None)) for f in here.findings
    ]
    assert here.findings


def test_a_threshold_of_the_users_own_is_one_of_the_odds_as_told(tree: Path, scanned: Scan):
    every = scanned(threshold=0, prior=0.3)
    least = sorted(odds_of(every))[2] * 0.999
    some = scanned(threshold=least, prior=0.3)
    assert some.threshold == pytest.approx(least)
    quiet = [f for f in some.findings if not f.matches]
    assert quiet == [f for f in every.findings if not f.matches and (f.score.probability or 0) >= least]


def test_points_and_target_rates(tree: Path, scanned: Scan, model: Path, tmp_path: Path):
    assert scanned(point="low-noise").threshold == 0.5
    shutil.copytree(model, tmp_path / "curved")
    replace(ModelCard.load(model), curve=((0.7, 0.01, 0.5), (0.2, 1.0, 1.0))).save(tmp_path / "curved")
    assert scanned(target_fpr=0.3, model=tmp_path / "curved").threshold == 0.7


def test_a_cache_serves_any_prior_and_keeps_caveats(tree: Path, scanned: Scan, model: Path, tmp_path: Path):
    doubtful = tmp_path / "doubtful"
    shutil.copytree(model, doubtful)
    replace(ModelCard.load(model), tiny_tokens=10**6, novelty_bound=0.0).save(doubtful)
    settings = {"model": doubtful, "threshold": 0, "cache_dir": tmp_path / "cache"}
    first, second, moved = scanned(**settings), scanned(**settings), scanned(**settings, prior=0.3)
    assert (first.totals.cached, second.totals.cached, moved.totals.cached) == (0, 5, 5)
    assert second.findings == first.findings
    assert {f.score.caveats for f in first.findings} == {(Caveat.TINY, Caveat.UNFAMILIAR)}
    assert first.totals.caveats == second.totals.caveats == dict.fromkeys((Caveat.TINY, Caveat.UNFAMILIAR), 5)
    assert odds_of(moved) == [shift_prior(p, 0.03, 0.3) for p in odds_of(first)]


def test_a_caveat_is_no_finding_but_is_counted(tree: Path, scanned: Scan, model: Path, tmp_path: Path):
    doubtful = tmp_path / "doubtful"
    shutil.copytree(model, doubtful)
    replace(ModelCard.load(model), novelty_bound=0.0).save(doubtful)
    report = scanned("src", threshold=1, model=doubtful)
    assert [f.function.name for f in report.findings] == ["read_line", "copy"]  # by rules, `sum` has none
    assert report.totals.caveats[Caveat.UNFAMILIAR] == 3


def test_top_and_min_severity_hide(tree: Path, scanned: Scan):
    every = scanned(threshold=0)
    first = scanned(threshold=0, top=2)
    assert first.findings == every.findings[:2]
    assert first.hidden == every.hidden + len(every.findings) - 2
    assert (first.beyond_top, every.beyond_top) == (len(every.findings) - 2, 0)
    grave = scanned(threshold=0, min_severity=Severity.CRITICAL)
    assert [f.function.name for f in grave.findings] == ["read_line"]


def test_which_rules_are_heard_changes_no_odds_and_no_cache(tree: Path, scanned: Scan, tmp_path: Path):
    settings = {"threshold": 0, "cache_dir": tmp_path / "cache"}
    every = scanned(**settings)
    deaf = scanned(**settings, ignore=("gets",), severity=(("unchecked-*", Severity.CRITICAL),))
    assert (every.totals.cached, deaf.totals.cached) == (0, 5)

    def told(report: ScanReport) -> dict[str, tuple[float | None, set[str]]]:
        return {
            f.function.name: (f.score.probability, {m.rule_id for m in f.matches}) for f in report.findings
        }

    quiet = {name: (odds, rules - {"gets"}) for name, (odds, rules) in told(every).items()}
    assert told(deaf) == quiet != told(every)
    assert "gets" in every.rules
    assert "gets" not in deaf.rules
    (copy,) = [f for f in deaf.findings if f.function.name == "copy"]
    assert (copy.severity, deaf.rules["unchecked-allocation"].severity) == (Severity.CRITICAL,) * 2
    only = scanned("src/read.c", threshold=1, ignore=("gets",))
    assert (only.findings, only.hidden) == ((), 0)  # an ignored match is not held back either


def test_without_a_model_rules_alone_speak(tree: Path, scanned: Scan):
    report = scanned(scorer="none")
    assert [f.function.name for f in report.findings] == ["read_line", "copy"]
    assert {f.score.probability for f in report.findings} == {None}
    assert report.totals.abstained == {"no model in use": 6}
    assert (report.model, report.base_rate, report.exit_code) == ("", None, 1)


OTHERS = {
    "a.py": ("def run(text):\n    return eval(text)\n", "run", "python-eval"),
    "a.js": ("const run = (text) => {\n  return eval(text);\n};\n", "run", "js-eval"),
    "a.ts": ("class A {\n  private run(text: string): void {\n    eval(text);\n  }\n}\n", "A.run", "js-eval"),
    "a.tsx": (
        "function A({ text }: P) {\n  return <p dangerouslySetInnerHTML={{ __html: text }} />;\n}\n",
        "A",
        "js-jsx-html",
    ),
    "A.java": (
        'class A {\n  Cipher make() {\n    return Cipher.getInstance("DES");\n  }\n}\n',
        "A.make",
        "java-weak-cipher",
    ),
    "a.go": ("package a\n\nfunc Run() {\n\thttp.ListenAndServe(at, nil)\n}\n", "Run", "go-http-timeout"),
}


@pytest.mark.parametrize(("name", "what"), OTHERS.items(), ids=OTHERS)
def test_rules_speak_of_languages_that_the_model_does_not_know(
    here: Path, scanned: Scan, model: Path, run: Run, name: str, what: tuple[str, str, str]
):
    text, function, rule = what
    (here / name).write_text(text)
    report = scanned()
    (finding,) = report.findings
    assert (finding.function.name, [match.rule_id for match in finding.matches]) == (function, [rule])
    # A rule that may be wrong says at most medium where no odds back it.
    confident = report.rules[rule].confidence is Confidence.HIGH
    assert finding.severity is (report.rules[rule].severity if confident else Severity.MEDIUM)
    assert (finding.score.probability, report.totals.abstained) == (
        None,
        {"language not in the model card": 1},
    )
    said = run(name, "--model", model, "--no-cache").out
    assert report.rules[rule].title in said
    assert "shown      1 of 1 function\n" in said
    assert "1 function, metrics and rules only: language not in the model card" in said


def test_json_is_valid_by_its_schema(tree: Path, model: Path, run: Run):
    for flags in ([], ["--threshold", "0"], ["--scorer", "none"], ["--top", "1"]):
        document = run(".", "--model", model, "--no-cache", "--format", "json", *flags).json
        Draft202012Validator(SCHEMA).validate(document)
        assert document["findings"]


@pytest.mark.parametrize("folder", ["empty", "text"])
def test_nothing_to_scan(here: Path, scanned: Scan, folder: str):
    (here / folder).mkdir()
    if folder == "text":
        (here / "text/a.txt").write_text("hello")
    report = scanned()
    assert (report.findings, report.totals.files, report.exit_code) == ((), 0, 0)


def test_the_same_whatever_the_jobs_and_the_order(tree: Path, scanned: Scan):
    for i in range(8):
        (tree / f"more{i}.c").write_text(SUM.replace("sum", f"sum{i}") + READ.replace("line", f"line{i}"))
    one = scanned(".", threshold=0)
    assert len(one.findings) > 16
    assert what(scanned(".", threshold=0, jobs=2)) == what(one)
    apart = ["tool.py", "src", *(f"more{i}.c" for i in range(8)), "data.c", "box.cpp"]
    assert what(scanned(*apart, threshold=0)).findings == what(one).findings
    assert what(scanned(*reversed(apart), threshold=0)) == what(scanned(*apart, threshold=0))


def test_odds_do_not_depend_on_what_else_is_scanned(tree: Path, scanned: Scan, model: Path, tmp_path: Path):
    """Not even with int8 weights, whose runtime scales activations by what it is given at once."""
    int8 = tmp_path / "int8"
    shutil.copytree(model, int8)
    models.export(model, int8, quantise=True)
    odds = {f.function.name: f.score.probability for f in scanned(threshold=0, model=int8).findings}
    alone = scanned("src/copy.c", threshold=0, model=int8).findings
    assert [odds[f.function.name] for f in alone] == [f.score.probability for f in alone]
    assert odds != {f.function.name: f.score.probability for f in scanned(threshold=0).findings}


def fingerprints(report: ScanReport) -> dict[str, str]:
    return {f.function.name: f.fingerprint for f in report.findings}


CHANGES: dict[str, tuple[Callable[[str], str], bool]] = {
    "lines above": (lambda text: "\n\n/* new */\n" + text, True),
    "another function above": (
        lambda text: CLASS.replace("Box", "Bag").partition("}")[0] + "};" + text,
        True,
    ),
    "reformatting": (lambda text: text.replace("    ", "\t").replace("\n{", " {\n"), True),
    "line ends": (lambda text: text.replace("\n", "\r\n"), True),
    "another body": (lambda text: text.replace("line[16]", "line[17]"), False),
    "another name": (lambda text: text.replace("read_line", "read_row"), False),
}


@pytest.mark.parametrize(("change", "stays"), CHANGES.values(), ids=CHANGES)
def test_fingerprints(here: Path, scanned: Scan, change: Callable[[str], str], stays: bool):
    file = here / "a.c"
    file.write_text(READ)
    (before,) = fingerprints(scanned()).values()
    file.write_bytes(change(READ).encode())
    after = set(fingerprints(scanned()).values())
    assert (before in after) is stays
    assert len(before) == 24


def test_a_moved_file_is_news_and_duplicates_are_numbered(here: Path, scanned: Scan):
    (here / "a.c").write_text(READ)
    (here / "b.c").write_text(READ + "#if 0\n#endif\n" + READ)
    a, b, b2 = scanned().findings
    assert a.fingerprint != b.fingerprint
    assert b2.fingerprint == f"{b.fingerprint}:2"
    assert b2.function.span.start_line > b.function.span.start_line


HOSTILE = {
    "braces": "{" * 100_000,
    "function of braces": "int f(void) " + "{" * 100_000,
    "calls": "int g(void) { return " + "f(" * 500_000,
    "escaped quotes": "int h(void) { return " + '\\"' * 400_000 + "; }",
    "ternaries": "int t(int a) { return " + "a?" * 50_000 + "a" + ":a" * 50_000 + "; }",
    "elses": "int e(int a) { " + "if (a) ; else " * 20_000 + "; }",
    "operators": "int o(void) { return 0" + "+(0" * 30_000 + ")" * 30_000 + "; }",
    "defines": "#define A(\\\n" * 30_000,
    "templates": "a<" * 100_000,
    "one line": "int l(void) { " + "a = b; " * 100_000 + "}",
    "quotes": "int q(void) { return '" + "'" * 100_000 + '"' * 100_001 + "; }",
    "comments": "int c(void) { /*" + "/*" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_itself_alone(here: Path, scanned: Scan, name: str):
    """`f(` takes the parser seconds and gigabytes, so it must meet one of the limits."""
    (here / "a.c").write_text(READ)
    (here / "hostile.cpp").write_text(HOSTILE[name])
    (here / "z.c").write_text(READ)
    started = time.monotonic()
    report = scanned("a.c", "hostile.cpp", "z.c", file_timeout=1, memory_limit=1000)
    assert time.monotonic() - started < 15
    assert {f.function.path for f in report.findings} >= {"a.c", "z.c"}
    assert {s.path for s in report.skipped} <= {"hostile.cpp"}
    assert {s.reason for s in report.skipped} <= {
        SkipReason.TIMED_OUT,
        SkipReason.OUT_OF_MEMORY,
        SkipReason.CRASHED,
    }
    assert report.totals.files + len(report.skipped) == 3


def test_a_file_over_its_limits_is_a_skip_with_a_reason(here: Path, scanned: Scan):
    (here / "a.c").write_text(HOSTILE["calls"])
    (here / "b.c").write_text(READ)
    report = scanned("a.c", "b.c", file_timeout=0.3)
    (skip,) = report.skipped
    assert (skip.path, skip.reason) == ("a.c", SkipReason.TIMED_OUT)
    assert skip.detail
    assert [f.function.path for f in report.findings] == ["b.c"]


def test_odd_files_are_read(here: Path, scanned: Scan):
    (here / "latin.c").write_bytes(READ.replace("gets(line);", "gets(line); /* \xe9 */").encode("latin-1"))
    (here / "mark.c").write_bytes(b"\xef\xbb\xbf" + READ.encode())
    (here / "mac.c").write_bytes(READ.replace("\n", "\r\n").encode())
    (here / "wide.c").write_bytes(READ.encode("utf-16"))
    (here / "na\u00efve \u2028.c").write_text(READ)
    report = scanned()
    assert len({f.function.path for f in report.findings}) == 5
    assert {f.line_of(f.matches[0]) for f in report.findings} == {4}


def test_a_name_that_is_no_utf8_is_reported(here: Path, model: Path, run: Run):
    try:
        (here / "odd\udcff.c").write_text(READ)
    except OSError:
        pytest.skip("the file system takes UTF-8 names alone")
    for flags in (["-q"], ["--format", "json"], ["--format", "json", "-o", "report"], []):
        ended = run(".", "--model", model, "--no-cache", *flags)
        assert ended.code == 1
        assert "internal" not in ended.err


def test_standard_input_is_a_file_with_a_name(here: Path, model: Path, run: Run):
    flags = ("--model", model, "--format", "json", "--no-cache")
    (here / "a.c").write_text(READ)
    by_name = run("a.c", *flags).json["findings"]
    assert run("-", "--stdin-filename", "a.c", *flags, stdin=READ.encode()).json["findings"] == by_name
    assert run("-", "--stdin-filename", "a.txt", *flags, stdin=READ.encode()).json["summary"]["skipped"] == {
        "unsupported-language": 1
    }


class Watching(Silent):
    """What it was told, to look at afterwards."""

    def __init__(self) -> None:
        self.told: list[tuple[Finding, int]] = []

    def found(self, first: Finding, count: int) -> None:
        self.told.append((first, count))


def test_who_watches_hears_of_the_first_finding_so_far(tree: Path, model: Path):
    watching = Watching()
    settings = ScanSettings(model=model, jobs=1, cache=False, threshold=0)
    report = scan([tree], settings, watching)
    assert [count for _, count in watching.told] == list(range(1, len(report.findings) + 1))
    last, _ = watching.told[-1]
    best = report.findings[0]
    assert (last.function, last.score, last.severity) == (best.function, best.score, best.severity)


def test_with_a_baseline_nothing_is_told_before_it_is_known(tree: Path, model: Path):
    watching = Watching()
    settings = ScanSettings(model=model, jobs=1, cache=False, threshold=0)
    assert scan([tree], settings, watching, baseline=Baseline([], tree)).findings
    assert watching.told == []
