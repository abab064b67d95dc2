from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score
from toy_corpus import rows
from transformers import RobertaModel

from vscan.domain import VscanError
from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.corpus import Corpus, normalise
from vscan_trainer.fit import FitSettings, WeightAverage, deep_logits, fit
from vscan_trainer.pretrain import PretrainSettings, compact_config
from vscan_trainer.shards import Shard

SETTINGS = FitSettings(
    length=96,
    tokens_per_batch=2048,
    encoder_rate=5e-3,
    head_rate=5e-3,
    dropout=0.0,
    evaluations=3,
    steps=100,
    threads=1,
)


@pytest.fixture(scope="module")
def base(tokenizer, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(1)
    config = compact_config(tokenizer, PretrainSettings(layers=1, width=32, heads=2), positions=96)
    RobertaModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def corpora(tokenizer, count: int, seed: int) -> list[Corpus]:
    """Features that say nothing, so that the code must."""
    rng = np.random.default_rng(seed)
    return [
        Corpus(
            name,
            Shard.encode(rows(name, count, seed=seed + i, share=share), tokenizer),
            rng.normal(size=(count, 3)).astype(np.float32),
        )
        for i, (name, share) in enumerate((("primevul", 0.3), ("devign", 0.5)))
    ]


@pytest.fixture(scope="module")
def train(tokenizer) -> list[Corpus]:
    return corpora(tokenizer, 150, 20)


@pytest.fixture(scope="module")
def valid(tokenizer) -> list[Corpus]:
    return corpora(tokenizer, 60, 40)


@pytest.fixture(scope="module")
def fitted(base, tokenizer, train, valid, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    fit(base, tokenizer, train, valid, SETTINGS, folder)
    return folder


def metrics(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_learns_what_a_token_decides(fitted, tokenizer, valid):
    network = FunctionNetwork.load(fitted)
    for expert, corpus in enumerate(valid):
        logits = deep_logits(network, tokenizer, corpus, SETTINGS.length)
        assert logits.shape == (60, 2)
        assert roc_auc_score(corpus.shard.targets, logits[:, expert]) > 0.9


def test_metrics_and_settings_are_written(fitted):
    lines = metrics(fitted)
    assert [set(line) for line in lines] == [
        {"functions", "seconds", "loss", "primevul_roc_auc", "primevul_average_precision",
         "devign_roc_auc", "devign_average_precision"}
    ] * 3  # fmt: skip
    assert [line["functions"] for line in lines] == sorted({line["functions"] for line in lines})
    assert lines[-1]["loss"] < 0.9 * lines[0]["loss"]
    assert json.loads((fitted / "settings.json").read_text()) == asdict(SETTINGS)


def test_saved_weights_are_those_that_scored_best(fitted, tokenizer, valid):
    network = FunctionNetwork.load(fitted)
    aucs = [
        roc_auc_score(
            corpus.shard.targets, deep_logits(network, tokenizer, corpus, SETTINGS.length)[:, expert]
        )
        for expert, corpus in enumerate(valid)
    ]
    best = max((line["primevul_roc_auc"] + line["devign_roc_auc"]) / 2 for line in metrics(fitted))
    assert np.mean(aucs) == pytest.approx(best, abs=1e-4)


def short(base, tokenizer, train, valid, folder, **changes: float | None):
    settings = FitSettings(**(asdict(SETTINGS) | {"steps": 3, "evaluations": 1} | changes))
    fit(base, tokenizer, train, valid, settings, folder)
    return load_file(folder / "network.safetensors")


def test_a_seed_decides_the_weights(base, tokenizer, train, valid, tmp_path):
    first, again = (short(base, tokenizer, train, valid, tmp_path / name) for name in "ab")
    other = short(base, tokenizer, train, valid, tmp_path / "c", seed=7)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["head.1.weight"], other["head.1.weight"])


def test_another_run_in_the_folder_starts_its_own_log(base, tokenizer, train, valid, tmp_path):
    for _ in range(2):
        short(base, tokenizer, train, valid, tmp_path)
    assert len(metrics(tmp_path)) == 1


def test_minutes_end_a_run_without_steps(base, tokenizer, train, valid, tmp_path):
    short(base, tokenizer, train, valid, tmp_path, steps=None, minutes=1e-6)
    assert len(metrics(tmp_path)) == 1


def test_more_evaluations_than_steps(base, tokenizer, train, valid, tmp_path):
    short(base, tokenizer, train, valid, tmp_path, steps=2, evaluations=5)
    assert len(metrics(tmp_path)) == 2


def test_draw_limits_the_negatives_and_leaves_out_the_unlabelled(tokenizer):
    shard = Shard.encode(rows("primevul", 40, seed=3, share=0.2), tokenizer)
    shard.targets[np.flatnonzero(shard.targets == 0)[:4]] = -1
    corpus = Corpus("toy", shard, np.zeros((40, 1), np.float32))
    rng = np.random.default_rng(0)
    first, second = (corpus.draw(2.0, rng) for _ in range(2))
    assert sorted(shard.targets[first].tolist()) == [0] * 16 + [1] * 8
    assert len(set(first.tolist())) == 24
    assert set(first.tolist()) != set(second.tolist())
    assert (shard.targets[corpus.draw(100, rng)] == 0).sum() == 28
    assert set(corpus.labelled().shard.targets.tolist()) == {0, 1}


def test_corpus_of_one_class(train):
    vulnerable = np.flatnonzero(train[0].shard.targets == 1)
    with pytest.raises(VscanError, match="toy: needs functions"):
        Corpus("toy", train[0].shard.take(vulnerable), train[0].features[vulnerable])


def test_normalise():
    mean, std = np.array([1, 0], np.float32), np.array([2, 0.001], np.float32)
    assert normalise(np.array([[5, 1]], np.float32), mean, std).tolist() == [[2, 8]]


def test_weight_average_follows():
    layer = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(layer.weight)
    average = WeightAverage(layer, 0.998)
    torch.nn.init.ones_(layer.weight)
    average.update(layer)
    assert average.weights["weight"].item() == pytest.approx(10 / 11)
    assert layer.weight.item() == 1
