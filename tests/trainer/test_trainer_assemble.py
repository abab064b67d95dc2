"""The model directory: that vscan loads it, and scores with it as it was calibrated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vscan.analyse import Analyser
from vscan.features import feature_names
from vscan.metrics import METRICS, measure
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelCard, open_model
from vscan.scoring.base import ModelScorer, encode_functions
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.wide import Wide
from vscan.scoring.window import Window
from vscan_trainer import datasets
from vscan_trainer.calibrate import Logits, halves, probabilities
from vscan_trainer.evaluation.ranking import figures
from vscan_trainer.inputs import gather_again
from vscan_trainer.wide import wide_logits


@pytest.fixture(scope="module")
def card(built) -> ModelCard:
    return ModelCard.load(built.model)


@pytest.fixture(scope="module")
def valid(built) -> list[datasets.Row]:
    return [row for row in datasets.load(built.data / "primevul-valid.jsonl") if row.target is not None]


@pytest.fixture(scope="module")
def expected(built, card) -> np.ndarray:
    """The odds of the general corpus' labelled validation functions, by the trainer's own parts."""
    inputs = gather_again(built.run, cache=built.cache, jobs=1)
    corpus, tokenizer = inputs.corpora(inputs.valid)[0], inputs.tokenizer
    cut = [card.window.cut(corpus.shard[i], tokenizer) for i in range(len(corpus))]
    encoder = OnnxEncoder.load(built.model, 1)
    deep = encode_functions(encoder, cut, corpus.features, card.window, tokenizer.pad)
    wide = wide_logits(Wide.load(built.model), corpus.shard)
    return probabilities(card.fusion, Logits("primevul", deep, wide, corpus.shard.targets))


def scores(built, rows: list[datasets.Row], scorer: str, model: Path | None = None) -> list[float]:
    """What the scanner says of them where the encoder reads them all, as for calibration."""
    rules = Rulebook.load([builtin_rules()])
    analyse = Analyser(rules)
    items = [Item(row.text, "c", analyse(row.text, "c")) for row in rows]
    reader = open_model(scorer, model or built.model, 1).scorer()
    assert isinstance(reader, ModelScorer)
    found = replace(reader, card=replace(reader.card, deep_range=())).score(items)
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
    assert (card.window, card.pretokenizer) == (Window(64, "head-tail"), "code")
    assert card.strip_comments
    assert card.features == feature_names(METRICS)
    assert any("over 64 tokens" in limit for limit in card.limits)
    assert any("that of primevul-valid" in limit for limit in card.limits)
    assert card.data == {
        "primevul-train": "60 functions, 18 vulnerable",
        "primevul-valid": "60 functions, 17 vulnerable",  # one has no label
        "devign-train": "60 functions, 30 vulnerable",
        "devign-valid": "60 functions, 30 vulnerable",
    }


def test_operating_points(card):
    assert card.threshold == card.points["low-noise"]
    assert card.points["recall"] <= card.points["low-noise"] <= card.points["precise"]
    assert all(0 < threshold < 1 for threshold in card.points.values())


def test_figures_are_of_the_half_that_was_not_calibrated_on(card, valid, expected):
    held = halves(len(valid)) == 1
    truth = np.array([row.target for row in valid], dtype=np.int8)[held]
    lines = np.array([row.text.count("\n") + 1 for row in valid])[held]
    reported = card.metrics["primevul-valid, second half"]
    assert reported["functions"] == len(truth) == 29
    assert reported["prevalence"] == pytest.approx(truth.mean())
    for name, value in figures(truth, expected[held], lines).items():
        assert reported[name] == pytest.approx(value, abs=1e-6), name
    assert set(card.metrics) == {"primevul-valid, second half", "devign-valid, second half"}


def test_percentiles_are_counts_of_sound_functions(built, card):
    rows = datasets.load(built.data / "primevul-train.jsonl.xz")
    lines = [measure(row.text, "c")["lines"] for row in rows if row.target == 0]
    p90, p95, p99 = card.percentiles["lines"]
    assert np.percentile(lines, 80) <= p90 <= p95 <= p99 <= max(lines)
    assert set(card.percentiles) == set(METRICS)


def test_threshold_override_and_further_limits(built, command, tmp_path):
    model = tmp_path / "model"
    words = ("export", built.run.folder, "--output", model, "--cache", built.cache, "-j", 1)
    assert command(*words, "--threshold-override", 0.575, "--limit", "It is a toy.", "--no-quantise") == 0
    card = ModelCard.load(model)
    assert (card.default_point, card.threshold) == ("override", 0.575)
    assert card.limits[-1] == "It is a toy."
    assert card.name == "run"
    assert (model / "model.onnx").stat().st_size > (built.model / "model.onnx").stat().st_size
    assert not (model / "network.safetensors").exists()
