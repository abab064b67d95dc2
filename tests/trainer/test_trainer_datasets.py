from __future__ import annotations

import csv
import gzip
import json
import lzma
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_corpus import function, write_rows

from vscan_trainer import datasets
from vscan_trainer.datasets import FORMATS, DatasetError, Pair, Row, load, load_pairs
from vscan_trainer.datasets.base import cwes, label_of

RNG = random.Random(5)
TEXTS = [function(RNG, "devign", bool(i % 2)) for i in range(10)]
TARGETS = [i % 2 for i in range(10)]
ROWS = [Row("devign", "int f(void)\n{ return 0; }", 1), Row("devign", "é", 0), Row("devign", "g();", None)]
GOOD = '{"func": "int f(void) { return 0; }", "target": 1}\n'


def lines(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def array(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps(records, indent=1), encoding="utf-8")
    return path


def table(path: Path, records: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return path


def parquet(path: Path, records: list[dict[str, object]]) -> Path:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    write_table(arrow.Table.from_pylist(records), path)
    return path


def records(**fields: object) -> list[dict[str, object]]:
    """Ten, with these fields beside `func` and `target`."""
    return [{"func": t, "target": y, **fields} for t, y in zip(TEXTS, TARGETS, strict=True)]


def renamed(func: str, target: str) -> list[dict[str, object]]:
    return [{func: t, target: y} for t, y in zip(TEXTS, TARGETS, strict=True)]


def expected(corpus: str, project: str = "", cwe: str = "") -> list[Row]:
    return [Row(corpus, t, y, project, cwe) for t, y in zip(TEXTS, TARGETS, strict=True)]


BIGVUL = [
    {"CWE ID": "CWE-119", "func_after": "fixed", "func_before": t, "lang": "C", "project": "Chrome", "vul": y}
    for t, y in zip(TEXTS, TARGETS, strict=True)
]


@pytest.mark.parametrize(
    ("write", "name", "given", "wanted"),
    [
        (array, "function.json", records(project="qemu", commit_id="a1"), expected("devign", "qemu")),
        (lines, "devign.jsonl", records(project="FFmpeg", idx=3), expected("devign", "FFmpeg")),
        (
            lines, "primevul_train.jsonl", records(idx=1, project="gpac", cwe=["CWE-415"], hash=2**99),
            expected("primevul", "gpac", "CWE-415"),
        ),
        (lines, "primevul_valid.jsonl", records(idx=1, project="gpac"), expected("primevul", "gpac")),
        (
            lines, "diversevul_20230702.json", records(cwe=["CWE-119", "CWE-20"], project="ats", size=9),
            expected("diversevul", "ats", "CWE-119 CWE-20"),
        ),
        (table, "MSR_data_cleaned.csv", BIGVUL, expected("bigvul", "Chrome", "CWE-119")),
        (table, "renamed.csv", BIGVUL, expected("bigvul", "Chrome", "CWE-119")),
        (lines, "mine.jsonl", records(), expected("mine")),
        (lines, "mine.ndjson", renamed("code", "label"), expected("mine")),
        (array, "mine.json", renamed("text", "vul"), expected("mine")),
        (table, "mine.csv", renamed("code", "label"), expected("mine")),
        (parquet, "mine.parquet", renamed("func", "is_vulnerable"), expected("mine")),
        (lines, "devign-but-not.jsonl", renamed("code", "label"), expected("devign-but-not")),
    ],
)  # fmt: skip
def test_format_is_told_by_name_and_fields(tmp_path, write, name, given, wanted):
    assert list(load(write(tmp_path / name, given))) == wanted


def test_format_named_outright_goes_before_the_files_name(tmp_path):
    path = lines(tmp_path / "devign.jsonl", records(project="qemu", idx=1))
    assert {row.corpus for row in load(path, "primevul")} == {"primevul"}
    with pytest.raises(DatasetError, match="no format is called cvefixes; there are devign, primevul"):
        list(load(path, "cvefixes"))


def test_fields_of_ones_own(tmp_path):
    path = table(tmp_path / "mine.csv", renamed("processed_func", "bad"))
    assert list(load(path, func_field="processed_func", target_field="bad")) == expected("mine")
    with pytest.raises(
        DatasetError, match=r"mine\.csv:\d+: no text under func, code, text; .* processed_func"
    ):
        list(load(path))
    with pytest.raises(DatasetError, match="no label under worse; the fields are processed_func, bad"):
        list(load(path, func_field="processed_func", target_field="worse"))


def test_sven_gives_both_sides_of_a_pair_and_counts_python(tmp_path):
    fields = {"func_src_before": "old();", "func_src_after": "new();", "vul_type": "cwe-125"}
    link = {"commit_link": "github.com/abrt/libreport/commit/239c"}
    path = lines(tmp_path / "train.jsonl", [fields | link | {"file_name": n} for n in ("a.c", "b.py")])
    skipped: Counter[str] = Counter()
    assert list(load(path, skipped=skipped)) == [
        Row("sven", "old();", 1, "abrt/libreport", "CWE-125"),
        Row("sven", "new();", 0, "abrt/libreport", "CWE-125"),
    ]
    assert skipped == {"pair in Python": 1}
    assert list(load_pairs(path)) == [Pair("old();", "new();", "cwe-125")]


def test_broken_pair_is_named_by_file_and_line(tmp_path):
    path = lines(tmp_path / "sven.jsonl", [{"file_name": "a.c", "func_src_before": "old"}])
    with pytest.raises(DatasetError, match=r"sven\.jsonl:1: no text under one of .*func_src_after"):
        list(load_pairs(path))


def test_empty_functions_are_counted(tmp_path):
    skipped: Counter[str] = Counter()
    path = lines(tmp_path / "diversevul.json", [{"func": "", "target": 0}, *records()])
    assert len(list(load(path, skipped=skipped))) == 10
    assert skipped == {"empty function": 1}


def test_index_picks_records_by_position(tmp_path):
    path = array(tmp_path / "function.json", records(project="qemu"))
    index = tmp_path / "valid.txt"
    index.write_text("7\n0\n3\n")
    assert [row.text for row in load(path, index=index)] == [TEXTS[0], TEXTS[3], TEXTS[7]]
    index.write_text("3\n10\n")
    with pytest.raises(DatasetError, match=r"valid\.txt: names row 10, but .* holds 10, counted from 0"):
        list(load(path, index=index))
    index.write_text("3\n-1\n")
    with pytest.raises(DatasetError, match=r"valid\.txt:2: '-1' is not a row's position"):
        list(load(path, index=index))


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.xz", ".jsonl.gz"])
def test_written_rows_are_read_again(tmp_path, suffix):
    rows = [*ROWS, Row("sven", "f();", 1, "abrt/libreport", "CWE-22")]
    path = tmp_path / "new" / f"rows{suffix}"
    datasets.write_rows(path, iter(rows))
    assert [row.target for row in load(path)] == [1, 0, None, 1]
    assert list(load(path)) == rows
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_rows_are_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(GOOD)
    broken = lines(tmp_path / "broken.jsonl", [{"func": "f();", "target": 1}, {"func": 3, "target": 1}])
    with pytest.raises(DatasetError, match=r"broken\.jsonl:2"):
        datasets.write_rows(path, load(broken))
    assert path.read_text() == GOOD
    with pytest.raises(DatasetError, match=r"rows are written to \.jsonl"):
        datasets.write_rows(tmp_path / "rows.csv", ROWS)
    with pytest.raises(DatasetError, match="cannot write"):
        datasets.write_rows(path / "rows.jsonl", ROWS)


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
        ('{"func": "f", "target": "yes"}', "'target' is 'yes', not 0, 1 or null"),
        ('{"func": "f", "target": [0]}', "not 0, 1 or null"),
    ],
)
def test_broken_row_is_named_by_file_and_line(tmp_path, line, complaint):
    path = tmp_path / "diversevul.jsonl"
    path.write_text(f"{GOOD}{line}\n")
    with pytest.raises(DatasetError) as raised:
        list(load(path))
    assert str(raised.value).startswith(f"{path}:2: ")
    assert complaint in str(raised.value)


