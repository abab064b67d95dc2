from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from toy_corpus import rows

from vscan.domain import VscanError
from vscan_trainer.datasets import Row
from vscan_trainer.network import load_encoder
from vscan_trainer.pretrain import PretrainSettings, mask_tokens, pretrain
from vscan_trainer.shards import Shard

SETTINGS = PretrainSettings(
    layers=1, width=32, heads=2, length=48, tokens_per_batch=1024, learning_rate=5e-3, steps=50, threads=1
)


@pytest.fixture(scope="module")
def shard(tokenizer) -> Shard:
    return Shard.encode(rows("primevul", 60, seed=2), tokenizer)


def test_masking(tokenizer):
    ids = torch.randint(5, tokenizer.size, (200, 100))
    ids[:, 0], ids[:, 60], ids[:, 61:] = tokenizer.bos, tokenizer.eos, tokenizer.pad
    mask = (ids != tokenizer.pad).long()
    corrupted, chosen = mask_tokens(ids, mask, tokenizer, 0.2, torch.Generator().manual_seed(0))
    assert torch.equal(corrupted[~chosen], ids[~chosen])
    assert not chosen[:, [0, *range(60, 100)]].any()
    assert chosen[:, 1:60].float().mean().item() == pytest.approx(0.2, abs=0.02)
    masked = corrupted[chosen] == tokenizer.mask
    kept = corrupted[chosen] == ids[chosen]
    assert masked.float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert kept.float().mean().item() == pytest.approx(0.1, abs=0.03)
    assert corrupted[chosen][~masked].min() >= 5


def test_learns_and_leaves_a_checkpoint(shard, tokenizer, tmp_path):
    pretrain(shard, tokenizer, SETTINGS, tmp_path)
    (line,) = (json.loads(line) for line in (tmp_path / "pretrain.jsonl").read_text().splitlines())
    assert line["step"] == 50
    assert line["loss"] < 0.8 * math.log(tokenizer.size)
    assert json.loads((tmp_path / "pretrain-settings.json").read_text())["steps"] == 50
    encoder = load_encoder(tmp_path, tokens=tokenizer.size, length=512)
    assert encoder.config.hidden_size == 32


def test_a_seed_decides_the_weights(shard, tokenizer, tmp_path):
    few = replace(SETTINGS, steps=2)
    for name, settings in (("a", few), ("b", few), ("c", replace(few, seed=7))):
        pretrain(shard, tokenizer, settings, tmp_path / name)
    a, b, c = (load_file(tmp_path / name / "model.safetensors") for name in "abc")
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert not all(torch.equal(a[name], c[name]) for name in a)


def test_starts_from_given_embeddings(shard, tokenizer, tmp_path):
    vectors = np.full((tokenizer.size, 32), 5, np.float32)
    pretrain(shard, tokenizer, replace(SETTINGS, steps=1), tmp_path, vectors)
    weights = load_file(tmp_path / "model.safetensors")["roberta.embeddings.word_embeddings.weight"]
    assert weights.mean().item() == pytest.approx(0.3, abs=0.05)


def test_nothing_long_enough(tokenizer, tmp_path):
    shard = Shard.encode([Row("toy", "int x;", 0)], tokenizer)
    with pytest.raises(VscanError, match="no function of 16 tokens or more"):
        pretrain(shard, tokenizer, SETTINGS, tmp_path)
