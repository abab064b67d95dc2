"""A model directory like a shipped one, but tiny and with random weights."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.card import Expert, Fusion, ModelCard
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.trees import LEAVES, NGRAMS, Forest, Trees
from vscan.scoring.wide import Wide
from vscan.scoring.window import Window

if TYPE_CHECKING:
    from vscan.scoring.torch import FunctionNetwork

BITS = 10
LENGTH = 48
TEXTS = (
    "static int copy(char *to, const char *from, size_t n) { memcpy(to, from, n); return (int) n; }",
    'void greet(const char *name) { char line[64]; sprintf(line, "hello, %s", name); puts(line); }',
    "int sum(const int *all, int n) { int s = 0; for (int i = 0; i < n; i++) { s += all[i]; } return s; }",
)


def build(folder: Path) -> Path:
    """`model.onnx` in fp32 and, for `--scorer torch`, the checkpoint that it was exported from."""
    from vscan_trainer.bpe import train_bpe

    train_bpe(TEXTS * 4, folder, size=320)
    size = CodeTokenizer.load(folder).size
    _network(size).save(folder)
    export(folder)
    _wide().save(folder)
    _trees().save(folder)
    card().save(folder)
    return folder


def export(checkpoint: Path, folder: Path | None = None, *, quantise: bool = False) -> None:
    """Write the checkpoint's `model.onnx` to `folder`."""
    from vscan.scoring.torch import FunctionNetwork
    from vscan_trainer.export import export_onnx

    export_onnx(
        FunctionNetwork.load(checkpoint), len(feature_names(METRICS)), folder or checkpoint, quantise=quantise
    )


def card() -> ModelCard:
    """Its threshold splits the functions of the tests' trees."""
    names = feature_names(METRICS)
    return ModelCard(
        name="tiny",
        created="2024-01-01",
        languages=("c", "cpp"),
        window=Window(LENGTH),
        pretokenizer="code",
        strip_comments=True,
        features=names,
        mean=(1.0,) * len(names),
        std=(2.0,) * len(names),
        fusion=Fusion(
            general=Expert("one", deep=4.0, wide=1.0, bias=-1.0, trees=1.0),
            special=Expert("two", deep=3.0, wide=1.5, bias=-2.0, trees=0.5),
            gate_scale=1.0,
            gate_bias=-1.0,
            prior=0.03,
        ),
        points={"balanced": 0.25, "low-noise": 0.5},
        default_point="balanced",
        percentiles={"nloc": (3.0, 5.0, 9.0), "memory_calls": (0.0, 1.0, 2.0)},
        limits=("It has learnt nothing.",),
        rules={"gets": "high", "sprintf-string": "medium"},
    )


def _network(vocabulary: int) -> FunctionNetwork:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what an import of transformers remarks is its own affair
        from transformers import RobertaConfig, RobertaModel

    from vscan.scoring.torch import FunctionNetwork

    torch.manual_seed(7)
    config = RobertaConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=LENGTH + 2,
        initializer_range=0.5,
        pad_token_id=1,
    )
    encoder = RobertaModel(config, add_pooling_layer=False)
    return FunctionNetwork(encoder, len(feature_names(METRICS)), experts=2).eval()


def _trees() -> Trees:
    """A stump an expert, on the n-grams and on the number of calls."""

    def stump(name: str, threshold: float) -> Forest:
        values = np.zeros((1, LEAVES), dtype=np.float32)
        values[0, :3] = -0.5, 0.25, 0.75
        return Forest(
            (NGRAMS, name),
            np.array([1, 0], dtype=np.int16),
            np.array([threshold, 0.0]),
            np.array([~0b001 & 0xFFFFFFFF, ~0b010 & 0xFFFFFFFF], dtype=np.uint32),
            np.array([0], dtype=np.int32),
            values,
        )

    return Trees((stump("log_calls", 1.0), stump("log_tokens", 3.0)), feature_names(METRICS))


def _wide() -> Wide:
    random = np.random.default_rng(7)
    return Wide(
        BITS,
        random.uniform(1, 8, 2**BITS).astype(np.float16),
        random.integers(-127, 128, (3, 2**BITS), dtype=np.int8),
        np.full(3, 0.02, dtype=np.float32),
    )
