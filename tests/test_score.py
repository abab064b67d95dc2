"""`vscan score`: JSON lines in, the same lines with probabilities out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import Ended, Run, Scan
from vscan.progress import Silent
from vscan.score import score_lines
from vscan.scoring.card import ModelCard
from vscan.scoring.points import shift_prior
from vscan.settings import ScanSettings

TEXTS = {
    "read": "int read(int fd)\n{\n  char line[9];\n  gets(line);\n  return fd;\n}",
    "sum": "int sum(int a, int b)\n{\n  return a + b;\n}",
    "box": "int Box::at(int i) const { return cells->at(i); }",
}


def written(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def score(run: Run, model: Path):
    def scorer(*rows: object, raw: bytes = b"", flags: tuple[str, ...] = ()) -> Ended:
        return run("score", "-", "--model", model, "--jobs", "1", *flags, stdin=raw or written(*rows))

    return scorer


def test_adds_a_probability_and_keeps_the_rest(score):
    rows: list[dict[str, Any]] = [
        {"func": text, "language": "c", "idx": i, "target": None, "n\u00e4me": [name, {"a": 1.5}]}
        for i, (name, text) in enumerate(TEXTS.items())
    ]
    ended = score(*rows)
    assert (ended.code, ended.err) == (0, "")
    assert [{k: v for k, v in row.items() if k != "probability"} for row in ended.lines] == rows
    odds = [row["probability"] for row in ended.lines]
    assert all(0 < p < 1 for p in odds)
    assert len(set(odds)) == 3
    assert list(ended.lines[0])[-1] == "probability"


def test_an_old_probability_is_replaced(score):
    (row,) = score({"func": TEXTS["sum"], "probability": 7}).lines
    assert 0 < row["probability"] < 1


def test_order_is_kept_over_many_lines_of_many_lengths(score):
    rows = [
        {"func": f"int f(void) {{ return {'+'.join(['1'] * (i * 7 % 40 + 1))}; }}", "i": i}
        for i in range(1100)
    ]
    rows[500] = {"func": None, "i": 500}
    ended = score(*rows)
    assert [row["i"] for row in ended.lines] == list(range(1100))
    by_text = {row["func"]: row["probability"] for row in ended.lines}
    assert len(by_text) == 41
    assert all(row["probability"] == by_text[row["func"]] for row in ended.lines)
    (alone,) = score(rows[7]).lines
    assert alone["probability"] == by_text[rows[7]["func"]]


def test_scan_and_score_agree(score, scanned: Scan, here: Path):
    (here / "a.c").write_text(f"{TEXTS['read']}\n{TEXTS['sum']}\n")
    (here / "b.cpp").write_text(f"{TEXTS['box']}\n")
    by_scan = {f.function.text: f.score.probability for f in scanned(threshold=0).findings}
    by_score = {
        row["func"]: row["probability"] for row in score(*({"func": t} for t in TEXTS.values())).lines
    }
    assert by_score == by_scan
    assert len(by_scan) == 3


@pytest.mark.parametrize("language", ["C", "c++", "CPP", "cxx", "cpp", None])
def test_languages_of_the_model(score, language: str | None):
    (row,) = score({"func": TEXTS["sum"], "language": language}).lines
    assert 0 < row["probability"] < 1


def test_c_and_cpp_are_told_apart_by_themselves(score):
    said, guessed = score({"func": TEXTS["box"], "language": "cpp"}, {"func": TEXTS["box"]}).lines
    assert said["probability"] == guessed["probability"]


@pytest.mark.parametrize("language", ["python", "C#", "js", "Rust"])
def test_other_languages_abstain(score, language: str):
    ended = score({"func": "def f(): pass", "language": language})
    (row,) = ended.lines
    assert (ended.code, row["probability"], row["abstained"]) == (0, None, "language not in the model card")


def test_without_a_model_all_abstain(score):
    (row,) = score({"func": TEXTS["sum"]}, flags=("--scorer", "none")).lines
    assert (row["probability"], row["abstained"]) == (None, "no model in use")


def test_a_prior_moves_the_probability(score):
    (here,), (there,) = (
        score({"func": TEXTS["sum"]}).lines,
        score({"func": TEXTS["sum"]}, flags=("--prior", "0.3")).lines,
    )
    assert there["probability"] == shift_prior(here["probability"], 0.03, 0.3) > here["probability"]
    assert score({"func": TEXTS["sum"]}, flags=("--prior", "1")).code == 2


def test_caveats_stand_beside_the_probability(run: Run, model: Path, tmp_path: Path):
    shutil.copytree(model, tmp_path / "m")
    card = ModelCard.load(model)
    alone = replace(card.fusion.general, wide=0, trees=0)  # which cannot read a long function whole
    replace(card, tiny_tokens=40, fusion=replace(card.fusion, general=alone, special=None)).save(
        tmp_path / "m"
    )
    rows = written({"func": "int f() {}", "caveats": 7}, {"func": TEXTS["read"] * 9, "caveats": 7})
    tiny, long = run("score", "-", "--model", tmp_path / "m", stdin=rows).lines
    assert (tiny["caveats"], long["caveats"]) == (["tiny"], ["truncated"])
    (plain,) = run("score", "-", "--model", model, stdin=written({"func": "int f() {}", "caveats": 7})).lines
    assert "caveats" not in plain
    assert 0 < plain["probability"] < 1


BAD = {
    "not JSON": (b"{", "not JSON"),
    "cut": (b'{"func": "int', "not JSON"),
    "a list": (b"[]", "not a JSON object"),
    "null": (b"null", "not a JSON object"),
    "no function": (b'{"code": "int f(){}"}', "no text under 'func'"),
    "a function that is a number": (b'{"func": 7}', "no text under 'func'"),
    "an unknown language": (b'{"func": "x", "language": "klingon"}', "unknown language 'klingon'"),
    "a language that is a number": (b'{"func": "x", "language": 7}', "unknown language 7"),
    "deep": (b"[" * 100_000, "not JSON"),
    "a long number": (b"1" * 10_000, "not JSON"),
}


@pytest.mark.parametrize(("line", "problem"), BAD.values(), ids=BAD)
def test_a_bad_line_is_told_by_its_number_and_the_rest_is_scored(score, line: bytes, problem: str):
    good = written({"func": TEXTS["sum"]})
    ended = score(raw=good + b"\n" + line + b"\n" + good)
    first, bad, last = ended.lines
    assert ended.code == 2
    assert first["probability"] == last["probability"] is not None
    assert bad["probability"] is None
    assert bad["error"].startswith(f"line 3: {problem}")
    assert ended.err.startswith(f"vscan: -:3: {problem}")
    assert ended.err.endswith("vscan: lines that could not be scored: 1\n")
    assert "Traceback" not in ended.err


def test_many_bad_lines_are_counted(score):
    ended = score(raw=b"{\n" * 50)
    assert len(ended.lines) == 50
    assert len(ended.err.splitlines()) == 21
    assert ended.err.endswith(": 50\n")


@pytest.mark.parametrize("raw", [b"\n", b"\n  \n\r\n"])
def test_nothing_in_nothing_out(score, raw: bytes):
    ended = score(raw=raw)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_an_empty_file(run: Run, model: Path, here: Path):
    (here / "empty.jsonl").write_text("")
    ended = run("score", "empty.jsonl", "--model", model)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "\ud800",
        "int f() { /* \u00e9\u4e2d\U0001f600 */ }",
        "caf\u00e9",
        "{" * 50_000,
        "}",
        "\\",
        '"',
        "/*",
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_odd_texts_are_scored(score, text: str):
    ended = score({"func": text})
    (row,) = ended.lines
    assert (ended.code, row["func"]) == (0, text)
    assert 0 < row["probability"] < 1


def test_bytes_that_are_no_utf8_are_kept(run: Run, model: Path, here: Path):
    raw = b'\xef\xbb\xbf{"func": "int f(void) { return 1; } // \xff"}\r\n'
    (here / "in.jsonl").write_bytes(raw)
    (by_file,) = run("score", "in.jsonl", "--model", model).lines
    (by_pipe,) = run("score", "-", "--model", model, stdin=raw).lines
    assert by_file == by_pipe
    assert by_file["func"].endswith("// \udcff")


def test_standard_input_is_utf8_whatever_the_locale_says(model: Path):
    raw = b'{"func": "int f(void) { return 1; } // \xc3\xa9\xff"}\n'
    ended = subprocess.run(
        [sys.executable, "-c", "from vscan.cli import main; main()", "score", "-", "--model", str(model)],
        input=raw,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii:strict"},
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)["func"].endswith("// \u00e9\udcff")


def test_a_huge_function_is_scored(score):
    ended = score({"func": "int f(int a) {" + "\n  a = g(a, 1);" * 40_000 + "\n}"})
    assert ended.code == 0
    assert 0 < ended.lines[0]["probability"] < 1


def test_a_function_that_takes_too_long_is_a_bad_line(model: Path):
    texts = ["int f(void) { return " + "f(" * 500_000, TEXTS["sum"], TEXTS["read"]]
    settings = ScanSettings(model=model, jobs=1, file_timeout=0.3)
    lines = list(score_lines([json.dumps({"func": text}) for text in texts], settings, Silent()))
    assert [line.problem.partition(":")[0] for line in lines] == ["timed-out", "", ""]
    assert [json.loads(line.json)["probability"] is None for line in lines] == [True, False, False]


def test_output_is_a_file_and_may_be_the_input(run: Run, model: Path, here: Path):
    (here / "f.jsonl").write_bytes(written(*({"func": text} for text in TEXTS.values())))
    ended = run("score", "f.jsonl", "-o", "f.jsonl", "--model", model)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    rows = [json.loads(line) for line in (here / "f.jsonl").read_text().splitlines()]
    assert [row["func"] for row in rows] == list(TEXTS.values())
    assert all(row["probability"] for row in rows)
    assert [path.name for path in here.iterdir()] == ["f.jsonl"]
