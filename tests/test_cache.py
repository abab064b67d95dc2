"""The cache: what hits, what misses, and how little it is trusted."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import Run, Scan
from vscan.cache import Cache, CacheError, cache_folder, clean, contents, folding
from vscan.cache import folder as cache_module
from vscan.cache.entries import (
    pack_analysis,
    pack_functions,
    pack_score,
    unpack_analysis,
    unpack_functions,
    unpack_remarks,
    unpack_score,
)
from vscan.cache.folding import fold
from vscan.cache.rules import pack_info, unpack_info
from vscan.domain import (
    Analysed,
    Analysis,
    Caveat,
    Confidence,
    Function,
    Remark,
    RuleInfo,
    RuleMatch,
    Score,
    Severity,
    SourceFile,
    Span,
)
from vscan.lazy import Lazy
from vscan.scoring.onnx import OnnxEncoder
from vscan.workers import Workers

SOURCE = SourceFile("a.c", "c", "/* \u00e9 */\nint f(void)\n{\n  return 1;\n}\nint g(void) { return 2; }\n")
METRICS = ("nloc", "calls")
RULES = {"gets", "system"}


def analysed(source: SourceFile = SOURCE) -> tuple[Analysed, ...]:
    data = source.text.encode()
    first, second = data.index(b"int f"), data.index(b"int g")
    return (
        Analysed(
            Function(source.path, "c", "f", Span(2, 5, first, second - 1), data[first : second - 1].decode()),
            Analysis({"nloc": 4.0, "calls": 0.0}, (RuleMatch("gets", 2, 3, "{"),)),
        ),
        Analysed(
            Function(source.path, "c", "g", Span(6, 6, second, len(data) - 1), data[second:-1].decode()),
            Analysis({"nloc": 1.0, "calls": 2.5}, ()),
        ),
    )


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Cache]]:
    caches: list[Cache] = []

    def open_cache(folder: Path | None = tmp_path / "cache", analysis: str = "a", model: str = "m") -> Cache:
        caches.append(Cache(folder, analysis=analysis, model=model, metrics=METRICS, rules=RULES))
        return caches[-1]

    yield open_cache
    for cache in caches:
        cache.close()


Opened = Callable[..., Cache]


def test_gives_back_what_it_was_given(opened: Opened):
    opened().keep_functions(SOURCE, analysed())
    opened().keep_scores({"x": Score(0.1), "y": Score(1 / 3), "z": Score(1e-9)})
    again = opened()
    assert again.functions(SOURCE) == analysed()
    assert again.scores(["z", "x", "w", "y"]) == {"x": Score(0.1), "y": Score(1 / 3), "z": Score(1e-9)}


def test_a_file_without_functions_is_remembered(opened: Opened):
    opened().keep_functions(SOURCE, ())
    assert opened().functions(SOURCE) == ()


def test_the_same_text_elsewhere_is_known(opened: Opened):
    opened().keep_functions(SOURCE, analysed())
    moved = SourceFile("b/c.c", "c", SOURCE.text)
    assert opened().functions(moved) == analysed(moved)


def test_other_text_language_code_or_model_is_not(opened: Opened):
    opened().keep_functions(SOURCE, analysed())
    opened().keep_scores({"x": Score(0.5)})
    assert opened().functions(SourceFile("a.c", "c", SOURCE.text + "\n")) is None
    assert opened().functions(SourceFile("a.c", "cpp", SOURCE.text)) is None
    assert opened(analysis="b").functions(SOURCE) is None
    assert opened(model="n").scores(["x"]) == {}


def test_remarks(opened: Opened):
    remark = Remark(1, 2, "/* \u00e9 */")
    opened().keep_remarks(SOURCE, [remark])
    assert opened().remarks(SOURCE) == (remark,)
    assert opened().remarks(SourceFile("a.c", "cpp", SOURCE.text)) is None


@pytest.mark.parametrize(
    "row",
    [
        7,
        [],
        [1, 2],
        [1, 2, "int h"],
        [0, 2, "int"],
        [3, 2, "int"],
        [1, 99, "int"],
        [1.0, 2, "int"],
        [1, 2, 3],
    ],
    ids=str,
)
def test_remarks_that_do_not_fit_their_file_are_not_believed(row: object):
    assert unpack_remarks(json.dumps([row]).encode(), SOURCE) is None
    assert unpack_remarks(b"[" * 100_000, SOURCE) is None


def test_more_digests_than_a_query_takes(opened: Opened):
    many = {str(i): Score(i / 40_000) for i in range(40_000)}
    cache = opened()
    cache.keep_scores(many)
    assert cache.scores(many) == many


def test_without_a_folder_nothing_is_kept(opened: Opened):
    cache = opened(None)
    cache.keep_functions(SOURCE, analysed())
    assert cache.functions(SOURCE) is None


def functions() -> tuple[Function, ...]:
    return tuple(one.function for one in analysed())


def folded(values: object) -> bytes:
    return zlib.compress(json.dumps(values).encode())


def moved(row: int, column: int, value: object) -> bytes:
    """Where the functions of the file stand, spoilt."""
    places = json.loads(zlib.decompress(pack_functions(functions())))
    places[row][column] = value
    return folded(places)


BROKEN = {
    "nothing": b"",
    "garbage": b"\x00garbage",
    "no JSON": zlib.compress(b"[["),
    "deep JSON": zlib.compress(b"[" * 100_000),
    "no list": zlib.compress(b"7"),
    "a list of something": zlib.compress(b"[7]"),
}
MISPLACED = BROKEN | {
    "cut": pack_functions(functions())[:-9],
    "a row cut": folded([["f", 1]]),
    "name": moved(0, 0, 7),
    "before the file": moved(0, 1, -1),
    "beyond the file": moved(1, 2, 10_000),
    "empty": moved(1, 2, functions()[1].span.start_byte),
    "overlapping": moved(1, 1, functions()[0].span.start_byte),
    "a fraction": moved(0, 1, 9.5),
    "text as place": moved(0, 1, "9"),
}


@pytest.mark.parametrize("entry", MISPLACED.values(), ids=MISPLACED)
def test_functions_that_do_not_fit_their_file_are_not_believed(entry: bytes):
    assert unpack_functions(pack_functions(functions()), SOURCE) == functions()
    assert unpack_functions(entry, SOURCE) is None


def matched(*match: object) -> bytes:
    return folded([[1.0, 2.0], [match]])


MISREAD = BROKEN | {
    "cut": pack_analysis(analysed()[0].analysis)[:-9],
    "too few metrics": folded([[1.0], []]),
    "too many metrics": folded([[1.0, 2.0, 3.0], []]),
    "a metric of text": folded([[1.0, "2"], []]),
    "a negative metric": folded([[1.0, -2.0], []]),
    "a metric that is no number": folded([[1.0, float("nan")], []]),
    "an endless metric": folded([[1.0, 10**400], []]),
    "an unknown rule": matched("nonesuch", 1, 1, ""),
    "a rule of a kind": matched(["gets"], 1, 1, ""),
    "a match before the function": matched("gets", 0, 1, ""),
    "a match beyond the function": matched("gets", 1, 5, ""),
    "a match that ends first": matched("gets", 3, 2, ""),
    "a match at half a line": matched("gets", 1.5, 2, ""),
    "an excerpt of numbers": matched("gets", 1, 2, 7),
}


@pytest.mark.parametrize("entry", MISREAD.values(), ids=MISREAD)
def test_an_analysis_that_does_not_fit_its_function_is_not_believed(entry: bytes):
    function, analysis = analysed()[0].function, analysed()[0].analysis
    assert unpack_analysis(pack_analysis(analysis), function, METRICS, RULES) == analysis
    assert unpack_analysis(entry, function, METRICS, RULES) is None


def test_an_entry_unfolds_to_a_bounded_size(monkeypatch: pytest.MonkeyPatch):
    entry = zlib.compress(b"[" + b" " * 5000 + b"]")
    assert unpack_functions(entry, SOURCE) == ()
    monkeypatch.setattr(folding, "_MAX_BYTES", 5000)
    assert unpack_functions(entry, SOURCE) is None


def test_a_function_is_known_wherever_it_stands(opened: Opened):
    opened().keep_functions(SOURCE, analysed())
    first = analysed()[0]
    elsewhere = replace(first.function, path="b.c", span=Span(92, 95, 1000, 1026))
    stranger = replace(first.function, text=first.function.text + " ")
    known = opened().analyses([elsewhere, stranger, replace(first.function, language="cpp")])
    assert known == {first.function.digest: first.analysis}


def test_a_file_is_not_known_when_one_of_its_functions_is_not(opened: Opened, tmp_path: Path):
    opened().keep_functions(SOURCE, analysed())
    with sqlite3.connect(tmp_path / "cache/results.sqlite") as database:
        database.execute("DELETE FROM entries WHERE key LIKE ?", [f"%{functions()[0].digest}"])
    database.close()
    assert opened().functions(SOURCE) is None


SCORES = {
    "nothing": b"",
    "garbage": b"x",
    "a bare number": b"0.5",
    "no number": b"[]",
    "not a number": b"[NaN]",
    "endless": b"[Infinity]",
    "below 0": b"[-0.1]",
    "above 1": b"[1.1]",
    "text": b'["0.5"]',
    "truth": b"[true]",
    "an unknown caveat": b'[0.5, "odd"]',
    "a caveat of a kind": b'[0.5, ["tiny"]]',
    "a caveat twice": b'[0.5, "tiny", "tiny"]',
    "caveats out of order": b'[0.5, "tiny", "truncated"]',
    "deep": b"[" * 100_000,
    "an object": b"{}",
    "no bytes": None,
    "a surrogate": "\ud800",
    "an integer": 7,
}


@pytest.mark.parametrize("caveats", [(), (Caveat.TINY,), tuple(Caveat)])
def test_scores_come_back_with_their_caveats(opened: Opened, caveats: tuple[Caveat, ...]):
    score = Score(0.25, caveats=caveats)
    assert unpack_score(pack_score(score)) == score
    opened().keep_scores({"x": score})
    assert opened().scores(["x"]) == {"x": score}


@pytest.mark.parametrize("value", SCORES.values(), ids=SCORES)
def test_what_is_no_score_is_not_believed(value: Any):
    assert unpack_score(value) is None


def test_a_table_full_of_lies_is_survived(opened: Opened, tmp_path: Path):
    opened().keep_functions(SOURCE, analysed())
    opened().keep_scores({"x": Score(0.5), "y": Score(0.5)})
    with sqlite3.connect(tmp_path / "cache/results.sqlite") as database:
        database.execute("UPDATE entries SET value = 'text' WHERE key LIKE 'file:%'")
        database.execute("UPDATE entries SET value = 7 WHERE key LIKE 'score%x'")
    database.close()
    assert opened().functions(SOURCE) is None
    assert opened().scores(["x", "y"]) == {"y": Score(0.5)}


INFO = RuleInfo("gets", "gets", "It has no bound.", Severity.HIGH, Confidence.HIGH, (242, 120), "# gets\n")


def test_a_rule_is_read_once(opened: Opened):
    read: list[str] = []

    def noted(rule: str) -> RuleInfo:
        read.append(rule)
        return INFO

    assert opened().infos(Lazy(["gets", "system"], noted))["gets"] == INFO
    known = opened().infos(Lazy(["gets", "system"], noted))
    assert (known["gets"], [*known], read) == (INFO, ["gets", "system"], ["gets"])
    assert "strcpy" not in known
    assert opened(analysis="b").infos(Lazy(["gets"], noted))["gets"] == INFO
    assert opened(None).infos(Lazy(["gets"], noted))["gets"] == INFO
    assert read == ["gets"] * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "system"},
        {"title": 7},
        {"message": None},
        {"severity": 9},
        {"confidence": "high"},
        {"cwe": ("120",)},
        {"cwe": 120},
        {"page": []},
    ],
    ids=str,
)
def test_what_describes_no_rule_is_not_believed(changes: dict[str, Any]):
    assert unpack_info(pack_info(INFO), "gets") == INFO
    assert unpack_info(pack_info(replace(INFO, **changes)), "gets") is None


@pytest.mark.parametrize("entry", [b"", b"text", fold(7), fold([]), fold([*"gets"])], ids=str)
def test_no_entry_of_another_kind_describes_a_rule(entry: bytes):
    assert unpack_info(entry, "gets") is None


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_garbage_in_place_of_the_database_is_replaced(opened: Opened, tmp_path: Path, content: bytes):
    opened().close()
    (tmp_path / "cache/results.sqlite").write_bytes(content)
    (tmp_path / "cache/results.sqlite-wal").write_bytes(content)
    opened().keep_scores({"x": Score(0.5)})
    assert opened().scores(["x"]) == {"x": Score(0.5)}


def test_a_database_damaged_inside_is_gone_for_the_next_run(opened: Opened, tmp_path: Path):
    first = opened()
    first.keep_scores({str(i): Score(0.5) for i in range(5000)})
    first.close()
    path = tmp_path / "cache/results.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    damaged = opened()
    assert damaged.scores(["7"]) == {}
    damaged.keep_scores({"7": Score(0.5)})
    opened().keep_scores({"8": Score(0.5)})
    assert opened().scores(["7", "8"]) == {"8": Score(0.5)}


def test_a_foreign_table_is_not_ours(opened: Opened, tmp_path: Path):
    opened().close()
    (tmp_path / "cache/results.sqlite").unlink()
    with sqlite3.connect(tmp_path / "cache/results.sqlite") as database:
        database.execute("CREATE TABLE entries (name TEXT)")
    database.close()
    cache = opened()
    cache.keep_scores({"x": Score(0.5)})
    assert cache.scores(["x"]) == {}


def test_a_locked_database_costs_nothing_but_time(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened().keep_scores({"x": Score(0.5)})
    connect = sqlite3.connect
    monkeypatch.setattr(cache_module.sqlite3, "connect", lambda path, timeout: connect(path, timeout=0.05))
    holder = connect(tmp_path / "cache/results.sqlite")
    holder.execute("BEGIN EXCLUSIVE")
    cache = opened()
    cache.keep_scores({"y": Score(0.5)})
    cache.close()
    holder.close()
    assert opened().scores(["x", "y"]) == {"x": Score(0.5)}


def test_a_folder_that_cannot_be_made_means_no_cache(opened: Opened, tmp_path: Path):
    (tmp_path / "file").write_text("")
    cache = opened(tmp_path / "file/cache")
    cache.keep_scores({"x": Score(0.5)})
    assert cache.scores(["x"]) == {}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_means_no_cache(opened: Opened, tmp_path: Path):
    (tmp_path / "cache").mkdir(mode=0o500)
    cache = opened()
    cache.keep_scores({"x": Score(0.5)})
    assert cache.scores(["x"]) == {}


def test_a_cache_that_grew_too_large_starts_again(opened: Opened, monkeypatch: pytest.MonkeyPatch):
    opened().keep_scores({"x": Score(0.5)})
    monkeypatch.setattr(cache_module, "MAX_BYTES", 10)
    assert opened().scores(["x"]) == {}


def test_a_link_in_place_of_the_database_is_not_followed(opened: Opened, tmp_path: Path):
    mine = tmp_path / "mine.sqlite"
    with sqlite3.connect(mine) as database:
        database.execute("CREATE TABLE precious (name TEXT)")
    database.close()
    before = mine.read_bytes()
    opened().close()
    (tmp_path / "cache/results.sqlite").unlink()
    (tmp_path / "cache/results.sqlite").symlink_to(mine)
    opened().keep_scores({"x": Score(0.5)})
    assert opened().scores(["x"]) == {"x": Score(0.5)}
    assert mine.read_bytes() == before


def test_the_folder_says_what_it_is(opened: Opened, tmp_path: Path):
    opened()
    assert (
        (tmp_path / "cache/CACHEDIR.TAG")
        .read_text()
        .startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    )
    assert (tmp_path / "cache/.gitignore").read_text() == "*\n"


def test_a_folder_with_other_things_is_refused_and_left_alone(opened: Opened, tmp_path: Path):
    (tmp_path / "main.c").write_text("int main(void) { return 0; }\n")
    with pytest.raises(CacheError, match=r"holds main\.c"):
        opened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["main.c"]


def test_clean_deletes_what_is_its_own(opened: Opened, tmp_path: Path):
    cache = opened()
    cache.keep_scores({"x": Score(0.5)})
    cache.close()
    assert clean(tmp_path / "cache") > 1000
    assert not (tmp_path / "cache").exists()
    assert clean(tmp_path / "cache") == 0


def test_clean_leaves_what_others_put_there(opened: Opened, tmp_path: Path):
    opened().close()
    (tmp_path / "cache/notes.txt").write_text("mine")
    assert clean(tmp_path / "cache") > 1000
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["notes.txt"]


def test_clean_leaves_the_caches_of_other_tools(tmp_path: Path):
    names = {"CACHEDIR.TAG", ".gitignore", "results.sqlite"}
    (tmp_path / "other").mkdir()
    for name in names:
        (tmp_path / "other" / name).write_text(
            "Signature: 8a477f597d28d172789f06886806bc55\n# Made by another.\n"
        )
    assert clean(tmp_path / "other") == 0
    assert {path.name for path in (tmp_path / "other").iterdir()} == names


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("VSCAN_CACHE_DIR", raising=False)
    own = cache_folder(None)
    assert own.is_absolute()
    assert own.name == "vscan"
    assert not own.is_relative_to(Path.cwd())
    monkeypatch.setenv("VSCAN_CACHE_DIR", "elsewhere")
    assert cache_folder(None) == Path("elsewhere")
    assert cache_folder(Path("chosen")) == Path("chosen")


@pytest.fixture
def tree(here: Path) -> Path:
    (here / "a.c").write_text("int f(char *b)\n{\n  gets(b);\n  return 1;\n}\n")
    (here / "b.c").write_text("int g(void) { return 2; }\nint h(int a) { return a * a; }\n")
    return here


def forbid(monkeypatch: pytest.MonkeyPatch, kind: type, method: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError(f"{kind.__name__}.{method} was called")

    monkeypatch.setattr(kind, method, refuse)


def test_a_second_run_neither_parses_nor_loads_the_model(
    tree: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch
):
    first = scanned(threshold=0, cache_dir=Path("kept"))
    forbid(monkeypatch, OnnxEncoder, "load")
    forbid(monkeypatch, Workers, "submit")
    second = scanned(threshold=0, cache_dir=Path("kept"))
    assert (first.totals.cached, second.totals.cached) == (0, 3)
    assert second.findings == first.findings
    assert len(first.findings) == 3


def test_a_changed_file_alone_is_done_again(tree: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch):
    scanned(cache_dir=Path("kept"))
    (tree / "b.c").write_text("int g(void) { return 2; }\nint h(int a) { return a * a * a; }\n")
    submitted: list[str] = []
    submit = Workers.submit
    monkeypatch.setattr(
        Workers,
        "submit",
        lambda self, task, source: submitted.append(source.path) or submit(self, task, source),
    )
    assert scanned(cache_dir=Path("kept")).totals.cached == 2
    assert submitted == ["b.c"]


@pytest.mark.parametrize("change", ["model", "function size", "version", "scorer", "no cache"])
def test_what_shapes_a_result_misses(
    tree: Path, scanned: Scan, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
):
    scanned(cache_dir=Path("kept"))
    settings: dict[str, Any] = {"cache_dir": Path("kept")}
    if change == "model":
        settings["model"] = tmp_path / "model"
        shutil.copytree(model, tmp_path / "model")
        card = tmp_path / "model/card.json"
        card.write_text(card.read_text().replace('"tiny"', '"other"'))
    elif change == "function size":
        settings["max_function_bytes"] = 20
    elif change == "version":
        monkeypatch.setattr("vscan.__version__", "99")
    elif change == "scorer":
        settings["scorer"] = "torch"
    else:
        settings["cache"] = False
    assert scanned(**settings).totals.cached == 0


def test_a_changed_rule_misses(tree: Path, scanned: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from vscan.rulebook import builtin_rules

    mine = tmp_path / "rules"
    shutil.copytree(builtin_rules(), mine)
    monkeypatch.setattr("vscan.toolkit.builtin_rules", lambda: mine)
    scanned(cache_dir=Path("kept"))
    assert scanned(cache_dir=Path("kept")).totals.cached == 3
    rule = mine / "c/gets.yml"
    rule.write_text(rule.read_text().replace("severity: critical", "severity: low"))
    assert scanned(cache_dir=Path("kept")).totals.cached == 0


def test_thresholds_and_formats_hit(tree: Path, scanned: Scan):
    scanned(cache_dir=Path("kept"))
    assert scanned(cache_dir=Path("kept"), threshold=0.9, top=1, format="json").totals.cached == 3


def test_a_tampered_cache_gives_the_same_report(tree: Path, scanned: Scan):
    honest = scanned(threshold=0, cache_dir=Path("kept"))
    with sqlite3.connect(tree / "kept/results.sqlite") as database:
        database.execute("UPDATE entries SET value = x'7b7d'")
    database.close()
    again = scanned(threshold=0, cache_dir=Path("kept"))
    assert (again.findings, again.totals.cached) == (honest.findings, 0)


def test_two_processes_share_a_cache(tree: Path, model: Path, run: Run):
    for i in range(30):
        (tree / f"more{i}.c").write_text(f"int more{i}(int a) {{ return a + {i}; }}\n")
    args = ["--model", str(model), "--format", "json", "--threshold", "0", "--jobs", "1", "."]
    command = [sys.executable, "-c", "from vscan.cli import main; main()", *args]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    outs = [process.communicate(timeout=60) for process in both]
    assert [error for _, error in outs] == [b"", b""]
    one, other = (json.loads(out)["findings"] for out, _ in outs)
    assert one == other
    third = run(*args).json
    assert third["summary"]["cached"] == 33
    assert third["findings"] == one


def test_contents_are_counted_by_kind(tmp_path: Path, opened: Opened):
    assert contents(tmp_path / "cache") is None
    cache = opened()
    cache.keep_functions(SOURCE, analysed())
    cache.keep_remarks(SOURCE, ())
    cache.keep_scores({"f": Score(0.5), "g": Score(0.25)})
    held = contents(tmp_path / "cache")
    assert held is not None
    assert (held.files, held.scores) == (1, 2)
    assert held.size == sum(path.stat().st_size for path in (tmp_path / "cache").glob("results.sqlite*"))


def test_contents_of_another_folder_or_a_damaged_cache_are_none(tmp_path: Path, opened: Opened):
    assert contents(tmp_path) is None
    opened().close()
    (tmp_path / "cache" / "results.sqlite").write_bytes(b"no database" * 99)
    assert contents(tmp_path / "cache") is None
