"""The model card: what is read of it, what is refused, and how it fuses logits."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import models
from vscan.scoring.card import CARD, Expert, Fusion, ModelCard, ModelError, bundled_model, model_digest


def test_is_saved_and_loaded_unchanged(tmp_path: Path):
    curve = ((0.5, 0.1, 0.2), (0.4, 0.1, 0.3), (0.1, 1.0, 1.0))
    card = replace(
        models.card(),
        data={"a": "b"},
        metrics={"valid": {"auc": 0.5}},
        curve=curve,
        tiny_tokens=9,
        novelty_bound=9.5,
    )
    card.save(tmp_path)
    assert ModelCard.load(tmp_path) == card
    assert card.threshold == card.points["balanced"]


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "of another format": (lambda card: card.update(format=1), "format 2"),
    "without a format": (lambda card: card.pop("format"), "format 2"),
    "without a name": (lambda card: card.pop("name"), "name"),
    "without features": (lambda card: card.pop("features"), "features"),
    "of a later version": (lambda card: card.update(novelty=1), "novelty"),
    "without an expert": (lambda card: card["fusion"].pop("general"), "general"),
    "with half an expert": (lambda card: card["fusion"]["general"].pop("deep"), "deep"),
    "with a fusion of text": (lambda card: card.update(fusion="x"), "not a model card"),
    "with percentiles in a list": (lambda card: card.update(percentiles=[1]), "not a model card"),
    "with two percentiles": (lambda card: card["percentiles"].update(nloc=[1, 2]), "percentiles"),
    "with points in a list": (lambda card: card.update(points=[1]), "not a model card"),
    "with a point of text": (lambda card: card["points"].update(balanced="x"), "number"),
    "with a point over 1": (lambda card: card["points"].update(balanced=30), "between 0 and 1"),
    "with another default": (lambda card: card.update(default_point="best"), "no operating point 'best'"),
    "with a mean too few": (lambda card: card["mean"].pop(), "differ in length"),
    "with an std of 0": (lambda card: card["std"].__setitem__(0, 0), "std must be positive"),
    "with an endless mean": (lambda card: card["mean"].__setitem__(0, math.inf), "number"),
    "with a bias of text": (lambda card: card["fusion"]["special"].update(bias="x"), "number"),
    "with a prior of 3": (lambda card: card["fusion"].update(prior=3), "between 0 and 1"),
    "with a prior of 0": (lambda card: card["fusion"].update(prior=0), "between 0 and 1"),
    "with a curve of numbers": (lambda card: card.update(curve=[0.5]), "not a model card"),
    "with a curve of pairs": (lambda card: card.update(curve=[[0.5, 0.1]]), "threes"),
    "with a curve of text": (lambda card: card.update(curve=[["x", 0, 0]]), "number"),
    "with a rising curve": (lambda card: card.update(curve=[[0.1, 0, 0], [0.2, 1, 1]]), "falling"),
    "with a curve of falling rates": (lambda card: card.update(curve=[[0.2, 1, 0], [0.1, 0, 1]]), "rise"),
    "with a curve over 1": (lambda card: card.update(curve=[[0.2, 0, 2]]), "between 0 and 1"),
    "with a bound of text": (lambda card: card.update(novelty_bound="9"), "number"),
    "with a length of text": (lambda card: card.update(tiny_tokens="9"), "number"),
    "with a window of 2": (lambda card: card["window"].update(length=2), "3 tokens"),
    "with a window of text": (lambda card: card["window"].update(length="48"), "3 tokens"),
    "with a window of no chunks": (lambda card: card["window"].update(chunks=0), "1 chunk"),
    "with too much overlap": (lambda card: card["window"].update(overlap=24), "overlap"),
    "with an unknown window": (lambda card: card["window"].update(mode="tail"), "'tail'"),
    "with an unknown pooling": (lambda card: card["window"].update(pooling="min"), "'min'"),
}


@pytest.mark.parametrize(("spoil", "says"), SPOILT.values(), ids=SPOILT)
def test_a_card_that_does_not_do_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], object], says: str
):
    models.card().save(tmp_path)
    raw = json.loads((tmp_path / CARD).read_text())
    spoil(raw)
    (tmp_path / CARD).write_text(json.dumps(raw))
    with pytest.raises(ModelError, match=says) as refusal:
        ModelCard.load(tmp_path)
    assert str(tmp_path / CARD) in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"7", b"[" * 100_000])
def test_what_is_no_card_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / CARD).write_bytes(content)
    with pytest.raises(ModelError, match=r"card\.json"):
        ModelCard.load(tmp_path)


def test_no_folder_and_no_card(tmp_path: Path):
    with pytest.raises(ModelError, match=r"no model directory at .*nowhere"):
        ModelCard.load(tmp_path / "nowhere")
    with pytest.raises(ModelError, match=r"holds no card\.json: not a vscan model"):
        ModelCard.load(tmp_path)


def test_the_bundled_model_lies_in_the_package():
    assert bundled_model().parts[-2:] == ("vscan", "model")


def test_what_a_card_need_not_say(tmp_path: Path):
    models.card().save(tmp_path)
    raw = json.loads((tmp_path / CARD).read_text())
    for name in ("curve", "tiny_tokens", "novelty_bound"):
        del raw[name]
    (tmp_path / CARD).write_text(json.dumps(raw))
    assert ModelCard.load(tmp_path) == models.card()


def test_a_digest_names_content_and_names(tmp_path: Path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("y")
    first = model_digest(tmp_path)
    assert model_digest(tmp_path) == first
    (tmp_path / "b").write_text("z")
    assert model_digest(tmp_path) != first
    (tmp_path / "b").write_text("y")
    assert model_digest(tmp_path) == first
    (tmp_path / "b").rename(tmp_path / "c")
    assert model_digest(tmp_path) != first


def test_the_digest_of_a_folder_that_is_missing(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot read the model"):
        model_digest(tmp_path / "nowhere")


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


FUSION = Fusion(
    Expert("a", 2.0, 0.5, -1.0), Expert("b", 1.0, 3.0, -2.0), gate_scale=2.0, gate_bias=-0.5, prior=0.03
)


def test_experts_are_mixed_in_log_odds_by_the_gate():
    general = -1.0 + 2.0 * 0.3 + 0.5 * 0.7
    special = -2.0 + 1.0 * -0.4 + 3.0 * 0.2
    gate = sigmoid(-0.5 + 2.0 * 0.9)
    expected = sigmoid((1 - gate) * general + gate * special)
    assert FUSION.probability([0.3, -0.4], [0.7, 0.2, 0.9]) == pytest.approx(expected, rel=1e-12)


def test_what_stood_before_a_fix_counts_by_the_last_ngram_logit():
    alone = Fusion(Expert("a", 0.0, 0.5, -1.0, unfixed=2.0), None, 0.0, 0.0, prior=0.03)
    assert alone.probability([0.0], [0.7, 0.2]) == pytest.approx(sigmoid(-1.0 + 0.5 * 0.7 + 2.0 * 0.2))
    assert alone.ngram_weights([0.7, 0.2]) == [0.5, 2.0]
    assert alone.reads_ngrams
    special = replace(FUSION, special=replace(FUSION.special, unfixed=2.0))
    assert special.probability([0.3, -0.4], [0.7, 0.2, 50.0, 0.1]) == pytest.approx(sigmoid(-1.6), rel=1e-9)
    assert special.probability([0.3, 9.0], [0.7, 9.0, -50.0, 0.1]) == pytest.approx(sigmoid(-0.05), rel=1e-9)


def test_the_gate_chooses():
    assert FUSION.probability([0.3, 9.0], [0.7, 9.0, -50.0]) == pytest.approx(sigmoid(-0.05), rel=1e-9)
    assert FUSION.probability([9.0, -0.4], [9.0, 0.2, 50.0]) == pytest.approx(sigmoid(-1.8), rel=1e-9)


@pytest.mark.parametrize("huge", [1e30, -1e30])
def test_extremes_stay_probabilities(huge: float):
    assert 0 < FUSION.probability([huge, huge], [huge, huge, huge]) < 1