def test_broken_array_and_table_are_named_by_row(tmp_path):
    with pytest.raises(DatasetError, match=r"function\.json: row 2: not a JSON object"):
        list(load(array(tmp_path / "function.json", [{"func": "f", "target": 0}, 3])))
    broken = [BIGVUL[0], BIGVUL[1] | {"vul": "maybe"}]
    with pytest.raises(DatasetError, match=r"big-vul\.csv:\d+: 'vul' is 'maybe', not 0, 1 or null"):
        list(load(table(tmp_path / "big-vul.csv", broken)))
    pieces = parquet(tmp_path / "mine.parquet", [{"func": "f", "target": 0}, {"func": None, "target": 0}])
    with pytest.raises(DatasetError, match=r"mine\.parquet: row 2: no text under 'func'"):
        list(load(pieces))


def test_fields_larger_than_csv_allows_by_default(tmp_path):
    large = "x = 1;" * 50_000
    path = table(tmp_path / "bigvul.csv", [BIGVUL[0] | {"func_after": large, "func_before": large}])
    assert [row.text for row in load(path)] == [large]


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
        list(load(path))
    assert str(path) in str(raised.value)


def test_damaged_gzip_and_parquet_are_named(tmp_path):
    packed = bytearray(gzip.compress(GOOD.encode() * 1000, mtime=0))
    packed[15] ^= 255
    (tmp_path / "rows.jsonl.gz").write_bytes(packed)
    (tmp_path / "rows.parquet").write_bytes(b"PAR1 is not enough")
    for name in ("rows.jsonl.gz", "rows.parquet"):
        with pytest.raises(DatasetError, match=f"cannot read .*{name}"):
            list(load(tmp_path / name))


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(DatasetError, match=r"pip install '.\[parquet\]'"):
        list(load(tmp_path / "rows.parquet"))


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", ""), ("a.json", "[]"), ("a.csv", "func,target\n")])
def test_file_without_rows_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(DatasetError, match="holds no rows"):
        list(load(tmp_path / name))


