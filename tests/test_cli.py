"""The command line: exit codes, verbs, what is printed where, and what is imported when."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import models
import report_fixtures
from conftest import Run
from vscan import __version__
from vscan.cli import progress
from vscan.cli.card import draw
from vscan.report.bar import Bar

VSCAN = [sys.executable, "-c", "from vscan.cli import main; main()"]
GETS = "int f(int a)\n{\n  char b[3];\n  gets(b);\n  return a;\n}\n"
CALM = "int id(int a)\n{\n  return a;\n}\n"


@pytest.fixture
def place(here: Path, model: Path) -> Path:
    """A folder with something for every row of the tables below."""
    files = {
        "gets.c": GETS,
        "calm.c": CALM,
        "no-c/words.txt": "hello\n",
        "no-c/page.css": "a { color: red }\n",
        "broken/vscan.toml": "treshold = 0.5\n",
        "broken/a.c": CALM,
        "list.json": "[]",
        "good.jsonl": '{"func": "int f(){}"}\n',
        "bad.jsonl": '{"func": 7}\n',
    }
    for name, text in files.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    (here / "empty").mkdir()
    damaged = {"garbled": "model.onnx", "cut": "card.json", "untold": "vocab.json", "narrow": "wide.npz"}
    for folder, name in damaged.items():
        shutil.copytree(model, here / folder)
        content = (model / name).read_bytes()
        (here / folder / name).write_bytes(content[: len(content) // 2])
    shutil.copytree(model, here / "mute")
    (here / "mute/model.onnx").unlink()
    return here


CODES = {
    "nothing reaches the threshold": ("calm.c --threshold 1", 0, "Nothing reached the threshold"),
    "an empty tree": ("empty", 0, "Nothing was scanned"),
    "no source file": ("no-c", 0, "there was no source file to read"),
    "findings": ("gets.c", 1, "gets"),
    "findings, by stdin": ("- --stdin-filename a.c", 1, "gets"),
    "findings hidden by severity": ("calm.c --threshold 0 --min-severity critical", 0, ""),
    "a path that is missing": ("gets.c nowhere", 2, "no such file or folder: nowhere"),
    "no path": ("scan", 2, "Missing PATH"),
    "nothing at all": ("", 2, "Usage:"),
    "an unknown option": ("--fast gets.c", 2, "No such option"),
    "a broken config": ("broken", 2, "unknown key 'treshold' (did you mean 'threshold'?)"),
    "a config that is missing": ("gets.c --config nowhere.toml", 2, "nowhere.toml"),
    "an unknown format": ("gets.c --format xml", 2, "unknown format 'xml' (known: "),
    "an unknown severity": ("gets.c --min-severity huge", 2, "known: low, medium, high, critical"),
    "an unknown language": ("gets.c --language klingon", 2, "klingon"),
    "an unknown scorer": ("gets.c --scorer magic", 2, "magic"),
    "a threshold over 1": ("gets.c --threshold 7", 2, "threshold must be"),
    "a threshold that is no number": ("gets.c --threshold nan", 2, "threshold must be"),
    "a point that is unknown": ("gets.c --point best", 2, "no operating point 'best' (known: balanced, low-"),
    "a point and a threshold": (
        "gets.c --point recall --threshold 0.1",
        2,
        "threshold and point exclude each",
    ),
    "a rate that no curve tells": ("gets.c --target-fpr 0.1", 2, "tiny holds no curve"),
    "a rate of 0": ("gets.c --target-fpr 0", 2, "target-fpr must be"),
    "a prior of 1": ("gets.c --prior 1", 2, "prior must be"),
    "another prior": ("calm.c --prior 0.3 --threshold 1", 0, "odds moved from a prior of 3 % to 30 %"),
    "top 0": ("gets.c --top 0", 2, "top must be"),
    "fewer than no jobs": ("gets.c --jobs -1", 2, "jobs must be"),
    "quiet and verbose": ("gets.c -q -v", 2, "exclude each other"),
    "stdin without a name": ("-", 2, "--stdin-filename"),
    "stdin and more": ("- gets.c --stdin-filename a.c", 2, "stands alone"),
    "an output folder that is missing": ("gets.c -o nowhere/report", 2, "cannot write nowhere/report"),
    "an output that is a folder": ("gets.c -o empty", 2, "cannot write empty"),
    "a cache that holds other things": ("gets.c --cache-dir no-c", 2, "is no cache of vscan's"),
    "a model that is missing": ("gets.c --model nowhere", 2, "no model directory at nowhere"),
    "a model that is empty": ("gets.c --model empty", 2, "empty holds no card.json: not a vscan model"),
    "a model that is a file": ("gets.c --model list.json", 2, "no model directory at list.json"),
    "a model that is cut": ("gets.c --model cut", 2, "cannot read cut/card.json"),
    "a model that is garbled": ("gets.c --model garbled", 2, "cannot load garbled/model.onnx"),
    "a model without weights": ("gets.c --model mute", 2, "mute holds no model.onnx"),
    "a model with half its words": ("gets.c --model untold", 2, "untold/vocab.json"),
    "a model with half its n-grams": ("gets.c --model narrow", 2, "cannot read narrow/wide.npz"),
    "no torch checkpoint": ("gets.c --scorer torch --model mute2", 2, "no model directory"),
    "score": ("score good.jsonl", 0, '"probability": 0.'),
    "score a bad line": ("score bad.jsonl", 2, "bad.jsonl:1: no text under 'func'"),
    "score nothing": ("score", 2, "Missing argument"),
    "score a file that is missing": ("score nowhere", 2, "cannot read nowhere"),
    "score a folder": ("score empty", 2, "cannot read empty"),
    "score by a model that is empty": ("score good.jsonl --model empty", 2, "empty holds no card.json"),
    "score to nowhere": ("score good.jsonl -o nowhere/a", 2, "cannot write nowhere/a"),
    "model": ("model", 0, "tiny, made 2024-01-01, for c, cpp"),
    "a model card that is missing": ("model --model empty", 2, "empty holds no card.json"),
    "rules": ("rules", 0, "gets"),
    "rules of a weakness": ("rules --cwe 242", 0, "gets"),
    "rules of an unknown language": ("rules --language pyton", 2, "did you mean 'python'?"),
    "rules of a language without": ("rules --language rust", 0, "no rule matches"),
    "rules that hold": ("rules test", 0, " rules passed: "),
    "rules test of an empty folder": ("rules test empty", 1, "no rules found"),
    "rules test of nowhere": ("rules test nowhere", 2, "nowhere: not a folder"),
    "a rule": ("rule gets", 0, "# Unbounded read with gets"),
    "an unknown rule": ("rule get", 2, "unknown rule 'get'; did you mean 'gets'?"),
    "an unknown rule selected": (
        "gets.c --select get",
        2,
        "select: unknown rule 'get'; did you mean 'gets'?",
    ),
    "a rule without a severity": ("gets.c --severity gets", 2, "'gets' is not of the form RULE=LEVEL"),
    "a rule of unknown severity": ("gets.c --severity gets=huge", 2, "known: low, medium, high, critical"),
    "the only rule ignored": ("gets.c --ignore gets --threshold 1", 0, "Nothing reached the threshold"),
    "the only rule not selected": ("gets.c --select CWE-134 --threshold 1", 0, "Nothing reached"),
    "a rule made harmless": ("gets.c --scorer none --severity gets=low --min-severity high", 0, "Nothing"),
    "no rules": ("rules --cwe 1", 0, "no rule matches"),
    "clean without a cache": ("cache clean", 0, "nothing to clean"),
    "help": ("--help", 0, "Exit codes: 0 nothing was found"),
    "help of a verb": ("score -h", 0, "FUNCTIONS.jsonl"),
    "version": ("--version", 0, f"vscan, version {__version__}"),
    "completion": ("completion bash", 0, "_VSCAN_COMPLETE=bash_complete"),
    "completion of another shell": ("completion tcsh", 2, "tcsh"),
}


@pytest.mark.parametrize(("command", "code", "says"), CODES.values(), ids=CODES)
def test_exit_codes(place: Path, model: Path, run: Run, command: str, code: int, says: str):
    args = command.split()
    modelless = ("rule", "rules", "cache", "completion", "--help", "--version", "scan")
    takes_model = args and args[0] not in modelless
    if takes_model and "--model" not in args and "-h" not in args:
        args += ["--model", str(model)]
    ended = run(*args, stdin=GETS.encode())
    assert ended.code == code, ended
    assert says in (ended.out + ended.err)
    assert "Traceback" not in ended.err
    assert "internal error" not in ended.err
    if code == 2 and "score bad" not in command:
        assert ended.out == ""


@pytest.mark.parametrize("width", [80, 120])
def test_a_card_says_what_its_points_promise(monkeypatch: pytest.MonkeyPatch, width: int):
    curve = ((0.6, 0.01, 0.3), (0.4, 0.05, 0.5), (0.1, 1.0, 1.0))
    card = replace(models.card(), curve=curve, tiny_tokens=9, novelty_bound=9.5, data={"a": "b"})
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(draw(card))
    shown = console.export_text()
    assert max(map(len, shown.split("\n"))) <= width
    words = " ".join(shown.split())
    # Half way between two rows: a rate of 3 %, a recall of 40 %, at a prior of 3 %.
    assert "low-noise 50.00% 40.0% 3.0% 4.1% 29.2%" in words
    for said in (
        "suppose that 3.0% of all",
        "from 1.0% on",
        "fewer than 9 tokens",
        "9.50",
        "It has learnt nothing.",
    ):
        assert said in words


@pytest.mark.parametrize(
    "command", ["nowhere", "calm.c --model empty", "score nowhere", "model --model empty"]
)
def test_debug_shows_where_an_error_comes_from(place: Path, command: str):
    ended = subprocess.run([*VSCAN, *command.split(), "--debug"], capture_output=True, text=True)
    assert ended.returncode != 0
    assert "Traceback" in ended.stderr


def test_a_defect_is_one_line_that_asks_for_debug(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr("vscan.scan.walk", broken)
    ended = run("calm.c")
    assert ended.code == 2
    assert (
        ended.err
        == "vscan: internal error: ZeroDivisionError: odd\nRun it again with --debug to see where.\n"
    )


@pytest.mark.parametrize("command", ["gets.c --rules nowhere", "rules --rules nowhere"])
def test_rules_that_are_missing(place: Path, model: Path, run: Run, command: str):
    ended = run(*command.split())
    assert (ended.code, ended.err) == (2, "vscan: error: nowhere: not a folder\n")


HEAVY = (
    *("torch", "transformers", "onnxruntime", "numpy", "tree_sitter", "ast_grep_py", "lizard"),
    *("rich", "tiktoken", "pebble", "yaml", "sqlite3"),
)
IMPORTED = """
import sys
import threading
from vscan.cli import main
try:
    main()
