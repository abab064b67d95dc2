"""Masked-language-model pretraining of the compact encoder on unlabelled functions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.batches import by_length, pad
from vscan_trainer.schedule import Budget, decay, set_rates
from vscan_trainer.shards import Shard


@dataclass(frozen=True, slots=True)
class PretrainSettings:
    """`steps`, or else `minutes`, bound the run; the learning rate decays to zero over it."""

    layers: int = 3
    width: int = 192
    heads: int = 3
    length: int = 256
    tokens_per_batch: int = 4096
    learning_rate: float = 1e-3
    warmup: float = 0.03
    mask_rate: float = 0.2
    minutes: float = 25.0
    steps: int | None = None
    seed: int = 42
    threads: int = 2


def compact_config(tokenizer: CodeTokenizer, settings: PretrainSettings, *, positions: int = 512) -> Any:
    """A RoBERTa configuration of the compact size (`transformers.RobertaConfig`)."""
    from transformers import RobertaConfig

    return RobertaConfig(
        vocab_size=tokenizer.size,
        hidden_size=settings.width,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        intermediate_size=4 * settings.width,
        max_position_embeddings=positions + 2,
        type_vocab_size=1,
        pad_token_id=tokenizer.pad,
        bos_token_id=tokenizer.bos,
        eos_token_id=tokenizer.eos,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def mask_tokens(
    ids: torch.Tensor, mask: torch.Tensor, tokenizer: CodeTokenizer, rate: float, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """BERT's corruption: of the chosen tokens 80 % become <mask>, 10 % random, 10 % stay.

    Returns the corrupted ids (b, t) and the chosen positions (b, t) bool.
    """
    chosen = (torch.rand(ids.shape, generator=generator) < rate) & mask.bool()
    chosen &= (ids != tokenizer.bos) & (ids != tokenizer.eos)
    kind = torch.rand(ids.shape, generator=generator)
    random_ids = torch.randint(5, tokenizer.size, ids.shape, generator=generator)
    corrupted = torch.where(chosen & (kind < 0.8), tokenizer.mask, ids)
    corrupted = torch.where(chosen & (kind >= 0.9), random_ids, corrupted)
    return corrupted, chosen


def pretrain(
    shard: Shard,
    tokenizer: CodeTokenizer,
    settings: PretrainSettings,
    folder: Path,
    embeddings: NDArray[np.float32] | None = None,
) -> None:
    """Train for `settings.steps` or `settings.minutes` and save a RoBERTa checkpoint (safetensors) in
    `folder`, with one line every 50 steps in `pretrain.jsonl`.

    Positions are random crops, so that all of a long function is seen over time.
    """
    from transformers import RobertaForMaskedLM

    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    rng = np.random.default_rng(settings.seed)
    generator = torch.Generator().manual_seed(settings.seed)
    model = RobertaForMaskedLM(compact_config(tokenizer, settings))
    if embeddings is not None:
        with torch.no_grad():
            model.roberta.embeddings.word_embeddings.weight.copy_(torch.from_numpy(embeddings * 0.06))
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, betas=(0.9, 0.98), weight_decay=0.01
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pretrain-settings.json").write_text(json.dumps(asdict(settings), indent=2) + "\n")
    budget, seen = Budget(settings.minutes, settings.steps), 0
    losses: list[float] = []
    with (folder / "pretrain.jsonl").open("w", encoding="utf-8") as log:
        for batch in _batches(shard, settings, rng):
            with budget.step():
                part = decay(budget.progress, settings.warmup, least=0.01)
                set_rates(optimizer, [settings.learning_rate], part)
                crops = [_crop(shard[int(i)], settings.length, tokenizer, rng) for i in batch]
                ids, mask = pad(crops, tokenizer.pad)
                corrupted, chosen = mask_tokens(ids, mask, tokenizer, settings.mask_rate, generator)
                hidden = model.roberta(corrupted, attention_mask=mask).last_hidden_state  # (b, t, width)
                loss = nn.functional.cross_entropy(model.lm_head(hidden[chosen]), ids[chosen])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
            seen += int(mask.sum())
            losses.append(loss.item())
            if budget.done % 50 == 0:
                recent = round(float(np.mean(losses[-50:])), 4)
                seconds = round(budget.seconds, 1)
                entry = {"step": budget.done, "tokens": seen, "seconds": seconds, "loss": recent}
                log.write(json.dumps(entry) + "\n")
                log.flush()
            if budget.progress >= 1:
                break
            if budget.done % 500 == 0:
                model.save_pretrained(folder)
    model.save_pretrained(folder)


def _batches(
    shard: Shard, settings: PretrainSettings, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Endless. Raises VscanError where no function is long enough to learn from."""
    lengths = np.minimum(shard.lengths + 2, settings.length)
    usable = np.flatnonzero(shard.lengths >= 16)
    if not len(usable):
        raise VscanError("no function of 16 tokens or more to pretrain on")
    while True:
        yield from by_length(lengths, usable, tokens=settings.tokens_per_batch, rng=rng)


def _crop(
    ids: NDArray[np.int32], length: int, tokenizer: CodeTokenizer, rng: np.random.Generator
) -> NDArray[np.int32]:
    room = length - 2
    start = int(rng.integers(0, len(ids) - room + 1)) if len(ids) > room else 0
    return tokenizer.window(ids[start : start + room], length)