def test_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"rows\.pkl: the name ends in none of \.parquet, \.csv, \.json"):
        list(load(tmp_path / "rows.pkl"))


def test_rows_of_the_tests_own_corpus_are_read(tmp_path):
    write_rows(tmp_path / "devign-train.jsonl.xz", ROWS)
    assert [row.text for row in load(tmp_path / "devign-train.jsonl.xz")] == [row.text for row in ROWS]


@pytest.mark.parametrize(
    ("value", "label"),
    [(1, 1), (0, 0), (True, 1), (False, 0), ("1", 1), (" 0 ", 0), (1.0, 1), ("True", 1), (None, None)],
)
def test_labels_however_written(value, label):
    assert label_of(value, "target") == label


@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_a_label_is_read_or_refused(value):
    if str(value).strip().lower() in {"0", "1", "0.0", "1.0", "true", "false", "", "none", "null", "nan"}:
        assert label_of(value, "target") in (0, 1, None)
    else:
        with pytest.raises(DatasetError, match="not 0, 1 or null"):
            label_of(value, "target")


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (None, ""),
        ("", ""),
        ([], ""),
        ("cwe-022", "CWE-022"),
        (["CWE-20", "CWE-20", "CWE-787"], "CWE-20 CWE-787"),
    ],
)
def test_cwe_numbers(value, numbers):
    assert cwes(value) == numbers


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"plain"}))
def test_each_corpus_says_where_it_comes_from_and_what_is_wrong_with_it(name):
    source = FORMATS[name].source
    assert source.paper
    assert source.obtain
    assert source.licence
    assert source.faults
