"""What all scorers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vscan.domain import Caveat, Score
from vscan.features import feature_vector
from vscan.scoring.batching import Batching
from vscan.scoring.card import CARD, ModelCard, ModelError
from vscan.scoring.items import OTHER_LANGUAGE, Item
from vscan.scoring.tokenizer import CodeTokenizer, TokenizerError
from vscan.scoring.trees import Trees
from vscan.scoring.wide import Wide
from vscan.scoring.window import Window

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]

NO_NGRAMS = np.zeros(3, dtype=np.float32)


class Encoder(Protocol):
    """The deep part: windows of token ids and normalised features -> logits."""

    @property
    def batching(self) -> Batching:
        """How it wants its windows put together, from the next call of `encode_windows` on."""
        ...

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        """(b, t), (b, t), (b, f) -> (b, experts)"""
        ...


@dataclass(frozen=True)
class ModelScorer:
    """Encoder, n-grams and trees, fused and calibrated as the card says. The rest of the tool need not
    know which runtime the encoder uses; `load` fetches it for the first function that is worth its time."""

    card: ModelCard
    tokenizer: CodeTokenizer
    wide: Wide | None
    trees: Trees | None
    load: Callable[[], Encoder]

    @cached_property
    def encoder(self) -> Encoder:
        """Raises ModelError."""
        return self.load()

    def score(self, items: Sequence[Item]) -> list[Score]:
        """Raises ModelError when the encoder is needed and cannot be loaded."""
        known = [i for i, item in enumerate(items) if item.language in self.card.languages]
        scores = [Score(None, OTHER_LANGUAGE)] * len(items)
        encoded = [self.tokenizer.encode(items[i].text) for i in known]
        probabilities = self._probabilities([items[i] for i in known], encoded)
        for i, ids, probability in zip(known, encoded, probabilities, strict=True):
            scores[i] = Score(probability, caveats=self.caveats(ids))
        return scores

    def caveats(self, ids: Ids) -> tuple[Caveat, ...]:
        """What speaks against the odds of a function of these tokens. N-grams read it whole, and odds of
        long functions then hold as well as any (docs/model.md, calibration); an encoder alone does not."""
        card = self.card
        found = []
        if self.wide is None and len(ids) > seen_whole(card.window):
            found.append(Caveat.TRUNCATED)
        if len(ids) < card.tiny_tokens:
            found.append(Caveat.TINY)
        if self.wide and card.novelty_bound is not None and self.wide.novelty(ids) > card.novelty_bound:
            found.append(Caveat.UNFAMILIAR)
        return tuple(found)

    def _probabilities(self, items: Sequence[Item], encoded: Sequence[Ids]) -> list[float]:
        if not items:
            return []
        rules = self.card.rule_confidences
        features = np.stack([feature_vector(item.analysis, rules) for item in items])
        wide = np.stack([self.wide.score(ids) if self.wide else NO_NGRAMS for ids in encoded])
        trees = self.trees_logits(wide, features)
        cheap = list(zip(wide.tolist(), trees.tolist(), strict=True))
        deep: list[Sequence[float]] = [self.card.usual_deep] * len(items)
        left = [i for i, row in enumerate(cheap) if not self.card.settled(*row)]
        if left:
            found = self.deep_logits([encoded[i] for i in left], self.normalise(features[left]))
            for i, logits in zip(left, found.tolist(), strict=True):
                deep[i] = logits
        return [self.card.fusion.probability(read, *row) for read, row in zip(deep, cheap, strict=True)]

    def trees_logits(self, wide: Floats, features: Floats) -> Floats:
        """(n, experts) from n-gram logits (n, heads) and raw features (n, f); zeros without trees."""
        if self.trees is None:
            return np.zeros((len(wide), 2), dtype=np.float32)
        return self.trees.logits(wide, features)

    def normalise(self, features: Floats) -> Floats:
        if not self.card.features:
            return features[:, :0]
        mean = np.array(self.card.mean, dtype=np.float32)
        std = np.array(self.card.std, dtype=np.float32)
        return np.asarray(np.clip((features - mean) / std, -8, 8), dtype=np.float32)

    def deep_logits(self, encoded: Sequence[Ids], features: Floats) -> Floats:
        """(n, experts), in the order given."""
        cut = [self.card.window.cut(ids, self.tokenizer) for ids in encoded]
        return encode_functions(self.encoder, cut, features, self.card.window, self.tokenizer.pad)


def seen_whole(window: Window) -> int:
    """The tokens of the longest function of which the encoder misses none."""
    return (window.length - 2) * (window.chunks if window.mode == "chunks" else 1)


def encode_functions(
    encoder: Encoder, cut: Sequence[Sequence[Ids]], features: Floats, window: Window, pad: int
) -> Floats:
    """(n, experts) logits of functions given as their windows, in the order given."""
    counts = [len(windows) for windows in cut]
    flat = [ids for windows in cut for ids in windows]
    return window.pool(encode_windows(encoder, flat, features.repeat(counts, axis=0), pad), counts)


def encode_windows(encoder: Encoder, windows: Sequence[Ids], features: Floats, pad: int) -> Floats:
    """(n, experts) logits, in the order given, computed in batches of similar length."""
    out: Floats | None = None
    for batch, length in encoder.batching.batches([len(window) for window in windows]):
        ids = np.full((len(batch), length), pad, dtype=np.int32)
        for row, index in enumerate(batch):
            ids[row, : len(windows[index])] = windows[index]
        logits = encoder.logits(ids, (ids != pad).astype(np.int32), features[batch])
        if out is None:
            out = np.zeros((len(windows), logits.shape[1]), dtype=np.float32)
        out[batch] = logits
    return np.zeros((0, 0), dtype=np.float32) if out is None else out


def load_parts(
    folder: Path, names: Iterable[str]
) -> tuple[ModelCard, CodeTokenizer, Wide | None, Trees | None]:
    """What every runtime reads of a model directory; n-grams and trees only where the card weighs them.

    Raises ModelError, also when the card asks for features that are computed differently here (`names`
    are those of this version).
    """
    card, names = ModelCard.load(folder), tuple(names)
    if card.features and card.features != names:
        raise ModelError(f"{folder / CARD} names other features than this version of vscan computes")
    try:
        tokenizer = CodeTokenizer.load(folder, card.pretokenizer, strip=card.strip_comments)
    except TokenizerError as error:
        raise ModelError(str(error)) from error
    wide = Wide.load(folder) if card.fusion.reads_ngrams else None
    trees = Trees.load(folder, len(card.fusion.experts), names) if card.fusion.reads_trees else None
    return card, tokenizer, wide, trees
