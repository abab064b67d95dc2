from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from toy_corpus import write_rows

from vscan_trainer.datasets import DatasetError, Pair, Row, load, load_pairs
from vscan_trainer.datasets.labelled import load_labelled

ROWS = [Row("devign", "int f(void)\n{ return 0; }", 1), Row("devign", "é", 0), Row("devign", "", None)]
GOOD = '{"func": "int f(void) { return 0; }", "target": 1}\n'


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.xz"])
def test_rows_in_file_order(tmp_path, suffix):
    write_rows(tmp_path / f"devign-train{suffix}", ROWS)
    assert list(load(tmp_path, "devign-train")) == ROWS


def test_packed_file_goes_before_the_plain_one(tmp_path):
    write_rows(tmp_path / "devign-train.jsonl.xz", ROWS)
    write_rows(tmp_path / "devign-train.jsonl", ROWS[:1])
    assert len(list(load(tmp_path, "devign-train"))) == 3


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"target": 1}', "no text under 'func'"),
        ('{"func": 3, "target": 1}', "no text under 'func'"),
        ('{"func": "f", "label": 1}', "no 'target'"),
        ('{"func": "f", "target": 2}', "'target' is 2, not 0, 1 or null"),
        ('{"func": "f", "target": "1"}', "'target' is '1', not 0, 1 or null"),
        ('{"func": "f", "target": [0]}', "not 0, 1 or null"),
    ],
)
def test_broken_row_is_named_by_file_and_line(tmp_path, line, complaint):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{GOOD}{line}\n")
    with pytest.raises(DatasetError) as raised:
        list(load_labelled(path, "toy"))
    assert str(raised.value).startswith(f"{path}:2: ")
    assert complaint in str(raised.value)


def missing(path: Path) -> None:
    """Leaves nothing there."""


def cut_short(path: Path) -> None:
    path.write_bytes(lzma.compress(GOOD.encode() * 1000)[:-20])


def not_packed(path: Path) -> None:
    path.write_text(GOOD)


def not_utf8(path: Path) -> None:
    path.write_bytes(lzma.compress(b'{"func": "\xff"}\n'))


@pytest.mark.parametrize("make", [missing, cut_short, not_packed, not_utf8])
def test_unreadable_file_is_named(tmp_path, make):
    path = tmp_path / "devign-train.jsonl.xz"
    make(path)
    with pytest.raises(DatasetError, match="cannot read") as raised:
        list(load(tmp_path, "devign-train"))
    assert str(path) in str(raised.value)


def test_pairs_of_c_alone(tmp_path):
    fields = {"func_src_before": "old", "func_src_after": "new", "vul_type": "cwe-125"}
    path = tmp_path / "sven.jsonl"
    path.write_text("".join(json.dumps(fields | {"file_name": name}) + "\n" for name in ("a.c", "b.py")))
    assert list(load_pairs(path)) == [Pair("old", "new", "cwe-125")]


def test_broken_pair_is_named_by_file_and_line(tmp_path):
    path = tmp_path / "sven.jsonl"
    path.write_text('{"file_name": "a.c", "func_src_before": "old"}\n')
    with pytest.raises(DatasetError, match=r"sven\.jsonl:1: no text under one of .*func_src_after"):
        list(load_pairs(path))
