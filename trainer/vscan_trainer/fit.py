"""Fine-tuning the classifier on the union of corpora."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score
from torch import nn

from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.batches import by_length, pad
from vscan_trainer.network import load_encoder
from vscan_trainer.shards import Shard


@dataclass(frozen=True, slots=True)
class FitSettings:
    """`minutes` bounds the run; the learning rate decays to zero over it. `negatives` is the number
    of non-vulnerable functions drawn afresh each epoch for every vulnerable one, at most."""

    length: int = 384
    tokens_per_batch: int = 6144
    encoder_rate: float = 5e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.02
    dropout: float = 0.1
    label_smoothing: float = 0.05
    warmup: float = 0.05
    negatives: float = 4.0
    average_decay: float = 0.998
    evaluations: int = 6
    minutes: float = 60.0
    seed: int = 42
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus, tokenised and measured: `features` (n, f) are normalised, float32."""

    name: str
    shard: Shard
    features: NDArray[np.float32]

    def draw(self, negatives: float, rng: np.random.Generator) -> NDArray[np.int64]:
        """All vulnerable functions and a fresh sample of the others; unlabelled ones left out."""
        vulnerable = np.flatnonzero(self.shard.targets == 1)
        other = np.flatnonzero(self.shard.targets == 0)
        keep = min(len(other), int(negatives * len(vulnerable)))
        return np.concatenate([vulnerable, rng.permutation(other)[:keep]])


class WeightAverage:
    """An exponential moving average of the weights, which is what is evaluated and saved."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self._decay, self._steps = decay, 0
        self.weights = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}

    def update(self, network: nn.Module) -> None:
        self._steps += 1
        decay = min(self._decay, self._steps / (self._steps + 10))
        for name, tensor in network.state_dict().items():
            average = self.weights[name]
            if average.dtype.is_floating_point:
                average.lerp_(tensor.detach(), 1 - decay)


def fit(
    base: Path,
    tokenizer: CodeTokenizer,
    train: Sequence[Corpus],
    valid: Sequence[Corpus],
    settings: FitSettings,
    folder: Path,
) -> None:
    """Train from the checkpoint `base`, saving the averaged weights in `folder` whenever they score
    best (mean ROC-AUC over `valid`, same order as `train`), with one line an evaluation in `metrics.jsonl`.

    Each corpus trains the expert of its place in `train`: what "vulnerable" means and how common it
    is differ by corpus, while the encoder is shared.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    rng = np.random.default_rng(settings.seed)
    network = FunctionNetwork(
        load_encoder(base, dropout=settings.dropout), train[0].features.shape[1], len(train)
    )
    network.train()
    encoder = list(network.encoder.parameters())
    head = [*network.features.parameters(), *network.head.parameters()]
    groups = [{"params": encoder, "lr": settings.encoder_rate}, {"params": head, "lr": settings.head_rate}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=settings.weight_decay)
    peaks = [group["lr"] for group in optimizer.param_groups]
    average = WeightAverage(network, settings.average_decay)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(asdict(settings), indent=2) + "\n")
    spent, seen, due, best, losses = 0.0, 0, 1, 0.0, []
    for corpus_of, index in _batches(train, settings, rng):
        started = time.monotonic()
        progress = spent / (60 * settings.minutes)
        rate = min(progress / settings.warmup, 1.0) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * max(rate, 1e-3)
        rows = [train[c].shard[i] for c, i in zip(corpus_of, index, strict=True)]
        ids, mask = pad([tokenizer.window(row, settings.length) for row in rows], tokenizer.pad)
        features = np.stack([train[c].features[i] for c, i in zip(corpus_of, index, strict=True)])
        targets = torch.tensor(
            [float(train[c].shard.targets[i]) for c, i in zip(corpus_of, index, strict=True)]
        )
        smooth = targets * (1 - settings.label_smoothing) + settings.label_smoothing / 2
        experts = network(ids, mask, torch.from_numpy(features))  # (b, corpora)
        logits = experts.gather(1, torch.from_numpy(corpus_of)[:, None]).squeeze(1)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, smooth)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        average.update(network)
        seen += len(rows)
        losses.append(loss.item())
        spent += time.monotonic() - started
        if spent >= due * 60 * settings.minutes / settings.evaluations:
            due += 1
            entry: dict[str, float] = {
                "functions": seen,
                "seconds": round(spent),
                "loss": float(np.mean(losses)),
            }
            losses.clear()
            entry |= _evaluate(network, average, tokenizer, valid, settings)
            score = float(np.mean([value for name, value in entry.items() if name.endswith("roc_auc")]))
            with (folder / "metrics.jsonl").open("a") as log:
                log.write(json.dumps({name: round(value, 4) for name, value in entry.items()}) + "\n")
            if score > best:
                best = score
                _save_average(network, average, folder)
        if spent >= 60 * settings.minutes:
            return


def _batches(
    train: Sequence[Corpus], settings: FitSettings, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Endless mixed batches: which corpus, and which of its functions; both (b,)."""
    while True:
        drawn = [corpus.draw(settings.negatives, rng) for corpus in train]
        corpus_of = np.concatenate([np.full(len(index), c) for c, index in enumerate(drawn)])
        index = np.concatenate(drawn)
        lengths = np.concatenate([corpus.shard.lengths[i] for corpus, i in zip(train, drawn, strict=True)])
        lengths = np.minimum(lengths + 2, settings.length)
        for batch in by_length(lengths, np.arange(len(index)), tokens=settings.tokens_per_batch, rng=rng):
            yield corpus_of[batch], index[batch]


@torch.inference_mode()
def deep_logits(
    network: FunctionNetwork, tokenizer: CodeTokenizer, corpus: Corpus, length: int
) -> NDArray[np.float32]:
    """The experts' logits for every function of the corpus, in order; (n, experts)."""
    lengths = np.minimum(corpus.shard.lengths + 2, length)
    out = np.zeros((len(corpus.shard), network.experts), dtype=np.float32)
    order = np.argsort(lengths, kind="stable")
    for start in range(0, len(order), 16):
        batch = order[start : start + 16]
        ids, mask = pad([tokenizer.window(corpus.shard[int(i)], length) for i in batch], tokenizer.pad)
        out[batch] = network(ids, mask, torch.from_numpy(corpus.features[batch])).numpy()
    return out


def _evaluate(
    network: FunctionNetwork,
    average: WeightAverage,
    tokenizer: CodeTokenizer,
    valid: Sequence[Corpus],
    settings: FitSettings,
) -> dict[str, float]:
    current = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.load_state_dict(average.weights)
    network.eval()
    result = {}
    for expert, corpus in enumerate(valid):
        logits = deep_logits(network, tokenizer, corpus, settings.length)[:, expert]
        labelled = corpus.shard.targets >= 0
        truth = corpus.shard.targets[labelled]
        result[f"{corpus.name}_roc_auc"] = float(roc_auc_score(truth, logits[labelled]))
        result[f"{corpus.name}_average_precision"] = float(average_precision_score(truth, logits[labelled]))
    network.load_state_dict(current)
    network.train()
    return result


def _save_average(network: FunctionNetwork, average: WeightAverage, folder: Path) -> None:
    current = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.load_state_dict(average.weights)
    network.save(folder)
    network.load_state_dict(current)
