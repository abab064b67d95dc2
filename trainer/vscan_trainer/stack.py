"""An exported model -> one with n-grams fitted anew and boosted trees on top; its encoder stays."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import encode_functions
from vscan.scoring.card import ModelCard
from vscan.scoring.onnx import FILE as ONNX
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.trees import Trees
from vscan.scoring.wide import Wide
from vscan_trainer.assemble import bounds, judged
from vscan_trainer.bpe import FILES
from vscan_trainer.calibrate import Logits, require_joinable
from vscan_trainer.corpus import normalise
from vscan_trainer.prepare import Part, Preparer
from vscan_trainer.shards import Shard
from vscan_trainer.trees import fit_forest, held_out_logits
from vscan_trainer.wide import fit_wide, wide_logits


@dataclass(frozen=True, slots=True)
class StackSettings:
    """N-grams learn from all functions, trees from those that are vulnerable and at most `negatives` others
    for each, since a feature costs far more than a token. `ngrams` are hash bits, `strengths` one a
    corpus or one for all."""

    ngrams: int
    strengths: tuple[float, ...]
    negatives: float
    seed: int = 42


def stack(
    model: Path,
    train: Sequence[Path],
    valid: Sequence[Path],
    output: Path,
    settings: StackSettings,
    *,
    created: str,
    cache: Path,
    jobs: int,
) -> ModelCard:
    """The model of `model` in `output`, with n-grams and trees fitted on the training files and all
    calibrated anew. The files stand in the order of the model's experts. Raises VscanError."""
    card = ModelCard.load(model)
    if not len(train) == len(valid) == len(card.fusion.experts):
        raise VscanError(
            f"{model} has {len(card.fusion.experts)} experts: it needs as many files of each kind"
        )
    require_joinable(len(train), settings.ngrams)
    tokenizer = CodeTokenizer.load(model, card.pretokenizer, strip=card.strip_comments)
    prepare = Preparer(tokenizer, cache, jobs, counted=tuple(card.rule_confidences.items()))
    read = [replace(prepare, features=False)(path) for path in train]
    learnt = [prepare(path, keep=lambda shard: drawn(shard, settings)) for path in train]
    wide, trees = _fitted(read, learnt, settings)
    output.mkdir(parents=True, exist_ok=True)
    for file in (ONNX, *FILES):
        shutil.copyfile(model / file, output / file)
    wide.save(output)
    trees.save(output)
    held = [prepare(path).labelled() for path in valid]
    encoder = OnnxEncoder.load(output, 0)
    logits = [_logits(part, card, tokenizer, encoder, wide, trees) for part in held]
    found = replace(
        card,
        created=created,
        **judged(logits, held),
        **bounds(held[0].shard, wide),
        data=_data(card, read, learnt),
    )
    found.save(output)
    return found


def drawn(shard: Shard, settings: StackSettings) -> NDArray[np.int64]:
    """The functions that trees learn from, in their order: all that are vulnerable, and some others."""
    positive, negative = (np.flatnonzero(shard.targets == target) for target in (1, 0))
    count = min(len(negative), round(settings.negatives * len(positive)))
    some = np.random.default_rng(settings.seed).choice(negative, count, replace=False)
    return np.sort(np.concatenate([positive, some]))


def _fitted(read: Sequence[Part], learnt: Sequence[Part], settings: StackSettings) -> tuple[Wide, Trees]:
    names, seed = feature_names(METRICS), settings.seed
    strengths = settings.strengths * (len(read) if len(settings.strengths) == 1 else 1)
    wide = fit_wide([part.shard for part in read], settings.ngrams, strengths, seed=seed)
    forests = []
    for every, part, strength in zip(read, learnt, strengths, strict=True):
        index = drawn(every.shard, settings)
        ngrams = held_out_logits(every.shard, index, wide, strength, seed=seed)
        forests.append(fit_forest(ngrams, part.features, names, part.shard.targets, seed=seed))
    return wide, Trees(tuple(forests), names)


def _logits(
    part: Part, card: ModelCard, tokenizer: CodeTokenizer, encoder: OnnxEncoder, wide: Wide, trees: Trees
) -> Logits:
    cut = [card.window.cut(part.shard[i], tokenizer) for i in range(len(part))]
    mean, std = (np.array(values, dtype=np.float32) for values in (card.mean, card.std))
    used = normalise(part.features, mean, std) if card.features else part.features[:, :0]
    deep = encode_functions(encoder, cut, used, card.window, tokenizer.pad)
    ngrams = wide_logits(wide, part.shard)
    return Logits(part.name, deep, ngrams, part.shard.targets, trees.logits(ngrams, part.features))


def _data(card: ModelCard, read: Sequence[Part], learnt: Sequence[Part]) -> dict[str, Any]:
    seen = {}
    for purpose, parts in (("n-grams", read), ("trees", learnt)):
        for part in parts:
            told = part.describe()
            name = f"{told['name']} ({purpose})"
            seen[name] = f"{told['functions']:,} functions, {told['vulnerable']:,} vulnerable"
    return {**card.data, **seen}
