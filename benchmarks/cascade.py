"""What the encoder is spared, and what that changes: python benchmarks/cascade.py DATA [--model DIR]

Scores the validation sets with the encoder reading every function, and with it reading only those whose
odds it could lift to the default operating point (`ModelCard.settled`). DATA holds the corpora as
docs/data.md names them.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.base import encode_functions
from vscan.scoring.card import ModelCard, bundled_model
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.trees import Trees
from vscan.scoring.wide import Wide
from vscan_trainer.calibrate import Logits, probabilities
from vscan_trainer.corpus import normalise
from vscan_trainer.evaluation.ranking import figures
from vscan_trainer.prepare import Part, Preparer
from vscan_trainer.wide import wide_logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=bundled_model())
    parser.add_argument("--cache", type=Path, default=Path("runs/cache"))
    arguments = parser.parse_args()
    card = ModelCard.load(arguments.model)
    tokenizer = CodeTokenizer.load(arguments.model, card.pretokenizer, strip=card.strip_comments)
    counted = tuple(card.rule_confidences.items())
    prepare = Preparer(tokenizer, arguments.cache, os.cpu_count() or 1, counted=counted)
    for corpus in ("primevul", "devign"):
        part = prepare(arguments.data / f"{corpus}-valid.jsonl.xz").labelled()
        compare(part, arguments.model, card, tokenizer)


def compare(part: Part, model: Path, card: ModelCard, tokenizer: CodeTokenizer) -> None:
    """One corpus' figures with and without the encoder where it is spared."""
    whole, seconds = _read(part, model, card, tokenizer)
    cheap = zip(whole.wide.tolist(), whole.trees.tolist(), strict=True)  # type: ignore[union-attr]
    settled = np.array([card.settled(*row) for row in cheap])
    usual = np.array(card.usual_deep, dtype=np.float32)
    spared = replace(whole, deep=np.where(settled[:, None], usual, whole.deep))
    full, less = probabilities(card.fusion, whole), probabilities(card.fusion, spared)
    print(
        f"{part.name}: {len(part):,} functions, the encoder took {seconds / len(part) * 1e3:.1f} ms for each"
    )
    print(f"  spared {settled.mean():.1%}; odds moved by at most {np.abs(full - less).max():.4f}")
    for name, point in sorted(card.points.items(), key=lambda pair: pair[1]):
        _point(name, point, part.shard.targets, full, less)
    for what, odds in (("every function read", full), ("as scanned", less)):
        told = figures(part.shard.targets, odds, part.lines)
        print(f"  {what}: ROC-AUC {told['roc_auc']:.4f}, average precision {told['average_precision']:.4f}")


def _point(
    name: str, point: float, truth: NDArray[np.int8], full: NDArray[np.float64], less: NDArray[np.float64]
) -> None:
    changed = int(((full >= point) != (less >= point)).sum())
    before, after = (float((odds[truth == 1] >= point).mean()) for odds in (full, less))
    print(f"  at {name} ({point}): {changed} told otherwise, recall {before:.4f} -> {after:.4f}")


def _read(part: Part, model: Path, card: ModelCard, tokenizer: CodeTokenizer) -> tuple[Logits, float]:
    """The logits of all parts of the model, and the seconds that the encoder took."""
    mean, std = (np.array(values, dtype=np.float32) for values in (card.mean, card.std))
    wide = wide_logits(Wide.load(model), part.shard)
    trees = Trees.load(model, len(card.fusion.experts), card.features).logits(wide, part.features)
    cut = [card.window.cut(part.shard[i], tokenizer) for i in range(len(part))]
    started = time.perf_counter()
    features = normalise(part.features, mean, std)
    deep = encode_functions(OnnxEncoder.load(model, 0), cut, features, card.window, tokenizer.pad)
    return Logits(part.name, deep, wide, part.shard.targets, trees), time.perf_counter() - started


if __name__ == "__main__":
    main()