except SystemExit as ended:
    print(*sys.modules, file=sys.stderr)
    raise
"""


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["scan", "-h"], ["score", "-h"], ["completion", "bash"]]
)
def test_help_imports_nothing_heavy(args: list[str]):
    ended = subprocess.run([sys.executable, "-c", IMPORTED, *args], capture_output=True, text=True)
    assert "vscan.cli" in ended.stderr.split()
    assert not {*HEAVY} & {*ended.stderr.split()}


def test_a_scan_of_what_is_known_imports_next_to_nothing(place: Path, model: Path):
    """Nor does it read any rule, or start what workers are forked from: it has to be quick."""
    settled = f"import vscan.seen\nvscan.seen._SETTLED = 0\n{IMPORTED}"
    command = [sys.executable, "-c", settled, "gets.c", "--exit-zero", "--model", str(model)]
    first, second = (subprocess.run(command, capture_output=True, text=True) for _ in range(2))
    assert "gets" in second.stdout
    assert (first.returncode, second.returncode) == (0, 0)
    assert {"numpy", "onnxruntime", "pebble"} < {*first.stderr.split()}
    unneeded = {*HEAVY, "multiprocessing", "concurrent.futures", "tomllib", "vscan.changes", "vscan.workers"}
    assert unneeded & {*second.stderr.split()} == {"sqlite3", "tree_sitter"}


@pytest.mark.parametrize(
    "args", [["gets.c"], ["scan", "gets.c"], ["--top", "1", "gets.c"], ["-q", "scan/../gets.c"]]
)
def test_scan_is_the_default_verb(place: Path, model: Path, run: Run, args: list[str]):
    (place / "scan").mkdir()
    ended = run(*args, "--model", model, "--no-cache")
    assert ended.code == 1
    assert "gets.c:1" in ended.out


def test_modules_of_the_scanned_tree_are_never_imported(place: Path):
    """Also not by the helper processes, which Python starts with the current folder in its path."""
    for name in ("vscan", "json", "pebble", "multiprocessing", "selectors", "signal", "sitecustomize"):
        (place / f"{name}.py").write_text("raise SystemExit('taken over')\n")
    command = [Path(sys.executable).with_name("vscan"), "gets.c", "-q", "--scorer", "none", "--no-cache"]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "gets.c:1: critical" in ended.stdout


def test_a_folder_named_like_a_verb_is_scanned_by_its_path(place: Path, model: Path, run: Run):
    (place / "score").mkdir()
    (place / "score/gets.c").write_text(GETS)
    assert "score/gets.c:1:" in run("./score", "-q", "--model", model).out


def test_completion_knows_the_verbs():
    environment = os.environ | {
        "_VSCAN_COMPLETE": "bash_complete",
        "COMP_WORDS": "vscan sc",
        "COMP_CWORD": "1",
    }
    ended = subprocess.run(VSCAN, env=environment, capture_output=True, text=True)
    assert {"plain,scan", "plain,score"} <= set(ended.stdout.split())


def test_output_goes_to_a_file_whole(place: Path, model: Path, run: Run):
    ended = run("gets.c", "--model", model, "--format", "json", "-o", "report.json")
    assert (ended.code, ended.out, ended.err) == (1, "", "1 finding written to report.json\n")
    assert json.loads((place / "report.json").read_text())["findings"][0]["path"] == "gets.c"
    assert run("gets.c", "--model", model, "-q", "-o", "report.txt").err == ""
    assert (place / "report.txt").read_text().startswith("gets.c:1: critical ")


def test_a_file_says_its_format_by_its_name(place: Path, model: Path, run: Run):
    ended = run("gets.c", "--model", model, "-o", "r.sarif", "-o", "r.md", "-o", "R.JSON", "-o", "plain")
    assert ended.code == 1
    assert json.loads((place / "r.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((place / "R.JSON").read_text())["schema_version"] == "1"
    assert (place / "r.md").read_text().startswith("#")
    assert "gets.c:1" in (place / "plain").read_text()
    run("gets.c", "--model", model, "--format", "jsonl", "-o", "r.md")
    assert json.loads((place / "r.md").read_text())["path"] == "gets.c"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_standard_output_is_an_error_in_words(place: Path, model: Path):
    command = [sys.executable, "-c", "from vscan.cli import main; main()", "gets.c", "--model", str(model)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("vscan: error: cannot write to standard output: No space left")


def test_quiet_is_a_line_a_finding_and_nothing_else(place: Path, model: Path, run: Run):
    ended = run("gets.c", "calm.c", "--threshold", "0", "--model", model, "-q")
    assert [line.split(":")[0] for line in ended.out.splitlines()] == ["gets.c", "calm.c"]
    assert ended.err == ""


def test_quiet_does_not_keep_quiet_about_failures(place: Path, model: Path, run: Run):
    (place / "deep.c").write_text(f"int f(int a){{{'if(a){' * 3000}{'}' * 3000}return a;}}", encoding="utf-8")
    ended = run("deep.c", "--model", model, "-q", "--file-timeout", "0.001")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "vscan: warning: not scanned, failed: 1 timed-out\n"
    shown = run("deep.c", "--model", model, "--file-timeout", "0.001").out
    assert shown.startswith("Nothing was scanned: 1 file failed.")


def test_a_dumb_terminal_gets_neither_colors_nor_links(
    place: Path, model: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    shown = {}
    for terminal in ("dumb", "xterm-256color"):
        monkeypatch.setenv("TERM", terminal)
        shown[terminal] = run("gets.c", "--model", model).out
    assert "\x1b" not in shown["dumb"]
    assert "\x1b[" in shown["xterm-256color"]
    assert "\x1b]8;;file:" in shown["xterm-256color"]


def test_a_terminal_gets_a_screenful(place: Path, model: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    functions = "".join(f"char *f{n}(char *b) {{ return gets(b); }}\n" for n in range(30))
    (place / "many.c").write_text(functions, encoding="utf-8")

    def shown(*flags: str) -> int:
        return run("many.c", "--model", model, "--no-color", *flags).out.count("many.c:")

    assert shown() == 30
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LINES", "40")
    assert 5 < shown() < 20
    assert shown("--verbose") == shown("--top", "99") == 30
    assert shown("--top", "7") == 7


def test_verbose_names_what_was_skipped(place: Path, model: Path, run: Run):
    ended = run("no-c", "--model", model, "-v")
    assert "unsupported-language: no-c/words.txt" in ended.out


def test_color_is_asked_for_or_not_there(place: Path, model: Path, run: Run):
    plain, colored = (run("gets.c", "--model", model, f"--{flag}").out for flag in ("no-color", "color"))
    assert "\x1b[" not in plain
    assert "\x1b[" in colored
    assert "\x1b[" not in run("gets.c", "--model", model).out


def test_a_config_is_read_and_a_flag_wins(place: Path, model: Path, run: Run):
    (place / "vscan.toml").write_text('format = "json"\nthreshold = 0.0\n')
    assert run("calm.c", "--model", model).json["summary"]["threshold"] == 0
    assert run("calm.c", "--model", model, "--threshold", "1").json["summary"]["threshold"] == 1
    assert "odds" in run("calm.c", "--model", model, "--format", "text").out
    assert "Nothing reached" in run("calm.c", "--model", model, "--no-config", "--threshold", "1").out


def test_the_cache_is_told_of_and_cleaned(place: Path, model: Path, run: Run):
    folder = place.parent / "cache"
    assert run("cache", "info").out == f"{folder}\nno results kept\n"
    run("gets.c", "--model", model)
    assert folder.is_dir()
    assert run("cache", "info").out.endswith("\n1 file, 1 function scored\n")
    assert run("cache", "clean").out.endswith(f"bytes freed in {folder}\n")
    assert not folder.exists()
    assert run("cache", "clean").out == f"nothing to clean in {folder}\n"


def test_a_cache_that_comes_with_a_tree_is_not_read(place: Path, model: Path, run: Run):
    scan = ("gets.c", "--model", model, "--format", "json")
    run(*scan, "--cache-dir", place / ".vscan_cache")
    assert run(*scan).json["summary"]["cached"] == 0
    assert run(*scan).json["summary"]["cached"] == 1


def test_progress_is_for_terminals(place: Path, model: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    assert run("gets.c", "--model", model).err == ""
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    with progress.watching(quiet=True) as watched:
        assert type(watched).__name__ == "Silent"
    with progress.watching(quiet=False) as watched:
        assert type(watched).__name__ == "LateBar"
        watched.begin(2, "files")
        watched.advance(3)


class Told:
    """Stands for a bar, and notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.shown = threading.Event()

    def __enter__(self) -> Told:
        self.shown.set()
        return self

    def __exit__(self, *error: object) -> None:
        self.heard.append("end")

    def begin(self, total: int | None, what: str) -> None:
        self.heard.append((total, what))

    def advance(self, functions: int) -> None:
        self.heard.append(functions)


