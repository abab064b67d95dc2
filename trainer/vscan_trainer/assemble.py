"""A finished run -> the model directory that the scanner loads."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring.base import encode_functions
from vscan.scoring.card import Fusion, ModelCard
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.torch import ENCODER, WEIGHTS, FunctionNetwork
from vscan.scoring.wide import FILE as WIDE
from vscan.scoring.wide import Wide
from vscan.scoring.window import Window
from vscan_trainer.bpe import FILES
from vscan_trainer.calibrate import (
    Logits,
    below,
    calibrate,
    curve,
    halves,
    operating_points,
    probabilities,
)
from vscan_trainer.corpus import Corpus
from vscan_trainer.evaluation.ranking import brier, calibration_error, figures, shift_prior
from vscan_trainer.export import export_onnx
from vscan_trainer.inputs import Inputs
from vscan_trainer.prepare import Part
from vscan_trainer.run import Run
from vscan_trainer.shards import Shard
from vscan_trainer.wide import wide_logits

DEFAULT_POINT, OVERRIDE = "low-noise", "override"
_TINY, _UNFAMILIAR = 0.01, 0.015
_EDGE = 0.001

_LIMITS = (
    "It ranks functions for review: it proves no function safe, and does not say which line is wrong.",
    "It reads one function at a time: no callers, no types from headers, no configuration.",
    "It has learnt from C and C++ alone; other languages get metrics and rules, no odds.",
    "Its labels come from commits that fixed something: some are wrong, and what nobody fixed is sound.",
    "Its odds hold at the prevalence of {prior:.1%}, that of {corpus}; a tree with other habits shifts them.",
)
_VIEWS = {
    "head": "Its encoder sees the head of a function of over {length} tokens.",
    "head-tail": "Its encoder sees head and tail of a function of over {length} tokens; n-grams and metrics "
    "see it all.",
    "chunks": "Its encoder sees at most {chunks} pieces of {length} tokens of a function.",
}


def assemble(
    run: Run,
    inputs: Inputs,
    output: Path,
    *,
    name: str,
    created: str,
    quantise: bool = True,
    threshold: float | None = None,
    limits: Sequence[str] = (),
) -> ModelCard:
    """Everything the scanner loads goes to `output`; what it computes there is what is calibrated:
    the logits come from the exported model, not from torch. `threshold` overrides the default
    operating point; `limits` are further sentences for the card."""
    output.mkdir(parents=True, exist_ok=True)
    export_onnx(FunctionNetwork.load(run.folder), len(inputs.mean), output, quantise=quantise)
    for file in FILES:
        shutil.copyfile(run.folder / file, output / file)
    wide = None
    if inputs.settings.ngrams:
        shutil.copyfile(run.folder / WIDE, output / WIDE)
        wide = Wide.load(output)
    encoder = OnnxEncoder.load(output, 0)
    logits = [_logits(corpus, encoder, inputs, wide) for corpus in inputs.corpora(inputs.valid)]
    told = judged(logits, inputs.valid)
    default = DEFAULT_POINT
    if threshold is not None:
        told["points"][OVERRIDE], default = below(threshold), OVERRIDE
    used = inputs.settings.use_code_features
    card = ModelCard(
        name=name,
        created=created,
        languages=("c", "cpp"),
        window=inputs.settings.view,
        pretokenizer=inputs.pretokenizer,
        strip_comments=inputs.settings.strip_comments,
        features=feature_names(METRICS) if used else (),
        mean=tuple(inputs.mean.tolist()),
        std=tuple(inputs.std.tolist()),
        default_point=default,
        percentiles={k: tuple(v) for k, v in inputs.scoring()["percentiles"].items()},
        **told,
        **bounds(inputs.valid[0].labelled().shard, wide),
        rules=_rules() if used else {},
        data={part.name: _describe(part) for part in (*inputs.train, *inputs.valid)},
        limits=(*_limits(inputs, told["fusion"]), *limits),
    )
    card.save(output)
    return card


def judged(logits: Sequence[Logits], parts: Sequence[Part]) -> dict[str, Any]:
    """What the card says of these logits of the validation parts: the fusion, fitted on the first halves;
    operating points, curve and figures, on the second ones."""
    fusion = calibrate([part.half(0) for part in logits])
    held = logits[0].half(1)
    scores = probabilities(fusion, held)
    return {
        "fusion": fusion,
        "points": operating_points(held.targets, scores),
        "curve": curve(held.targets, scores),
        "deep_range": _range([part.deep for part in logits]),
        "metrics": {
            f"{part.corpus}, second half": _figures(part.half(1), fusion, _lines(full))
            for part, full in zip(logits, parts, strict=True)
        },
    }


def _range(deep: Sequence[NDArray[np.float32]]) -> tuple[tuple[float, float, float], ...]:
    """The encoder's logits over all corpora, (n, experts) each: for each expert the lowest, the median and
    the highest, but for one function in a thousand at either end."""
    low, usual, high = np.quantile(np.concatenate(deep), (_EDGE, 0.5, 1 - _EDGE), axis=0).tolist()
    return tuple(zip(low, usual, high, strict=True))


def _rules() -> dict[str, str]:
    rules = Rulebook.load([builtin_rules()]).confidences
    return {rule: confidence.label for rule, confidence in rules.items()}


def bounds(shard: Shard, wide: Wide | None) -> dict[str, Any]:
    """What the card calls tiny and unfamiliar: the few functions of ordinary validation at either end."""
    found: dict[str, Any] = {"tiny_tokens": int(np.quantile(shard.lengths, _TINY))}
    if wide is not None:
        novelty = [wide.novelty(shard[i]) for i in range(len(shard))]
        found["novelty_bound"] = float(np.quantile(novelty, 1 - _UNFAMILIAR))
    return found


def copy_checkpoint(run: Run, model: Path) -> None:
    """Put the torch weights beside an exported model, for `--scorer torch`."""
    shutil.copyfile(run.folder / WEIGHTS, model / WEIGHTS)
    shutil.copytree(run.folder / ENCODER, model / ENCODER, dirs_exist_ok=True)


def _logits(corpus: Corpus, encoder: OnnxEncoder, inputs: Inputs, wide: Wide | None) -> Logits:
    shard, view = corpus.shard, inputs.settings.view
    cut = [view.cut(shard[i], inputs.tokenizer) for i in range(len(shard))]
    deep = encode_functions(encoder, cut, corpus.features, view, inputs.tokenizer.pad)
    found = np.zeros((len(shard), 0), dtype=np.float32) if wide is None else wide_logits(wide, shard)
    return Logits(corpus.name, deep, found, shard.targets)


def _lines(part: Part) -> NDArray[np.int64]:
    """Lines of each labelled function of the second half."""
    lines = part.labelled().lines
    return np.asarray(lines[halves(len(lines)) == 1])


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


def _describe(part: Part) -> str:
    said = part.describe()
    return f"{said['functions']:,} functions, {said['vulnerable']:,} vulnerable"


def limit_of(window: Window) -> str:
    """What the card says of the encoder's view."""
    return _VIEWS[window.mode].format(length=window.length, chunks=window.chunks)


def _limits(inputs: Inputs, fusion: Fusion) -> list[str]:
    general = [text.format(prior=fusion.prior, corpus=fusion.general.corpus) for text in _LIMITS]
    return [*general, limit_of(inputs.settings.view)]
