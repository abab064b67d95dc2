from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file
from toy_corpus import rows

from vscan.domain import VscanError
from vscan_trainer.checkpoint import CheckpointError
from vscan_trainer.datasets import Row
from vscan_trainer.network import load_encoder
from vscan_trainer.pretrain import PretrainError, pretrain
from vscan_trainer.pretrain_settings import PretrainSettings
from vscan_trainer.run import Run
from vscan_trainer.shards import Shard

SETTINGS = PretrainSettings(
    steps=60, layers=1, width=32, heads=2, length=48, tokens_per_batch=1024, learning_rate=5e-3
)
SHORT = replace(SETTINGS, steps=6, tokens_per_batch=512)


@pytest.fixture(scope="module")
def shard(tokenizer) -> Shard:
    return Shard.encode(rows("primevul", 30, seed=2), tokenizer)


class Stop(Exception):  # noqa: N818 - no error
    """Stands for the end of the process."""


def stop_at(step: int):
    def report(done: int, steps: int, line: dict[str, object]) -> None:
        if done == step:
            raise Stop

    return report


def without_time(run: Run) -> list[dict[str, object]]:
    timed = {"seconds", "tokens_per_second", "utilisation"}
    return [{k: v for k, v in line.items() if k not in timed} for line in run.epochs()]


@pytest.fixture(scope="module")
def whole(shard, tokenizer, tmp_path_factory) -> Run:
    """A short run that nothing stopped, of more steps than an epoch."""
    run = Run(tmp_path_factory.mktemp("whole"))
    pretrain(run, shard, tokenizer, SHORT)
    return run


def test_learns_and_leaves_a_checkpoint(shard, tokenizer, tmp_path):
    run = Run(tmp_path)
    progress = pretrain(run, shard, tokenizer, SETTINGS)
    first, last = run.epochs()
    assert (first["step"], last["step"]) == (50, 60)
    assert last["loss"] < first["loss"]
    assert last["loss"] < 0.8 * math.log(tokenizer.size)
    assert (last["tokens"], last["seconds"]) == (progress.tokens, progress.seconds)
    assert all(0 < line["utilisation"] < 1 and line["tokens_per_second"] > 0 for line in (first, last))
    encoder = load_encoder(tmp_path, tokens=tokenizer.size, length=512)
    assert encoder.config.hidden_size == 32
    weights = load_file(tmp_path / "model.safetensors")
    assert sum(tensor.numel() for tensor in weights.values()) == progress.parameters


def test_a_seed_decides_the_weights(whole, shard, tokenizer, tmp_path):
    for name, settings in (("again", SHORT), ("other", replace(SHORT, seed=7))):
        pretrain(Run(tmp_path / name), shard, tokenizer, settings)
    first = (whole.folder / "model.safetensors").read_bytes()
    assert (tmp_path / "again" / "model.safetensors").read_bytes() == first
    assert (tmp_path / "other" / "model.safetensors").read_bytes() != first
    assert without_time(Run(tmp_path / "again")) == without_time(whole)


@pytest.mark.parametrize("step", [1, 5, 6])
def test_goes_on_to_the_same_result(whole, shard, tokenizer, tmp_path, step):
    run = Run(tmp_path)
    with pytest.raises(Stop):
        pretrain(run, shard, tokenizer, SHORT, save_seconds=0, report=stop_at(step))
    seen = []
    pretrain(run, shard, tokenizer, SHORT, resume=True, report=lambda step, steps, line: seen.append(step))
    assert seen == list(range(step, 7))
    assert without_time(run) == without_time(whole)
    weights = "model.safetensors"
    assert (tmp_path / weights).read_bytes() == (whole.folder / weights).read_bytes()


@pytest.mark.parametrize("change", [{"steps": 7}, {"seed": 7}, {"mask_rate": 0.3}])
def test_the_state_of_another_run_is_refused(shard, tokenizer, tmp_path, change):
    run = Run(tmp_path)
    with pytest.raises(Stop):
        pretrain(run, shard, tokenizer, SHORT, save_seconds=0, report=stop_at(2))
    with pytest.raises(CheckpointError, match="is of a run with other settings or data"):
        pretrain(run, shard, tokenizer, replace(SHORT, **change), resume=True)
    with pytest.raises(CheckpointError, match="is of a run with other settings or data"):
        pretrain(run, shard.take(np.arange(29)), tokenizer, SHORT, resume=True)


def test_starts_from_cooccurrence_unless_told(shard, tokenizer, tmp_path):
    for name, chosen in (("with", True), ("without", False)):
        pretrain(Run(tmp_path / name), shard, tokenizer, replace(SHORT, steps=1, embeddings=chosen))
    key = "roberta.embeddings.word_embeddings.weight"
    given, plain = (load_file(tmp_path / name / "model.safetensors")[key] for name in ("with", "without"))
    assert given.std().item() == pytest.approx(0.06, rel=0.1)
    assert plain.std().item() == pytest.approx(0.02, rel=0.1)


def test_nothing_long_enough(tokenizer, tmp_path):
    short = Shard.encode([Row("toy", "int x;", 0)], tokenizer)
    with pytest.raises(VscanError, match="no function of 16 tokens or more"):
        pretrain(Run(tmp_path), short, tokenizer, replace(SETTINGS, embeddings=False))


def test_a_loss_that_is_no_number(shard, tokenizer, tmp_path):
    with pytest.raises(PretrainError, match=r"no number at step \d: a lower learning rate"):
        pretrain(Run(tmp_path), shard, tokenizer, replace(SHORT, learning_rate=1e30))


def test_a_disk_without_room(shard, tokenizer, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1, 1, 1000))
    with pytest.raises(CheckpointError, match=r"a run needs \d+ MB on disk, 0 are free"):
        pretrain(Run(tmp_path), shard, tokenizer, SHORT)


def test_the_verb_leaves_a_base(built):
    said = json.loads((built.base / "run.json").read_text())
    assert said["verb"] == "pretrain"
    assert said["settings"]["steps"] == 3
    assert [part["name"] for part in said["data"]["train"]] == ["primevul-train", "devign-train"]
    assert said["parameters"] > 0
    assert said["tokens"] > 0
    assert {path.name for path in built.base.iterdir()} == {
        "config.json", "model.safetensors", "vocab.json", "merges.txt", "pretokenizer",
        "run.json", "metrics.jsonl",
    }  # fmt: skip


def test_a_vocabulary_without_mask(command, data, tokenizer_files, tmp_path, capsys):
    folder = Path(shutil.copytree(tokenizer_files, tmp_path / "vocabulary"))
    vocab = json.loads((folder / "vocab.json").read_text())
    vocab["<none>"] = vocab.pop("<mask>")
    (folder / "vocab.json").write_text(json.dumps(vocab))
    file = data / "devign-valid.jsonl"
    assert command("pretrain", file, "--vocabulary", folder, "--run", tmp_path / "run", "--steps", 1) == 2
    assert f"{folder}: its vocabulary has no <mask> token" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
