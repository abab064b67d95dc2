"""Which lines moved the odds: tokens on their lines, exact sums, and what a planted line does."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from conftest import Run, Scan
from vscan.domain import Finding, LineInfluence, ScanReport
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring import onnx
from vscan.scoring.base import load_parts
from vscan.scoring.card import Expert, Fusion
from vscan.scoring.influence import MOST_LINES, NgramLines
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.wide import Wide, ngrams

FUNCTION = """int /* a
comment */ copy(char *to)
{
    char line[64]; // to be filled

    gets(line);
    return sprintf(to, "%s\\
// no comment", line);
}
"""
ALONE = Fusion(Expert("one", deep=1, wide=2, bias=0), None, gate_scale=0, gate_bias=0, prior=0.1)


@pytest.fixture(scope="module")
def reader(model: Path) -> NgramLines:
    card, tokenizer, wide, _ = load_parts(model, feature_names(METRICS))
    assert wide
    return NgramLines(tokenizer, wide, card.fusion)


def words(tokenizer: CodeTokenizer, text: str) -> dict[int, str]:
    """The tokens of each line, joined."""
    ids, lines = tokenizer.encode_with_lines(text)
    pieces = {int(id_): piece for id_, piece in zip(tokenizer._ids, _vocabulary(tokenizer), strict=True)}
    found: dict[int, bytes] = {}
    for id_, line in zip(ids.tolist(), lines.tolist(), strict=True):
        found[line] = found.get(line, b"") + pieces[id_].strip()
    return {line: word.decode() for line, word in found.items()}


def _vocabulary(tokenizer: CodeTokenizer) -> list[bytes]:
    return tokenizer._encoding.decode_tokens_bytes(range(len(tokenizer._ids)))


@pytest.mark.parametrize("pretokenizer", ["code", "gpt2"])
def test_tokens_stand_on_their_lines(model: Path, pretokenizer: str):
    assert words(CodeTokenizer.load(model, pretokenizer), FUNCTION) == {
        1: "int",
        2: "copy(char*to)",
        3: "{",
        4: "charline[64];",
        6: "gets(line);",
        7: 'returnsprintf(to,"%s\\',
        8: '//nocomment",line);',
        9: "}",
    }


def test_comments_that_are_read_have_lines_too(model: Path):
    assert words(CodeTokenizer.load(model, strip=False), "a; // b\n/* c\nd */") == {
        1: "a;//b",
        2: "/*c",
        3: "d*/",
    }


@settings(deadline=None, max_examples=60)
@given(text=st.text(st.sampled_from("ab1_ \t\r\n\"'\\/*;(é→\u2003\ud800"), max_size=40))
@pytest.mark.parametrize("pretokenizer", ["code", "gpt2"])
def test_ids_are_those_that_are_scored(model: Path, pretokenizer: str, text: str):
    tokenizer = CodeTokenizer.load(model, pretokenizer)
    ids, lines = tokenizer.encode_with_lines(text)
    assert ids.tolist() == tokenizer.encode(text).tolist()
    assert lines.shape == ids.shape
    assert sorted(lines.tolist()) == lines.tolist()
    assert set(lines.tolist()) <= set(range(1, text.count("\n") + 2))


def test_what_tokens_add_is_the_score(reader: NgramLines):
    ids = reader.tokenizer.encode(FUNCTION)
    assert reader.wide.by_token(ids).sum(axis=1) == pytest.approx(reader.wide.score(ids), abs=1e-5)


def test_an_n_gram_is_shared_between_its_places_and_its_tokens():
    ids = np.array([5, 6, 5, 6], dtype=np.int32)
    (pair,) = (
        set(ngrams(ids[:2], 16)[0].tolist())
        - set(ngrams(np.array([5]), 16)[0].tolist())
        - set(ngrams(np.array([6]), 16)[0].tolist())
    )
    weights = np.zeros((1, 2**16), dtype=np.int8)
    weights[0, pair] = 1
    wide = Wide(16, np.ones(2**16, dtype=np.float16), weights, np.ones(1, dtype=np.float32))
    each = wide.score(ids)[0] / 4
    assert each > 0
    assert wide.by_token(ids)[0] == pytest.approx([each] * 4)


def test_what_lines_add_is_what_n_grams_add_to_the_log_odds(reader: NgramLines):
    wide = reader.wide.score(reader.tokenizer.encode(FUNCTION)).tolist()
    by_line = reader.by_line(FUNCTION)
    weights = reader.fusion.ngram_weights(wide)
    assert weights[:2] == pytest.approx(_shares(reader, wide))
    assert by_line.sum() == pytest.approx(weights[0] * wide[0] + weights[1] * wide[1], abs=1e-5)
    assert by_line.shape == (11,)
    assert np.flatnonzero(by_line).tolist() == [1, 2, 3, 4, 6, 7, 8, 9]


def _shares(reader: NgramLines, wide: list[float]) -> list[float]:
    """Both experts, by the gate."""
    fusion = reader.fusion
    gate = 1 / (1 + math.exp(-fusion.gate_bias - fusion.gate_scale * wide[2]))
    assert fusion.special
    return [
        (1 - gate) * (fusion.general.wide + fusion.general.trees),
        gate * (fusion.special.wide + fusion.special.trees),
    ]


def test_what_a_fix_would_change_counts_too(reader: NgramLines):
    """In a fourth head, here a copy of the second, for whichever expert weighs it."""
    wide = reader.wide
    four = replace(wide, weights=wide.weights[[0, 1, 2, 1]], scale=wide.scale[[0, 1, 2, 1]])
    fusion = replace(reader.fusion, general=replace(reader.fusion.general, unfixed=5.0))
    told = NgramLines(reader.tokenizer, four, fusion).by_line(FUNCTION)
    logits = four.score(reader.tokenizer.encode(FUNCTION)).tolist()
    gate = 1 / (1 + math.exp(-fusion.gate_bias - fusion.gate_scale * logits[2]))
    more = 5 * (1 - gate) * logits[3]
    assert abs(more) > 1e-3
    assert told.sum() == pytest.approx(reader.by_line(FUNCTION).sum() + more, abs=1e-5)


def test_one_expert_counts_alone(reader: NgramLines):
    wide = reader.wide.score(reader.tokenizer.encode(FUNCTION))
    assert replace(reader, fusion=ALONE).by_line(FUNCTION).sum() == pytest.approx(2 * wide[0], abs=1e-5)


def planted(reader: NgramLines, *weighed: tuple[str, int]) -> NgramLines:
    """A reader whose single tokens of these texts have these weights, and all others none."""
    weights = np.zeros((1, 2**20), dtype=np.int8)
    for text, weight in weighed:
        weights[0, ngrams(reader.tokenizer.encode(text), 20, 1)[0]] = weight
    wide = Wide(20, np.ones(2**20, dtype=np.float16), weights, np.full(1, 0.01, dtype=np.float32))
    return NgramLines(reader.tokenizer, wide, ALONE)


def test_the_line_that_raised_the_odds_is_named(reader: NgramLines):
    assert planted(reader, ("64", 9)).influence(FUNCTION) == (LineInfluence(4, 1.0),)


def test_lines_are_ordered_by_their_share_and_the_first_three_named(reader: NgramLines):
    text = "f() {\n  0;\n  1;\n  2;\n  3;\n  4;\n}\n"
    found = planted(reader, ("1", 10), ("2", 40), ("3", 30), ("4", 20), ("0", -90)).influence(text)
    assert [one.line for one in found] == [4, 5, 6]
    assert [one.share for one in found] == pytest.approx([0.4, 0.3, 0.2])


def test_of_equal_lines_the_first_ones_are_named(reader: NgramLines):
    found = planted(reader, ("7", 10)).influence("f() {\n" + "  7;\n" * 5 + "}\n")
    assert len(found) == MOST_LINES
    assert [one.line for one in found] == [2, 3, 4]
    assert [one.share for one in found] == pytest.approx([0.2] * 3)


@pytest.mark.parametrize("text", ["", "\n", "// nothing\n", FUNCTION])
def test_where_nothing_raised_the_odds_no_line_is_named(reader: NgramLines, text: str):
    assert planted(reader, ("64", -9)).influence(text) == ()


def test_the_cost_of_a_long_function_is_bounded(reader: NgramLines):
    """Linear: quadratic work on these 80,000 tokens would take minutes."""
    text = "f() {\n" + "  a = b;\n" * 20_000 + "}\n"
    assert len(reader.influence(text)) <= MOST_LINES


SUM = "#include <a.h>\n\nint sum(int n)\n{\n    return n + 1;\n}\n"


@pytest.fixture
def tree(here: Path) -> Path:
    (here / "sum.c").write_text(SUM)
    (here / "copy.c").write_text(FUNCTION)
    return here


def by_name(report: ScanReport) -> dict[str, Finding]:
    return {finding.function.name: finding for finding in report.findings}


def test_a_scan_names_lines_of_the_file(tree: Path, scanned: Scan, reader: NgramLines):
    found = by_name(scanned(threshold=0))
    assert found.keys() == {"sum", "copy"}
    for name in ("sum", "copy"):
        assert found[name].influence == reader.influence(found[name].function.text) != ()
    assert {found["sum"].line_of(one) for one in found["sum"].influence} <= {3, 4, 5, 6}


def test_only_odds_that_reach_the_threshold_are_explained(tree: Path, scanned: Scan):
    """`copy` calls gets, so that a rule shows it whatever its odds."""
    found = by_name(scanned(threshold=1))
    assert found.keys() == {"copy"}
    assert found["copy"].influence == ()


def test_nothing_is_explained_that_is_not_shown(tree: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(NgramLines, "influence", lambda self, text: asked.append(text) or ())
    (only,) = scanned("sum.c", "copy.c", threshold=0, top=1).findings
    assert asked == [only.function.text]


@pytest.mark.parametrize(
    ("flags", "asks"),
    [
        ((), False),
        (("-q",), False),
        (("-o", "text:out.txt"), False),
        (("--verbose",), True),
        (("--format", "json"), True),
        (("-o", "sarif:out.sarif"), True),
    ],
)
def test_only_a_report_that_tells_influence_has_it_computed(
    tree: Path, model: Path, run: Run, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], asks: bool
):
    asked: list[str] = []
    monkeypatch.setattr(NgramLines, "influence", lambda self, text: asked.append(text) or ())
    assert run(".", "--model", model, "--threshold", "0", *flags).code == 1
    assert bool(asked) == asks


def test_influence_can_be_left_out(tree: Path, model: Path, run: Run):
    flags = (".", "--model", model, "--threshold", "0", "--no-cache", "--format", "json")
    assert any(finding["influence"] for finding in run(*flags).json["findings"])
    assert not any(finding["influence"] for finding in run(*flags, "--no-influence").json["findings"])


def test_what_is_in_the_cache_is_explained_without_the_encoder(
    tree: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch
):
    first = scanned(threshold=0, cache_dir=tree / "cache")
    monkeypatch.delattr(onnx.OnnxEncoder, "load")
    again = scanned(threshold=0, cache_dir=tree / "cache")
    assert again.totals.cached == 2
    assert again.findings == first.findings


def test_a_model_without_n_grams_names_no_line(tree: Path, scanned: Scan, model: Path, tmp_path: Path):
    deaf = tmp_path / "deaf"
    shutil.copytree(model, deaf)
    card = models.card()
    experts = (replace(expert, wide=0.0, trees=0.0) for expert in card.fusion.experts)
    fusion = replace(card.fusion, **dict(zip(("general", "special"), experts, strict=True)))
    replace(card, fusion=fusion).save(deaf)
    report = scanned(threshold=0, model=deaf)
    assert len(report.findings) == 2
    assert not any(finding.influence for finding in report.findings)
