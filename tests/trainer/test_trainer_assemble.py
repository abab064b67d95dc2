"""The model directory: that vscan loads it, and scores with it as it was calibrated."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from transformers import RobertaConfig, RobertaModel

from vscan.analyse import Analyser
from vscan.features import feature_names
from vscan.metrics import METRICS, measure
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelCard, open_model
from vscan.scoring.base import encode_windows
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.wide import Wide
from vscan_trainer import datasets
from vscan_trainer.calibrate import Logits, probabilities
from vscan_trainer.cli import cli
from vscan_trainer.datasets import PARTS
from vscan_trainer.evaluation.ranking import figures
from vscan_trainer.wide import wide_logits
from vscan_trainer.work import Work


@pytest.fixture(scope="module")
def card(built) -> ModelCard:
    return ModelCard.load(built.model)


@pytest.fixture(scope="module")
def valid(built) -> list[datasets.Row]:
    return [row for row in datasets.load(built.data, "primevul-valid") if row.target is not None]


@pytest.fixture(scope="module")
def expected(built, card) -> np.ndarray:
    """The odds of the general corpus' labelled validation functions, by the trainer's own parts."""
    corpus = built.work.corpora("valid")[0].labelled()
    tokenizer = built.work.load_tokenizer()
    windows = [tokenizer.window(corpus.shard[i], card.length) for i in range(len(corpus.shard))]
    deep = encode_windows(OnnxEncoder.load(built.model, 1), windows, corpus.features, tokenizer.pad)
    wide = wide_logits(Wide.load(built.model), corpus.shard)
    return probabilities(card.fusion, Logits("primevul", deep, wide, corpus.shard.targets))


def scores(built, rows: list[datasets.Row], scorer: str, model: Path | None = None) -> list[float]:
    """What the scanner says of them."""
    rules = Rulebook.load([builtin_rules()])
    analyse = Analyser(rules)
    items = [Item(row.text, "c", analyse(row.text, "c")) for row in rows]
    found = open_model(scorer, model or built.model, 1).scorer(rules.info).score(items)
    return [score.probability or 0.0 for score in found]


def test_scanner_computes_what_was_calibrated(built, valid, expected):
    assert len(expected) == 59
    assert scores(built, valid, "onnx") == pytest.approx(expected.tolist(), abs=0.01)


def test_torch_weights_beside_it_score_alike(built, valid, expected):
    torch_scores = scores(built, valid[:20], "torch")
    assert torch_scores == pytest.approx(expected[:20].tolist(), abs=0.1)


def test_ranks_what_is_vulnerable_first(valid, expected):
    truth = np.array([row.target for row in valid])
    assert expected[truth == 1].min() > np.median(expected[truth == 0])


def test_card_says_how_it_was_made(card):
    assert (card.name, card.created) == ("toy", "2026-11-24")
    assert card.languages == ("c", "cpp")
    assert (card.length, card.pretokenizer) == (64, "code")
    assert card.features == feature_names(METRICS)
    assert any("over 64 tokens" in limit for limit in card.limits)
    assert card.data == {
        "primevul-train": "60 functions, 18 vulnerable",
        "primevul-valid": "60 functions, 18 vulnerable",
        "devign-train": "60 functions, 30 vulnerable",
        "devign-valid": "60 functions, 30 vulnerable",
        "diversevul-vulnerable (pretraining alone)": "60 functions, 60 vulnerable",
    }


def test_operating_points(card):
    assert card.threshold == card.points["low-noise"]
    assert card.points["recall"] <= card.points["low-noise"] <= card.points["precise"]
    assert all(0 < threshold < 1 for threshold in card.points.values())


def test_figures_are_of_the_half_that_was_not_calibrated_on(card, valid, expected):
    truth = np.array([row.target for row in valid], dtype=np.int8)[1::2]
    lines = np.array([measure(row.text, "c")["lines"] for row in valid])[1::2]
    reported = card.metrics["primevul-valid, second half"]
    assert reported["functions"] == len(truth) == 29
    assert reported["prevalence"] == pytest.approx(truth.mean())
    for name, value in figures(truth, expected[1::2], lines).items():
        assert reported[name] == pytest.approx(value, abs=1e-6), name
    assert set(card.metrics) == {"primevul-valid, second half", "devign-valid, second half"}


def test_percentiles_are_counts_of_sound_functions(built, card):
    rows = datasets.load(built.data, "primevul-train")
    lines = [measure(row.text, "c")["lines"] for row in rows if row.target == 0]
    p90, p95, p99 = card.percentiles["lines"]
    assert np.percentile(lines, 80) <= p90 <= p95 <= p99 <= max(lines)
    assert set(card.percentiles) == set(METRICS)


def test_model_on_another_base(built, roberta_files, tmp_path):
    """A checkpoint as CodeBERT's is adopted, fitted and exported; vscan reads its tokens as it does."""
    config = RobertaConfig(
        vocab_size=500,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=50,
        type_vocab_size=1,
    )
    base, work, model = tmp_path / "base", Work(tmp_path / "work"), tmp_path / "model"
    RobertaModel(config, add_pooling_layer=False).save_pretrained(base)
    for file in ("vocab.json", "merges.txt"):
        shutil.copy(roberta_files / file, base)
    shutil.copytree(built.work.folder / "features", work.folder / "features")  # they know no tokens
    for words in (
        ["adopt", base],
        ["tokenise", "--data", built.data, *(part for part in PARTS if part != "diversevul-vulnerable")],
        ["fit", "--base", base, "--steps", 2, "--length", 48, "--evaluations", 1],
        ["wide", "--bits", 10],
        ["export", "--output", model, "--created", "2026-11-24"],
    ):
        cli.main([*map(str, words), "--work", str(work.folder)], standalone_mode=False)
    card = ModelCard.load(model)
    assert (card.length, card.pretokenizer) == (48, "gpt2")
    rows = list(datasets.load(built.data, "devign-valid"))[:5]
    assert all(0 < probability < 1 for probability in scores(built, rows, "onnx", model))
