"""Fine-tuning the classifier on the union of corpora."""

from __future__ import annotations

import json
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
from vscan_trainer.corpus import Corpus
from vscan_trainer.network import load_encoder
from vscan_trainer.schedule import Budget, decay, set_rates

SETTINGS = "settings.json"
METRICS = "metrics.jsonl"


@dataclass(frozen=True, slots=True)
class FitSettings:
    """`steps`, or else `minutes`, bound the run; the learning rate decays to zero over it. `negatives`
    is the number of non-vulnerable functions drawn afresh each epoch for every vulnerable one, at most."""

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
    steps: int | None = None
    seed: int = 42
    threads: int = 2


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
    is differ by corpus, while the encoder is shared. Raises EncoderError.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    encoder = load_encoder(base, tokens=tokenizer.size, length=settings.length, dropout=settings.dropout)
    network = FunctionNetwork(encoder, train[0].features.shape[1], len(train), dropout=settings.dropout)
    network.train()
    optimizer = _optimizer(network, settings)
    peaks = [group["lr"] for group in optimizer.param_groups]
    average = WeightAverage(network, settings.average_decay)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS).write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
    (folder / METRICS).write_text("")
    budget, seen, due, best = Budget(settings.minutes, settings.steps), 0, 1, -1.0
    losses: list[float] = []
    held_out = [corpus.labelled() for corpus in valid]
    for corpus_of, index in _batches(train, settings, np.random.default_rng(settings.seed)):
        with budget.step():
            set_rates(optimizer, peaks, decay(budget.progress, settings.warmup, least=1e-3))
            loss = _loss(network, tokenizer, train, corpus_of, index, settings)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.update(network)
            losses.append(loss.item())
        seen += len(index)
        if budget.progress >= due / settings.evaluations:
            due += 1
            figures = _evaluate(network, average, tokenizer, held_out, settings)
            state = {"functions": seen, "seconds": round(budget.seconds), "loss": float(np.mean(losses))}
            losses.clear()
            with (folder / METRICS).open("a", encoding="utf-8") as log:
                log.write(json.dumps({k: round(v, 4) for k, v in (state | figures).items()}) + "\n")
            score = float(np.mean([v for name, v in figures.items() if name.endswith("roc_auc")]))
            if score > best:
                best = score
                _save_average(network, average, folder)
        if budget.progress >= 1:
            return


def _optimizer(network: FunctionNetwork, settings: FitSettings) -> torch.optim.Optimizer:
    encoder = list(network.encoder.parameters())
    head = [*network.features.parameters(), *network.head.parameters()]
    groups = [{"params": encoder, "lr": settings.encoder_rate}, {"params": head, "lr": settings.head_rate}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=settings.weight_decay)


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


def _loss(
    network: FunctionNetwork,
    tokenizer: CodeTokenizer,
    train: Sequence[Corpus],
    corpus_of: NDArray[np.int64],
    index: NDArray[np.int64],
    settings: FitSettings,
) -> torch.Tensor:
    """Mean cross-entropy of a batch, each function's logit being that of its corpus' expert."""
    chosen = list(zip(corpus_of, index, strict=True))
    windows = [tokenizer.window(train[c].shard[i], settings.length) for c, i in chosen]
    ids, mask = pad(windows, tokenizer.pad)
    features = torch.from_numpy(np.stack([train[c].features[i] for c, i in chosen]))
    targets = torch.tensor([float(train[c].shard.targets[i]) for c, i in chosen])
    smooth = targets * (1 - settings.label_smoothing) + settings.label_smoothing / 2
    experts = network(ids, mask, features)  # (b, corpora)
    logits = experts.gather(1, torch.from_numpy(corpus_of)[:, None]).squeeze(1)
    return nn.functional.binary_cross_entropy_with_logits(logits, smooth)


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
        truth = corpus.shard.targets
        result[f"{corpus.name}_roc_auc"] = float(roc_auc_score(truth, logits))
        result[f"{corpus.name}_average_precision"] = float(average_precision_score(truth, logits))
    network.load_state_dict(current)
    network.train()
    return result


def _save_average(network: FunctionNetwork, average: WeightAverage, folder: Path) -> None:
    current = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.load_state_dict(average.weights)
    network.save(folder)
    network.load_state_dict(current)
