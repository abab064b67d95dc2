"""The exported network against torch, on batches of other shapes than the example it was traced with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import RobertaModel

from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.torch import FunctionNetwork, TorchEncoder
from vscan.scoring.torch.way import Way
from vscan_trainer.compact import compact_config
from vscan_trainer.export import export_onnx

FEATURES = 9
SHAPES = [(1, 3), (1, 512), (2, 4), (7, 33), (16, 96)]


@pytest.fixture(scope="module")
def network(tokenizer) -> FunctionNetwork:
    torch.manual_seed(3)
    config = compact_config(tokenizer, layers=2, width=48, heads=3)
    return FunctionNetwork(RobertaModel(config, add_pooling_layer=False), FEATURES, 2).eval()


@pytest.fixture(scope="module")
def folders(network, tmp_path_factory) -> dict[str, Path]:
    made = {name: tmp_path_factory.mktemp(name) for name in ("fp32", "int8")}
    for name, folder in made.items():
        export_onnx(network, FEATURES, folder, quantise=name == "int8")
    return made


def batch(tokenizer, rows: int, length: int):
    """Ids, mask and features; every row but the first is padded."""
    rng = np.random.default_rng(rows * length)
    ids = rng.integers(5, tokenizer.size, (rows, length)).astype(np.int32)
    for row in range(1, rows):
        ids[row, rng.integers(2, length) :] = tokenizer.pad
    return ids, (ids != tokenizer.pad).astype(np.int32), rng.normal(size=(rows, FEATURES)).astype(np.float32)


def both(network, folder, inputs):
    exact = TorchEncoder(network, [Way("cpu")]).logits(*inputs)
    return OnnxEncoder.load(folder, 1).logits(*inputs), exact


@pytest.mark.parametrize(("rows", "length"), SHAPES)
def test_fp32_is_torch(network, tokenizer, folders, rows, length):
    exported, exact = both(network, folders["fp32"], batch(tokenizer, rows, length))
    assert exported.shape == (rows, 2)
    assert exported == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize(("rows", "length"), SHAPES)
def test_int8_is_near(network, tokenizer, folders, rows, length):
    exported, exact = both(network, folders["int8"], batch(tokenizer, rows, length))
    assert exported == pytest.approx(exact, abs=0.03)


def test_int8_is_small(folders):
    plain, small = ((folders[name] / "model.onnx").stat().st_size for name in ("fp32", "int8"))
    assert small < 0.5 * plain


def test_padding_does_not_matter(tokenizer, folders):
    encoder = OnnxEncoder.load(folders["fp32"], 1)
    ids, mask, features = batch(tokenizer, 4, 40)
    together = encoder.logits(ids, mask, features)
    for row in range(4):
        length = int(mask[row].sum())
        alone = encoder.logits(ids[[row], :length], mask[[row], :length], features[[row]])
        assert alone[0] == pytest.approx(together[row], abs=1e-4)


def test_without_features(network, tokenizer, tmp_path):
    bare = FunctionNetwork(network.encoder, 0, 1).eval()
    export_onnx(bare, 0, tmp_path, quantise=False)
    ids, mask, _ = batch(tokenizer, 3, 20)
    exported, exact = both(bare, tmp_path, (ids, mask, np.zeros((3, 0), np.float32)))
    assert exported == pytest.approx(exact, abs=1e-4)
