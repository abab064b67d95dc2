"""An exported model -> one with n-grams fitted anew, one head of them on fixes, and boosted trees on top; its
encoder stays."""

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
from vscan_trainer import datasets
from vscan_trainer.assemble import bounds, judged, limit_of
from vscan_trainer.bpe import FILES
from vscan_trainer.calibrate import Logits, require_joinable
from vscan_trainer.corpus import normalise
from vscan_trainer.fixes import Fixes, find_fixes, name_of
from vscan_trainer.prepare import Part, Preparer
from vscan_trainer.shards import Shard
from vscan_trainer.trees import fit_forest, held_out_logits
from vscan_trainer.wide import fit_wide, wide_logits, with_fixes


@dataclass(frozen=True, slots=True)
class StackSettings:
    """N-grams learn from all functions, trees from those that are vulnerable, the general corpus' fixes of
    these, and at most `negatives` others for each, since a feature costs far more than a token. `ngrams`
    are hash bits, `strengths` one a corpus or one for all. `fixes` False learns from no fix; `apart` are the
    names of functions that are no fixes to learn from, so that the pairs they are of can be measured on.
    `length` is how many tokens the encoder reads from now on: each costs time, and where n-grams read all
    of them, the last ones hardly tell more; None leaves it."""

    ngrams: int
    strengths: tuple[float, ...]
    negatives: float
    seed: int = 42
    apart: frozenset[str] = frozenset()
    length: int | None = None
    fixes: bool = True


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
    card = _shortened(ModelCard.load(model), settings.length)
    if not len(train) == len(valid) == len(card.fusion.experts):
        raise VscanError(
            f"{model} has {len(card.fusion.experts)} experts: it needs as many files of each kind"
        )
    require_joinable(len(train), settings.ngrams)
    tokenizer = CodeTokenizer.load(model, card.pretokenizer, strip=card.strip_comments)
    prepare = Preparer(tokenizer, cache, jobs, counted=tuple(card.rule_confidences.items()))
    read = [replace(prepare, features=False)(path) for path in train]
    fixes = _fixes(read[0], settings)
    used = [drawn(part.shard, settings) for part in read]
    used[0] = np.union1d(used[0], fixes.after)
    learnt = [prepare(path, rows=rows) for path, rows in zip(train, used, strict=True)]
    wide, trees = _fitted(read, learnt, used, fixes, settings)
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
        data=_data(card, read, learnt, fixes),
    )
    found.save(output)
    return found


def _shortened(card: ModelCard, length: int | None) -> ModelCard:
    if length is None:
        return card
    window = replace(card.window, length=length)
    limits = [limit_of(window) if limit == limit_of(card.window) else limit for limit in card.limits]
    return replace(card, window=window, limits=tuple(limits))


def drawn(shard: Shard, settings: StackSettings) -> NDArray[np.int64]:
    """All functions that are vulnerable, and some others, in their order."""
    positive, negative = (np.flatnonzero(shard.targets == target) for target in (1, 0))
    count = min(len(negative), round(settings.negatives * len(positive)))
    some = np.random.default_rng(settings.seed).choice(negative, count, replace=False)
    return np.sort(np.concatenate([positive, some]))


def _fixes(part: Part, settings: StackSettings) -> Fixes:
    """Of the general corpus alone: Devign's functions of one name are of commits that fixed other things."""
    if not settings.fixes:
        return Fixes.none()
    names = [name_of(row.text) for row in datasets.load(part.path)]
    return find_fixes(part.shard, names, settings.apart)


def _fitted(
    read: Sequence[Part],
    learnt: Sequence[Part],
    used: Sequence[NDArray[np.int64]],
    fixes: Fixes,
    settings: StackSettings,
) -> tuple[Wide, Trees]:
    names, seed = feature_names(METRICS), settings.seed
    strengths = settings.strengths * (len(read) if len(settings.strengths) == 1 else 1)
    wide = fit_wide([part.shard for part in read], settings.ngrams, strengths, seed=seed)
    forests = []
    for every, part, index, strength in zip(read, learnt, used, strengths, strict=True):
        ngrams = held_out_logits(every.shard, index, wide, strength, seed=seed)
        forests.append(fit_forest(ngrams, part.features, names, part.shard.targets, seed=seed))
    return with_fixes(wide, read[0].shard, fixes), Trees(tuple(forests), names)


def _logits(
    part: Part, card: ModelCard, tokenizer: CodeTokenizer, encoder: OnnxEncoder, wide: Wide, trees: Trees
) -> Logits:
    cut = [card.window.cut(part.shard[i], tokenizer) for i in range(len(part))]
    mean, std = (np.array(values, dtype=np.float32) for values in (card.mean, card.std))
    used = normalise(part.features, mean, std) if card.features else part.features[:, :0]
    deep = encode_functions(encoder, cut, used, card.window, tokenizer.pad)
    ngrams = wide_logits(wide, part.shard)
    return Logits(part.name, deep, ngrams, part.shard.targets, trees.logits(ngrams, part.features))


def _data(card: ModelCard, read: Sequence[Part], learnt: Sequence[Part], fixes: Fixes) -> dict[str, Any]:
    seen = {}
    if len(fixes.before):
        seen[f"{read[0].name} (fixes)"] = f"{len(fixes.before):,} pairs of a function and its fix"
    for purpose, parts in (("n-grams", read), ("trees", learnt)):
        for part in parts:
            told = part.describe()
            name = f"{told['name']} ({purpose})"
            seen[name] = f"{told['functions']:,} functions, {told['vulnerable']:,} vulnerable"
    return {**card.data, **seen}
