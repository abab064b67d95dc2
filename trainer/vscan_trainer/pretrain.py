"""Masked-language-model pretraining of the compact encoder on functions, their labels unread."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
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
from vscan_trainer.compact import compact_config
from vscan_trainer.device import accelerator
from vscan_trainer.embed import embed
from vscan_trainer.masking import MaskedNetwork, masked_batch, token_batches
from vscan_trainer.network import quiet
from vscan_trainer.pretrain_settings import PretrainSettings
from vscan_trainer.run import Run
from vscan_trainer.schedule import part_of_peak, set_rates
from vscan_trainer.shards import Shard
from vscan_trainer.utilisation import matmul_rate, training_flops

LINE = 50
"""Steps between two lines of metrics."""

_WEIGHTS = "model.safetensors"


class PretrainError(VscanError):
    """Pretraining cannot go on."""


@dataclass(slots=True)
class Progress:
    """How far a run is: all of it that is not a weight. `loss` is the sum since the last line."""

    task: str
    parameters: int
    step: int = 0
    epoch: int = 0
    place: int = 0
    tokens: int = 0
    seconds: float = 0.0
    loss: float = 0.0
    flops: float = 0.0
    lines: list[dict[str, Any]] = field(default_factory=list)


Report = Callable[[int, int, dict[str, Any]], None]
"""Told (step, steps, the latest line of metrics or nothing) after every step."""


def pretrain(
    run: Run,
    shard: Shard,
    tokenizer: CodeTokenizer,
    settings: PretrainSettings,
    *,
    resume: bool = False,
    save_seconds: float = 60.0,
    report: Report | None = None,
) -> Progress:
    """Train for `settings.steps`, and leave a RoBERTa checkpoint (config.json, model.safetensors) in the
    run's directory, with a line every 50 steps in `metrics.jsonl`. The state is saved every `save_seconds`;
    `resume` goes on from it to the same result. Under `accelerate launch` each process computes its share
    of every batch.

    Raises PretrainError, CheckpointError, and VscanError where no function is long enough.
    """
    trained = _Pretrain(run, shard, tokenizer, settings, resume=resume and run.state.is_file())
    return trained.run(save_seconds, report or (lambda step, steps, line: None))


class _Pretrain:
    def __init__(
        self, run: Run, shard: Shard, tokenizer: CodeTokenizer, settings: PretrainSettings, *, resume: bool
    ) -> None:
        from transformers import RobertaForMaskedLM

        self._run, self._shard, self._tokenizer, self._settings = run, shard, tokenizer, settings
        torch.manual_seed(settings.seed)
        self._accelerator = accelerator(settings.precision)
        shape = {"layers": settings.layers, "width": settings.width, "heads": settings.heads}
        self._model = RobertaForMaskedLM(compact_config(tokenizer, **shape))
        require_space(run.folder, self._model, copies=7)
        if settings.embeddings and not resume and self._accelerator.is_main_process:
            # The other processes are given these with all weights.
            embed(self._model.roberta.embeddings.word_embeddings, shard, seed=settings.seed)
        optimizer = torch.optim.AdamW(
            self._model.parameters(), lr=settings.learning_rate, betas=(0.9, 0.98), weight_decay=0.01
        )
        self._wrapped, self._optimizer = self._accelerator.prepare(MaskedNetwork(self._model), optimizer)
        self._state = Progress(self._digest(), self._model.num_parameters())
        if resume:
            self._restore()

    def _digest(self) -> str:
        """Changes with whatever changes the result."""
        digest = hashlib.sha256(json.dumps(asdict(self._settings), sort_keys=True).encode())
        for part in (
            self._tokenizer.digest.encode(),
            self._shard.ids.tobytes(),
            self._shard.offsets.tobytes(),
        ):
            digest.update(part)
        return digest.hexdigest()

    def run(self, save_seconds: float, report: Report) -> Progress:
        state, steps = self._state, self._settings.steps
        peak = matmul_rate(self._accelerator.device) * self._accelerator.num_processes
        self._wrapped.train()
        saved = time.monotonic()
        for batch in self._left():
            started = time.monotonic()
            state.loss += self._step(batch)
            state.seconds += time.monotonic() - started
            state.step, state.place = state.step + 1, state.place + 1
            noted = state.step % LINE == 0 or state.step == steps
            if noted:
                self._note(peak)
            report(state.step, steps, state.lines[-1] if noted else {})
            if time.monotonic() - saved >= save_seconds:
                self._save()
                saved = time.monotonic()
        self._finish()
        return state

    def _left(self) -> Iterator[NDArray[np.int64]]:
        """The batches of the steps that are left."""
        state, settings = self._state, self._settings
        while state.step < settings.steps:
            rng = np.random.default_rng([settings.seed, 0, state.epoch])
            batches = token_batches(self._shard, settings.length, settings.tokens_per_batch, rng)
            yield from batches[state.place : state.place + settings.steps - state.step]
            if state.place == len(batches):
                state.epoch, state.place = state.epoch + 1, 0

    def _step(self, batch: NDArray[np.int64]) -> float:
        """One optimizer step; the mean loss of the tokens to be found."""
        state, settings, accelerator = self._state, self._settings, self._accelerator
        part = part_of_peak(state.step / settings.steps, warmup=settings.warmup, schedule="cosine")
        set_rates(self._optimizer, [settings.learning_rate], part)
        rng = np.random.default_rng([settings.seed, 1, state.step])
        whole = masked_batch(
            self._shard, batch, self._tokenizer, length=settings.length, rate=settings.mask_rate, rng=rng
        )
        # Gradients are averaged over processes, so each one's part counts as often as there are some.
        scale = accelerator.num_processes / max(len(whole.labels), 1)
        own = whole.share(accelerator.process_index, accelerator.num_processes)
        if not len(own.ids):
            # A process without work still takes part in the exchange of gradients.
            own, scale = whole.share(0, accelerator.num_processes), 0.0
        own = own.to(accelerator.device)
        loss = self._wrapped(own.ids, own.mask, own.chosen, own.labels) * scale
        accelerator.backward(loss)
        total = float(accelerator.reduce(loss.detach(), "mean"))
        if not math.isfinite(total):
            raise PretrainError(
                f"the loss is no number at step {state.step + 1}: a lower learning rate may help"
            )
        accelerator.clip_grad_norm_(self._wrapped.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        state.tokens += int(whole.lengths.sum())
        state.flops += training_flops(self._model, whole.lengths)
        return total

    def _note(self, peak: float) -> None:
        """A line on the steps since the last one."""
        state = self._state
        last = state.lines[-1] if state.lines else {"step": 0, "tokens": 0, "seconds": 0.0}
        seconds = max(state.seconds - last["seconds"], 1e-9)
        state.lines.append(
            {
                "step": state.step,
                "tokens": state.tokens,
                "seconds": state.seconds,
                "loss": state.loss / (state.step - last["step"]),
                "rate": self._optimizer.param_groups[0]["lr"],
                "tokens_per_second": (state.tokens - last["tokens"]) / seconds,
                "utilisation": state.flops / seconds / peak,
            }
        )
        state.loss, state.flops = 0.0, 0.0
        if self._accelerator.is_main_process:
            self._run.write_epochs(state.lines)

    def _save(self) -> None:
        if self._accelerator.is_main_process:
            tensors = {f"network/{name}": tensor for name, tensor in self._model.named_parameters()}
            save_state(self._run.state, tensors | optimizer_tensors(self._optimizer), asdict(self._state))

    def _restore(self) -> None:
        tensors, raw = load_state(self._run.state)
        require_same(self._run.state, raw, self._state.task)
        self._state = Progress(**raw)
        # By parameter: the output layer's weights are the embeddings, stored once.
        stored = weights("network", tensors)
        with torch.no_grad():
            for name, parameter in self._model.named_parameters():
                parameter.copy_(stored[name])
        restore_optimizer(self._optimizer, tensors)

    def _finish(self) -> None:
        if self._accelerator.is_main_process:
            with writing(self._run.folder / _WEIGHTS), quiet():
                self._model.save_pretrained(self._run.folder)
        self._accelerator.wait_for_everyone()
