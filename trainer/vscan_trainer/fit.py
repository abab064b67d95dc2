"""Fine-tuning the encoder and its head, on one corpus or the union of several."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.torch import WEIGHTS, FunctionNetwork
from vscan_trainer.batches import Batch, epoch_batches, pad
from vscan_trainer.checkpoint import (
    load_state,
    optimizer_tensors,
    require_same,
    require_space,
    restore_optimizer,
    save_state,
    weights,
    writing,
)
from vscan_trainer.corpus import Corpus
from vscan_trainer.device import accelerator
from vscan_trainer.inference import deep_logits, pool, validation_figures
from vscan_trainer.losses import class_weights, function_losses
from vscan_trainer.network import load_encoder
from vscan_trainer.run import Run
from vscan_trainer.schedule import optimizer_of, part_of_peak, set_rates
from vscan_trainer.settings import FitSettings


class FitError(VscanError):
    """A run cannot start, or cannot go on."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is fitted: each corpus of `train` trains the expert of its place, since what "vulnerable"
    means and how common it is differ by corpus, while the encoder is shared. `valid` stands in the same
    order and chooses the epoch."""

    settings: FitSettings
    base: Path
    tokenizer: CodeTokenizer
    train: Sequence[Corpus]
    valid: Sequence[Corpus]

    @property
    def digest(self) -> str:
        """Changes with whatever changes the result."""
        digest = hashlib.sha256(json.dumps(asdict(self.settings), sort_keys=True).encode())
        digest.update(self.tokenizer.digest.encode())
        for corpus in (*self.train, *self.valid):
            digest.update(corpus.name.encode() + corpus.shard.ids.tobytes() + corpus.shard.targets.tobytes())
            digest.update(corpus.features.tobytes())
        return digest.hexdigest()


@dataclass(slots=True)
class Progress:
    """How far a run is: all of it that is not a weight."""

    task: str
    epoch: int = 0
    group: int = 0
    step: int = 0
    seconds: float = 0.0
    loss: float = 0.0
    batches: int = 0
    best: float = -1.0
    best_epoch: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)


Report = Callable[[int, int, dict[str, Any]], None]
"""Told (step, steps, the latest line of metrics or nothing) after every step."""


def fit(
    run: Run, task: Task, *, resume: bool = False, save_seconds: float = 60.0, report: Report | None = None
) -> Progress:
    """Train, and leave the best epoch's weights in the run's directory. The state is saved every
    `save_seconds` and after each epoch; `resume` goes on from it to the same result. Under `accelerate
    launch` each process computes its share of every batch.

    Raises FitError, EncoderError, CheckpointError.
    """
    return _Fit(run, task, save_seconds, report or (lambda step, steps, line: None)).run(resume)


class _Fit:
    def __init__(self, run: Run, task: Task, save_seconds: float, report: Report) -> None:
        settings = task.settings
        self._run, self._task, self._save_seconds, self._report = run, task, save_seconds, report
        self._settings = settings
        torch.manual_seed(settings.seed)
        self._accelerator = accelerator(settings.precision)
        encoder = load_encoder(
            task.base,
            tokens=task.tokenizer.size,
            length=settings.length,
            dropout=settings.dropout,
            layers=settings.layers,
        )
        features = task.train[0].features.shape[1]
        network = FunctionNetwork(encoder, features, len(task.train), dropout=settings.dropout)
        require_space(run.folder, network, copies=8 if settings.average_decay else 7)
        optimizer = optimizer_of(network, settings)
        self._peaks = [group["lr"] for group in optimizer.param_groups]
        self._wrapped, self._optimizer = self._accelerator.prepare(network, optimizer)
        self._network: FunctionNetwork = self._accelerator.unwrap_model(self._wrapped)
        self._average = self._copy() if settings.average_decay else None
        self._weights = [class_weights(corpus.shard.targets, settings) for corpus in task.train]
        self._state = Progress(task.digest)

    def run(self, resume: bool) -> Progress:
        if resume and self._run.state.is_file():
            self._restore()
        state, settings = self._state, self._settings
        per_epoch = -(-len(epoch_batches(self._task.train, settings, 0)) // settings.accumulation)
        steps = per_epoch * settings.epochs
        self._wrapped.train()
        saved = time.monotonic()
        while state.epoch < settings.epochs and not self._stale():
            groups = _groups(epoch_batches(self._task.train, settings, state.epoch), settings.accumulation)
            for group in groups[state.group :]:
                started = time.monotonic()
                part = part_of_peak(state.step / steps, warmup=settings.warmup, schedule=settings.schedule)
                set_rates(self._optimizer, self._peaks, part)
                state.loss += self._step(group)
                state.batches += len(group)
                state.step, state.group = state.step + 1, state.group + 1
                state.seconds += time.monotonic() - started
                self._report(state.step, steps, {})
                if time.monotonic() - saved >= self._save_seconds and state.group < len(groups):
                    self._save()
                    saved = time.monotonic()
            self._finish_epoch(sum(map(len, (batch for group in groups for batch in group))))
            self._report(state.step, steps, state.lines[-1])
            self._save()
            saved = time.monotonic()
        return state

    def _step(self, group: Sequence[Batch]) -> float:
        """One optimizer step over the batches of `group`; the sum of their losses."""
        state, settings, accelerator = self._state, self._settings, self._accelerator
        # Dropout depends on the place in the run alone, so that a resumed run repeats it.
        torch.manual_seed(((settings.seed * 1_000_003 + state.step) * 64 + accelerator.process_index) % 2**63)
        total = 0.0
        for place, batch in enumerate(group, 1):
            last = place == len(group)
            with contextlib.nullcontext() if last else accelerator.no_sync(self._wrapped):
                loss = self._loss(batch)
                accelerator.backward(loss / len(group))
            total += float(accelerator.reduce(loss.detach(), "mean"))
        if total != total or total in (float("inf"), float("-inf")):
            raise FitError(f"the loss is no number at step {state.step + 1}: a lower learning rate may help")
        if settings.clip:
            accelerator.clip_grad_norm_(self._wrapped.parameters(), settings.clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        if self._average is not None:
            decay = min(settings.average_decay, (state.step + 1) / (state.step + 10))
            for name, tensor in self._network.state_dict().items():
                if tensor.dtype.is_floating_point:
                    self._average[name].lerp_(tensor.detach(), 1 - decay)
        return total

    def _loss(self, batch: Batch) -> torch.Tensor:
        """This process' part of the mean loss of a batch, weighted by class; each function's logit is that
        of its corpus' expert. Over processes the parts have the whole batch's loss as their mean."""
        accelerator, train = self._accelerator, self._task.train
        weigh = [
            self._weights[c][int(train[c].shard.targets[i])]
            for c, i in zip(batch.corpus_of, batch.index, strict=True)
        ]
        scale = accelerator.num_processes / sum(weigh)
        own = batch.share(accelerator.process_index, accelerator.num_processes)
        mine = torch.tensor(weigh[accelerator.process_index :: accelerator.num_processes])
        if not len(own):
            # A process without work still takes part in the exchange of gradients.
            own, mine = batch.share(0, len(batch)), torch.zeros(1)
        logits, targets = self._forward(own)
        losses = function_losses(logits, targets, self._settings)
        loss: torch.Tensor = (losses * mine.to(losses.device)).sum() * scale
        return loss

    def _forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits and targets, (b,) each, on the device."""
        train, view, device = self._task.train, self._settings.view, self._accelerator.device
        chosen = list(zip(batch.corpus_of.tolist(), batch.index.tolist(), strict=True))
        cut = [view.cut(train[c].shard[i], self._task.tokenizer) for c, i in chosen]
        counts = [len(windows) for windows in cut]
        ids, mask = pad([ids for windows in cut for ids in windows], self._task.tokenizer.pad)
        features = torch.stack([torch.from_numpy(train[c].features[i]) for c, i in chosen])
        targets = torch.tensor([float(train[c].shard.targets[i]) for c, i in chosen], device=device)
        repeated = features.repeat_interleave(torch.tensor(counts), dim=0)
        experts = self._wrapped(ids.to(device), mask.to(device), repeated.to(device))
        own = torch.from_numpy(batch.corpus_of).to(device)[:, None]
        return pool(experts, counts, view.pooling).gather(1, own).squeeze(1), targets

    def _finish_epoch(self, functions: int) -> None:
        """Evaluate, note, and keep the weights where they are the best so far."""
        state, settings = self._state, self._settings
        current = self._copy()
        if self._average is not None:
            self._network.load_state_dict(self._average)
        self._wrapped.eval()
        figures = {}
        for expert, corpus in enumerate(self._task.valid):
            logits = deep_logits(self._network, self._task.tokenizer, corpus, settings.view)[:, expert]
            figures.update(validation_figures(corpus.name, corpus.shard.targets, logits))
        chosen = [value for name, value in figures.items() if name.endswith(f"_{settings.select}")]
        score = sum(chosen) / len(chosen)
        if score > state.best:
            state.best, state.best_epoch = score, state.epoch + 1
            if self._accelerator.is_main_process:
                with writing(self._run.folder / f"{WEIGHTS}.partial"):
                    self._network.save(self._run.folder)
        self._network.load_state_dict(current)
        self._wrapped.train()
        line = {
            "epoch": state.epoch + 1,
            "step": state.step,
            "functions": functions,
            "seconds": round(state.seconds, 1),
            "loss": state.loss / max(state.batches, 1),
            "rate": max(group["lr"] for group in self._optimizer.param_groups),
            **figures,
        }
        state.lines.append(line)
        state.epoch, state.group, state.loss, state.batches = state.epoch + 1, 0, 0.0, 0
        if self._accelerator.is_main_process:
            self._run.write_epochs(state.lines)
        self._accelerator.wait_for_everyone()

    def _stale(self) -> bool:
        patience = self._settings.patience
        return bool(patience) and self._state.epoch - self._state.best_epoch >= patience > 0

    def _copy(self) -> dict[str, torch.Tensor]:
        return {name: tensor.detach().clone() for name, tensor in self._network.state_dict().items()}

    def _save(self) -> None:
        if not self._accelerator.is_main_process:
            return
        tensors = {f"network/{name}": tensor for name, tensor in self._network.state_dict().items()}
        tensors |= {f"average/{name}": tensor for name, tensor in (self._average or {}).items()}
        save_state(self._run.state, tensors | optimizer_tensors(self._optimizer), asdict(self._state))

    def _restore(self) -> None:
        tensors, raw = load_state(self._run.state)
        require_same(self._run.state, raw, self._state.task)
        self._state = Progress(**raw)
        self._network.load_state_dict(weights("network", tensors))
        restore_optimizer(self._optimizer, tensors)
        if self._average is not None:
            self._average = {
                name: tensor.to(self._accelerator.device)
                for name, tensor in weights("average", tensors).items()
            }


def _groups(batches: Sequence[Batch], size: int) -> list[Sequence[Batch]]:
    """The batches of each optimizer step."""
    return [batches[i : i + size] for i in range(0, len(batches), size)]
