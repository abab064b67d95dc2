"""`vscan-train data` as a user runs it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toy_corpus import function, rows, write_rows

from vscan_trainer.cli.data import data
from vscan_trainer.datasets import FORMATS, DatasetError, Row, load


def run(*words: object, fails: bool = False) -> Result:
    result = CliRunner().invoke(data, [str(word) for word in words])
    assert (result.exit_code == 0) != fails, result.output
    return result


@pytest.fixture
def parts(tmp_path) -> tuple[Path, Path]:
    """A training file with two of the functions that the validation file holds."""
    train, valid = rows("devign", 40, seed=1), rows("primevul", 20, seed=2)
    leaked = [Row("devign", f"/* older */ {row.text}", 1 - (row.target or 0)) for row in valid[:2]]
    for name, made in (("train.jsonl", [*train, *leaked]), ("valid.jsonl.xz", valid)):
        write_rows(tmp_path / name, made)
    return tmp_path / "train.jsonl", tmp_path / "valid.jsonl.xz"


def test_sources_name_every_corpus_with_its_licence_and_faults():
    output = run("sources").output
    for name, one in FORMATS.items():
        assert name in output
        assert one.source.obtain in output
        assert all(fault in output for fault in one.source.faults)
    assert "MIT" in output


def test_import_writes_rows_and_counts_what_it_skips(tmp_path):
    source, target = tmp_path / "function.json", tmp_path / "out" / "devign.jsonl.xz"
    records = [
        {"func": "f();", "target": 1, "project": "qemu"},
        {"func": " ", "target": 0, "project": "qemu"},
    ]
    source.write_text(json.dumps(records))
    output = run("import", source, "--output", target).output
    assert "1 functions, 1 vulnerable, 0 not, 0 unlabelled" in output
    assert "skipped 1: empty function" in output
    assert list(load(target)) == [Row("devign", "f();", 1, "qemu")]


def test_import_takes_fields_and_positions(tmp_path):
    source, index, target = tmp_path / "a.csv", tmp_path / "valid.txt", tmp_path / "b.jsonl"
    source.write_text("body,bad\nf();,1\ng();,0\n")
    index.write_text("1\n")
    run(
        "import",
        source,
        "--output",
        target,
        "--func-field",
        "body",
        "--target-field",
        "bad",
        "--index",
        index,
    )
    assert list(load(target)) == [Row("a", "g();", 0)]


def test_check_shows_the_leak_and_can_fail_on_it(parts, tmp_path):
    report = tmp_path / "report.json"
    output = run("check", *parts, "--json", report).output
    assert "Leaks: copies in an earlier file" in output
    assert "10.00%" in output
    (leak,) = json.loads(report.read_text())["leaks"]
    assert (leak["source"], leak["into"], leak["removable"]) == ("train", "valid", 2)
    assert leak["copies"]["exact"] == leak["copies"]["exact_conflicting"] == 2
    assert run("check", *parts, "--fail-on-leak", fails=True).exit_code == 1
    run("check", parts[0], "--fail-on-leak")


def test_clean_files_leak_no_more(parts, tmp_path):
    output = run("clean", *parts, "--output", tmp_path / "clean").output
    assert "removed 2: stands in a later file" in output
    cleaned = [tmp_path / "clean" / name for name in ("train.jsonl", "valid.jsonl")]
    run("check", *cleaned, "--fail-on-leak")
    assert len(list(load(cleaned[1]))) == 20


def test_nothing_is_written_over_what_it_is_made_from(parts):
    with pytest.raises(DatasetError, match="over what it is made from"):
        run_raising("clean", *parts, "--output", parts[0].parent)
    assert len(list(load(parts[0]))) == 42
    with pytest.raises(DatasetError, match="over what it is made from"):
        run_raising("split", parts[0], "--output", parts[0].parent)


def run_raising(*words: object) -> None:
    data.main([str(word) for word in words], standalone_mode=False)


def test_files_of_one_name_are_told_apart_and_one_file_is_not_named_twice(parts, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    write_rows(other / "train.jsonl", rows("devign", 5, seed=9))
    report = tmp_path / "report.json"
    run("check", parts[0], other / "train.jsonl", "--json", report)
    names = [part["name"] for part in json.loads(report.read_text())["parts"]]
    assert names == [path.as_posix().lstrip("/") for path in (parts[0], other / "train.jsonl")]
    with pytest.raises(DatasetError, match="a file is named twice"):
        run_raising("check", parts[0], parts[0])


def test_split_is_repeatable_and_without_leaks(tmp_path):
    chance = random.Random(4)
    made = [Row("devign", function(chance, "devign", bool(i % 2)), i % 2) for i in range(200)]
    write_rows(tmp_path / "all.jsonl", made)
    for name in ("a", "b"):
        output = run(
            "split", tmp_path / "all.jsonl", "--output", tmp_path / name, "--shares", "70,15,15"
        ).output
        assert "70.0%" in output
    names = ("train.jsonl", "valid.jsonl", "test.jsonl")
    assert [(tmp_path / "a" / n).read_bytes() for n in names] == [
        (tmp_path / "b" / n).read_bytes() for n in names
    ]
    run("check", *(tmp_path / "a" / n for n in names), "--fail-on-leak")
    with pytest.raises(DatasetError, match="--shares 80,x: not three numbers"):
        run_raising("split", tmp_path / "all.jsonl", "--output", tmp_path / "c", "--shares", "80,x")
