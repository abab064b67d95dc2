"""Fine-tuning: that it learns, repeats, selects, stops, and goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score
from toy_corpus import SHARES, rows
from transformers import RobertaModel

from vscan.domain import VscanError
from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.checkpoint import CheckpointError
from vscan_trainer.compact import compact_config
from vscan_trainer.corpus import Corpus, normalise
from vscan_trainer.fit import FitError, Task, fit
from vscan_trainer.inference import deep_logits
from vscan_trainer.run import Run
from vscan_trainer.settings import FitSettings
from vscan_trainer.shards import Shard

SETTINGS = FitSettings(
    epochs=2, batch_size=16, learning_rate=5e-3, length=64, dropout=0.1, use_code_features=False
)
WEIGHTS = "network.safetensors"


class Stop(Exception):  # noqa: N818 - no error
    """Stands for the end of the process."""


@pytest.fixture(scope="module")
def base(tokenizer, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(1)
    config = compact_config(tokenizer, layers=2, width=32, heads=2)
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
        for i, (name, share) in enumerate(SHARES.items())
    ]


@pytest.fixture(scope="module")
def task(base, tokenizer) -> Task:
    return Task(SETTINGS, base, tokenizer, corpora(tokenizer, 60, 20), corpora(tokenizer, 40, 40))


def with_settings(task: Task, **changes: object) -> Task:
    return replace(task, settings=replace(task.settings, **changes))


def fitted(task: Task, folder: Path, **changes: object) -> Run:
    run = Run(folder)
    fit(run, with_settings(task, **changes))
    return run


def without_time(run: Run) -> list[dict[str, object]]:
    return [{k: v for k, v in line.items() if k != "seconds"} for line in run.epochs()]


@pytest.fixture(scope="module")
def whole(task, tmp_path_factory) -> Run:
    """A run that nothing stopped."""
    return fitted(task, tmp_path_factory.mktemp("whole"))


def aucs(task: Task, run: Run) -> list[float]:
    network = FunctionNetwork.load(run.folder)
    return [
        roc_auc_score(
            corpus.shard.targets, deep_logits(network, task.tokenizer, corpus, task.settings.view)[:, expert]
        )
        for expert, corpus in enumerate(task.valid)
    ]


def test_learns_what_a_token_decides(task, tmp_path):
    more = replace(task, train=corpora(task.tokenizer, 150, 20))
    run = fitted(more, tmp_path, epochs=5, dropout=0.0, layers=1)
    assert min(aucs(task, run)) > 0.9
    assert run.epochs()[-1]["loss"] < 0.9 * run.epochs()[0]["loss"]


def test_metrics(whole):
    first, second = whole.epochs()
    assert set(first) == set(second) == {
        "epoch", "step", "functions", "seconds", "loss", "rate",
        *(f"{c}_{m}" for c in SHARES for m in ("roc_auc", "average_precision", "f1")),
    }  # fmt: skip
    assert [(line["epoch"], line["step"], line["functions"]) for line in (first, second)] == [
        (1, 8, 120), (2, 16, 120),
    ]  # fmt: skip


def test_a_seed_decides_weights_and_metrics(whole, task, tmp_path):
    again, other = fitted(task, tmp_path / "again"), fitted(task, tmp_path / "other", seed=7)
    assert (again.folder / WEIGHTS).read_bytes() == (whole.folder / WEIGHTS).read_bytes()
    assert without_time(again) == without_time(whole)
    assert (other.folder / WEIGHTS).read_bytes() != (whole.folder / WEIGHTS).read_bytes()


@pytest.mark.parametrize("step", [1, 8, 9])
def test_goes_on_to_the_same_result(whole, task, tmp_path, step):
    """Stopped after its first step, with its first epoch, or within the second."""
    assert_goes_on(task, tmp_path, step, whole)


def test_goes_on_with_its_moving_average(task, tmp_path):
    task = with_settings(task, average_decay=0.9, accumulation=2, negatives=1.0, sampler="weighted")
    assert_goes_on(task, tmp_path, 3, fitted(task, tmp_path / "whole"))


def assert_goes_on(task: Task, folder: Path, step: int, whole: Run) -> None:
    def stop(done: int, steps: int, line: dict[str, object]) -> None:
        if done == step:
            raise Stop

    run = Run(folder / "stopped")
    with pytest.raises(Stop):
        fit(run, task, save_seconds=0, report=stop)
    fit(run, task, resume=True)
    assert without_time(run) == without_time(whole)
    assert (run.folder / WEIGHTS).read_bytes() == (whole.folder / WEIGHTS).read_bytes()


def test_the_state_of_another_run_is_refused(task, tmp_path):
    run = fitted(task, tmp_path, epochs=1)
    for other in (
        with_settings(task, epochs=1, seed=7),
        replace(with_settings(task, epochs=1), valid=task.train),
    ):
        with pytest.raises(CheckpointError, match="is of a run with other settings or data: start it again"):
            fit(run, other, resume=True)


@pytest.mark.parametrize("figure", ["roc_auc", "average_precision", "f1"])
def test_the_epoch_is_chosen_by_the_figure_asked_for(task, tmp_path, monkeypatch, figure):
    """Each figure has its best epoch: the first, second, third."""
    order = ["roc_auc", "average_precision", "f1"]
    epochs: list[int] = []

    def figures(name: str, targets: object, logits: object) -> dict[str, float]:
        if name == "primevul":
            epochs.append(len(epochs))
        best = {m: 0.9 if epochs[-1] == order.index(m) else 0.5 for m in order}
        return {f"{name}_{m}": value for m, value in best.items()}

    monkeypatch.setattr("vscan_trainer.fit.validation_figures", figures)
    progress = fit(Run(tmp_path), with_settings(task, epochs=3, select=figure))
    assert progress.best_epoch == order.index(figure) + 1


def test_saved_weights_are_those_that_scored_best(task, tmp_path):
    run = fitted(task, tmp_path, epochs=3)
    best = max((line["primevul_roc_auc"] + line["devign_roc_auc"]) / 2 for line in run.epochs())
    assert np.mean(aucs(task, run)) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize(("patience", "epochs"), [(0, 5), (1, 3), (2, 4)])
def test_stops_where_nothing_gets_better(task, tmp_path, monkeypatch, patience, epochs):
    seen: list[float] = []

    def figures(name: str, targets: object, logits: object) -> dict[str, float]:
        seen.append(0.5 + 0.1 * min(len(seen) // 2, 1))  # better in the second epoch, and no more
        return {f"{name}_roc_auc": seen[-1]}

    monkeypatch.setattr("vscan_trainer.fit.validation_figures", figures)
    run = Run(tmp_path)
    progress = fit(run, with_settings(task, epochs=5, patience=patience))
    assert len(run.epochs()) == epochs
    assert progress.best_epoch == 2


def test_keeps_the_first_layers(task, tmp_path):
    run = fitted(task, tmp_path, layers=1, epochs=1)
    assert not [name for name in load_file(run.folder / WEIGHTS) if ".layer.1." in name]
    assert FunctionNetwork.load(run.folder).encoder.config.num_hidden_layers == 1


def test_trains_on_chunks(task, tmp_path):
    chunked = with_settings(task, window="chunks", length=24, overlap=4, chunks=3, epochs=1)
    assert chunked.train[0].shard.lengths.max() > 24
    fit(Run(tmp_path), chunked)
    (line,) = Run(tmp_path).epochs()
    network = FunctionNetwork.load(tmp_path)
    corpus = chunked.valid[0]
    logits = deep_logits(network, chunked.tokenizer, corpus, chunked.settings.view)
    assert logits.shape == (40, 2)
    assert line["primevul_roc_auc"] == pytest.approx(
        roc_auc_score(corpus.shard.targets, logits[:, 0]), abs=1e-4
    )


def test_a_moving_average_is_what_is_kept(task, tmp_path):
    """With one step, the average is the first weights, moved a little (1 - 1/10) towards the trained."""
    one = with_settings(task, epochs=1, batch_size=120, warmup=0.0)
    plain, average = Run(tmp_path / "plain"), Run(tmp_path / "average")
    fit(plain, one)
    fit(average, with_settings(one, average_decay=0.999))
    stepped, kept = (load_file(run.folder / WEIGHTS) for run in (plain, average))
    start = load_file(one.base / "model.safetensors")["embeddings.LayerNorm.weight"]
    name = "encoder.embeddings.LayerNorm.weight"
    assert kept[name] == pytest.approx((start + 0.9 * (stepped[name] - start)).numpy(), abs=1e-6)
    assert not torch.equal(kept[name], stepped[name])


def test_accumulated_batches_are_one_large_batch(task, tmp_path):
    """Of equal sizes, whose mean is the mean of all, up to the order of the sums."""
    changes = {"dropout": 0.0, "epochs": 1, "clip": 0.0}
    one = fitted(task, tmp_path / "one", batch_size=60, **changes, accumulation=2, scale_rate=False)
    two = fitted(task, tmp_path / "two", batch_size=120, **changes, accumulation=1, scale_rate=False)
    (first,), (second,) = one.epochs(), two.epochs()
    assert first["loss"] == pytest.approx(second["loss"], rel=1e-4)
    a, b = (load_file(run.folder / WEIGHTS) for run in (one, two))
    assert all(a[name].numpy() == pytest.approx(b[name].numpy(), abs=2e-3) for name in a)


def test_a_loss_that_is_no_number(task, tmp_path):
    with pytest.raises(FitError, match=r"the loss is no number at step \d+: a lower learning rate may help"):
        fitted(task, tmp_path, learning_rate=1e30, clip=0.0)


def test_corpus_of_one_class(task):
    corpus = task.train[0]
    vulnerable = np.flatnonzero(corpus.shard.targets == 1)
    with pytest.raises(VscanError, match="toy: needs functions"):
        Corpus("toy", corpus.shard.take(vulnerable), corpus.features[vulnerable])


def test_normalise():
    mean, std = np.array([1, 0], np.float32), np.array([2, 0.001], np.float32)
    assert normalise(np.array([[5, 1]], np.float32), mean, std).tolist() == [[2, 8]]