@pytest.mark.parametrize("patience", [0.0, 3600.0])
def test_a_bar_waits_for_something_to_wait_for(monkeypatch: pytest.MonkeyPatch, patience: float):
    """And then shows what it has missed."""
    bar = Told()
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr("vscan.report.bar.Bar", lambda: bar)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.watching(quiet=False) as watched:
        watched.begin(2, "files")
        watched.advance(3)
        assert bar.shown.wait(0 if patience else 60) is not bool(patience)
        watched.advance(4)
    assert bar.heard == ([] if patience else [(2, "files"), 3, 4, "end"])


def test_the_bar_shows_the_first_of_what_was_found_so_far():
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, color_system=None, _environ={})
    finding = report_fixtures.finding(path="lib/a.c", line=7, name="grave\x1b[2J", probability=0.7)
    with Bar(console) as bar:
        bar.begin(2, "reading files")
        bar.found(finding, 1_003)
        bar.advance(3)
    shown = screen.getvalue()
    last = shown[shown.rindex("1,003 found") :].splitlines()[0]
    assert last.startswith("1,003 found, first 70 % low lib/a.c:7 grave")
    assert "\x1b[2J" not in shown


def test_a_reader_that_goes_away_is_no_failure(place: Path):
    many = "".join(f"int f{i}(char *b) {{ gets(b); return {i}; }}\n" for i in range(900))
    (place / "many.c").write_text(many)
    with subprocess.Popen(
        [*VSCAN, "many.c", "--scorer", "none", "--no-cache", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert b"gets" in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def _children(pid: str | int) -> list[str]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.split()


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_an_interrupt_ends_it_in_one_line(place: Path):
    for i in range(30):
        (place / f"slow{i}.c").write_text("int f(void) { return " + "f(" * 200_000)
    # Who runs the tests in the background may have had interrupts ignored.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            heard + VSCAN[-1],
            *(f"slow{i}.c" for i in range(30)),
            "--scorer",
            "none",
            "--no-cache",
            "--jobs",
            "1",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not any(map(_children, _children(process.pid))) and time.monotonic() < until:
        time.sleep(0.05)  # until the fork server has a worker
    time.sleep(1)  # which then reads its task
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.strip().startswith(b"vscan: interrupted")
    assert b"Traceback" not in err
