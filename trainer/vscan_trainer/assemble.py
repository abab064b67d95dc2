"""The last stage: calibrated fusion, operating points, card and files of a model directory."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import encode_windows
from vscan.scoring.card import Fusion, ModelCard
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.torch import ENCODER, WEIGHTS, FunctionNetwork
from vscan.scoring.wide import FILE as WIDE
from vscan.scoring.wide import Wide
from vscan_trainer.bpe import FILES
from vscan_trainer.calibrate import Logits, calibrate, operating_points, probabilities
from vscan_trainer.corpus import Corpus
from vscan_trainer.evaluation.ranking import brier, calibration_error, figures, shift_prior
from vscan_trainer.export import export_onnx
from vscan_trainer.shards import Shard
from vscan_trainer.wide import wide_logits
from vscan_trainer.work import CORPORA, Work

# Seen in pretraining, where labels do not count.
_UNLABELLED = "diversevul-vulnerable"

LIMITS = (
    "It ranks functions for review: it proves no function safe, and does not say which line is wrong.",
    "It reads one function at a time: no callers, no types from headers, no configuration.",
    "It has learnt from C and C++ alone; other languages get metrics and rules, no odds.",
    "Its encoder sees head and tail of a function of over {length} tokens; n-grams and metrics see it all.",
    "Its labels come from commits that fixed something: some are wrong, and what nobody fixed is sound.",
    "PrimeVul's labels are reconstructed.",
    "Its odds are calibrated at PrimeVul's prevalence; a tree with other habits shifts them.",
)


def assemble(work: Work, output: Path, *, name: str, created: str) -> None:
    """Everything the scanner loads goes to `output`; what it computes there is what is calibrated:
    the logits come from the exported int8 model, not from torch."""
    output.mkdir(parents=True, exist_ok=True)
    mean, std = work.statistics()
    export_onnx(FunctionNetwork.load(work.fit), len(mean), output)
    for file in FILES:
        shutil.copyfile(work.tokenizer / file, output / file)
    shutil.copyfile(work.wide / WIDE, output / WIDE)
    tokenizer, wide = work.load_tokenizer(), Wide.load(work.wide)
    encoder = OnnxEncoder.load(output, 0)
    length = work.length
    logits = [
        _logits(corpus.labelled(), encoder, tokenizer, wide, length) for corpus in work.corpora("valid")
    ]
    fusion = calibrate(*logits)
    held = logits[0].half(1)
    card = ModelCard(
        name=name,
        created=created,
        languages=("c", "cpp"),
        length=length,
        pretokenizer=work.pretokenizer,
        features=feature_names(METRICS),
        mean=tuple(mean.tolist()),
        std=tuple(std.tolist()),
        fusion=fusion,
        points=operating_points(held.targets, probabilities(fusion, held)),
        default_point="low-noise",
        percentiles=_percentiles(work),
        data=_data(work),
        metrics={
            f"{part.corpus}-valid, second half": _figures(
                part.half(1), fusion, _lines(work, part.corpus)[1::2]
            )
            for part in logits
        },
        limits=tuple(limit.format(length=length) for limit in LIMITS),
    )
    card.save(output)


def copy_checkpoint(work: Work, model: Path) -> None:
    """Put the torch weights beside an exported model, for `--scorer torch`."""
    shutil.copyfile(work.fit / WEIGHTS, model / WEIGHTS)
    shutil.copytree(work.fit / ENCODER, model / ENCODER, dirs_exist_ok=True)


def _logits(
    corpus: Corpus, encoder: OnnxEncoder, tokenizer: CodeTokenizer, wide: Wide, length: int
) -> Logits:
    shard = corpus.shard
    windows = [tokenizer.window(shard[i], length) for i in range(len(shard))]
    deep = encode_windows(encoder, windows, corpus.features, tokenizer.pad)
    return Logits(corpus.name, deep, wide_logits(wide, shard), shard.targets)


def _lines(work: Work, corpus: str) -> NDArray[np.int64]:
    """Lines of each labelled validation function, (n,)."""
    shard, features = work.measured(f"{corpus}-valid")
    lines = np.expm1(features[shard.targets >= 0, METRICS.index("lines")])
    return np.asarray(np.rint(lines), dtype=np.int64)


def _figures(part: Logits, fusion: Fusion, lines: NDArray[np.int64]) -> dict[str, float]:
    """Of the fused model; the calibration's at the part's own prevalence."""
    probability = probabilities(fusion, part)
    own = float(part.targets.mean())
    calibrated = shift_prior(probability, fusion.prior, own)
    return {
        "functions": len(part.targets),
        "prevalence": own,
        **figures(part.targets, probability, lines),
        "calibration_error": calibration_error(part.targets, calibrated),
        "brier": brier(part.targets, calibrated),
    }


def _percentiles(work: Work) -> dict[str, tuple[float, float, float]]:
    """Of each metric, over non-vulnerable functions of the general corpus."""
    shard, features = work.measured(f"{CORPORA[0]}-train")
    counts = np.expm1(features[shard.targets == 0][:, : len(METRICS)])
    tops = np.percentile(counts, [90, 95, 99], axis=0).round(2)
    return {name: (float(a), float(b), float(c)) for name, a, b, c in zip(METRICS, *tops, strict=True)}


def _data(work: Work) -> dict[str, str]:
    def describe(shard: Shard) -> str:
        return f"{len(shard):,} functions, {int((shard.targets == 1).sum()):,} vulnerable"

    parts = [f"{corpus}-{split}" for corpus in CORPORA for split in ("train", "valid")]
    known = {part: describe(work.load_shard(part)) for part in parts}
    if work.shard(_UNLABELLED).is_file():
        known[f"{_UNLABELLED} (pretraining alone)"] = describe(work.load_shard(_UNLABELLED))
    return known
