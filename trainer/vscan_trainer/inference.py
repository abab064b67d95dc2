"""A network's logits for whole corpora, and the figures that choose an epoch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.torch import FunctionNetwork
from vscan.scoring.window import Window
from vscan_trainer.batches import pad
from vscan_trainer.corpus import Corpus

_TOKENS = 8192


def pool(logits: torch.Tensor, counts: Sequence[int], pooling: str) -> torch.Tensor:
    """(windows, experts) -> (functions, experts), as `Window.pool` does it, with gradients."""
    if max(counts, default=1) == 1:
        return logits
    pieces = torch.split(logits, list(counts))
    if pooling == "max":
        return torch.stack([piece.amax(dim=0) for piece in pieces])
    return torch.stack([piece.mean(dim=0) for piece in pieces])


@torch.inference_mode()
def deep_logits(
    network: FunctionNetwork, tokenizer: CodeTokenizer, corpus: Corpus, view: Window
) -> NDArray[np.float32]:
    """The experts' logits for every function of the corpus, in order; (n, experts)."""
    device = next(network.parameters()).device
    cut = [view.cut(corpus.shard[i], tokenizer) for i in range(len(corpus))]
    counts = [len(windows) for windows in cut]
    windows = [ids for of in cut for ids in of]
    features = corpus.features.repeat(counts, axis=0)
    lengths = np.array([len(ids) for ids in windows])
    out = np.zeros((len(windows), network.experts), dtype=np.float32)
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        # As many of about one length as fit, the first standing for all: the order ascends slowly.
        size = max(_TOKENS // int(lengths[order[start]]), 1)
        batch = order[start : start + size]
        ids, mask = pad([windows[i] for i in batch], tokenizer.pad)
        tensors = (ids, mask, torch.from_numpy(features[batch]))
        out[batch] = network(*(tensor.to(device) for tensor in tensors)).float().cpu().numpy()
        start += size
    return view.pool(out, counts)


def validation_figures(name: str, targets: NDArray[np.int8], logits: NDArray[np.float32]) -> dict[str, float]:
    """What an epoch is chosen by: ROC-AUC, average precision, and F1 at even odds."""
    return {
        f"{name}_roc_auc": float(roc_auc_score(targets, logits)),
        f"{name}_average_precision": float(average_precision_score(targets, logits)),
        f"{name}_f1": float(f1_score(targets, logits > 0, zero_division=0)),
    }
