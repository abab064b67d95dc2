"""What follows the last epoch: n-grams, calibration, scores of the validation parts, a threshold."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.card import Expert, Fusion
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.torch import FunctionNetwork
from vscan.scoring.wide import Wide
from vscan_trainer.bpe import FILES
from vscan_trainer.calibrate import (
    Logits,
    calibrate,
    cross_fitted,
    operating_points,
    probabilities,
    threshold_at_fpr,
)
from vscan_trainer.corpus import Corpus
from vscan_trainer.evaluation.ranking import brier, calibration_error, shift_prior
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.inference import deep_logits
from vscan_trainer.inputs import Inputs
from vscan_trainer.prepare import Part, Preparer
from vscan_trainer.run import Run, RunError
from vscan_trainer.settings import FitSettings
from vscan_trainer.wide import fit_wide, wide_logits

_CALIBRATION = "calibration.json"
CACHE = Path("runs/cache")


def finish(run: Run, inputs: Inputs) -> dict[str, Scored]:
    """Leave in the run's directory all that scoring needs, and the scores of its validation parts."""
    run.write("scoring.json", inputs.scoring())
    for file in FILES:
        shutil.copyfile(inputs.base / file, run.folder / file)
    settings = inputs.settings
    if settings.ngrams:
        shards = [part.shard for part in inputs.train]
        fit_wide(shards, settings.ngrams, settings.ngram_strength, seed=settings.seed).save(run.folder)
    logits = [_logits(run, inputs, corpus) for corpus in inputs.corpora(inputs.valid)]
    for of in logits:
        _save(run, of)
    store_calibration(run, logits)
    if settings.calibrate:
        scores = cross_fitted(logits)
    else:
        scores = [_sigmoid(of.deep[:, expert]) for expert, of in enumerate(logits)]
    scored = {}
    for part, own in zip(inputs.valid, scores, strict=True):
        scored[part.name] = _scored(part.labelled(), own)
        scored[part.name].save(run.scores(part.name))
    return scored


def store_calibration(
    run: Run, logits: Sequence[Logits], *, prior: float | None = None, target_fpr: float | None = None
) -> dict[str, Any]:
    """Fit the fusion on the first halves, choose operating points on the second half of the first
    corpus, and write both. `prior` moves the odds to another prevalence; `target_fpr` adds the point
    that flags at most this part of what is not vulnerable."""
    fusion = calibrate([part.half(0) for part in logits])
    held = logits[0].half(1)
    scores = probabilities(fusion, held)
    measured = _measures(held, scores, fusion.prior)
    if prior is not None:
        scores = shift_prior(scores, fusion.prior, prior)
        fusion = _moved(fusion, prior)
    points = operating_points(held.targets, scores)
    if target_fpr is not None:
        points["target-fpr"] = threshold_at_fpr(held.targets, scores, target_fpr)
    found = {"part": held.corpus, "fusion": asdict(fusion), "points": points, "measured": measured}
    run.write(_CALIBRATION, found)
    return found


def score_file(run: Run, path: Path, jobs: int, *, cache: Path = CACHE) -> Scored:
    """The labelled functions of another file as the run's model scores them; kept in the run. Raises
    RunError, DatasetError."""
    settings, said = settings_of(run), run.read("scoring.json")
    tokenizer = CodeTokenizer.load(run.folder, said["pretokenizer"], strip=settings.strip_comments)
    prepare = Preparer(tokenizer, cache, jobs, settings.use_code_features)
    part = prepare(path).labelled()
    mean, std = (np.array(said[name], dtype=np.float32) for name in ("mean", "std"))
    corpus = Corpus.of(part, mean, std)
    network = FunctionNetwork.load(run.folder)
    deep = deep_logits(network, tokenizer, corpus, settings.view)
    wide = np.zeros((len(part), 0), dtype=np.float32)
    if settings.ngrams:
        wide = wide_logits(Wide.load(run.folder), part.shard)
    if settings.calibrate:
        scores = probabilities(load_fusion(run), Logits(part.name, deep, wide, part.shard.targets))
    else:
        scores = _sigmoid(deep[:, 0])
    scored = _scored(part, scores)
    scored.save(run.scores(part.name))
    return scored


def settings_of(run: Run) -> FitSettings:
    """Raises RunError where the run was not fitted."""
    said = run.read()
    if said.get("verb") != "fit":
        raise RunError(f"{run.folder / 'run.json'} is not of a fitted run")
    return FitSettings.of("corrected", said["settings"])


def load_fusion(run: Run) -> Fusion:
    """Raises RunError."""
    raw = run.read(_CALIBRATION)["fusion"]
    special = None if raw["special"] is None else Expert(**raw["special"])
    return Fusion(**{**raw, "general": Expert(**raw["general"]), "special": special})


def load_logits(run: Run) -> list[Logits]:
    """Of the validation parts, in the order of the experts. Raises RunError."""
    found = []
    for name in run.read("scoring.json")["corpora"]:
        path = run.folder / "logits" / f"{name}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                found.append(Logits(name, arrays["deep"], arrays["wide"], arrays["targets"]))
        except (OSError, KeyError, ValueError) as error:
            raise RunError(f"cannot read {path}: {error}") from error
    return found


def _logits(run: Run, inputs: Inputs, corpus: Corpus) -> Logits:
    network = FunctionNetwork.load(run.folder)
    deep = deep_logits(network, inputs.tokenizer, corpus, inputs.settings.view)
    wide = np.zeros((len(corpus), 0), dtype=np.float32)
    if inputs.settings.ngrams:
        wide = wide_logits(Wide.load(run.folder), corpus.shard)
    return Logits(corpus.name, deep, wide, corpus.shard.targets)


def _save(run: Run, logits: Logits) -> None:
    path = run.folder / "logits" / f"{logits.corpus}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, deep=logits.deep, wide=logits.wide, targets=logits.targets)


def _scored(part: Part, scores: NDArray[np.float64]) -> Scored:
    return Scored(part.keys, part.shard.targets, scores, part.lines)


def _measures(part: Logits, scores: NDArray[np.float64], prior: float) -> dict[str, float]:
    """Calibration before and after, on functions that it was not fitted on, at their own prevalence."""
    own = float(part.targets.mean())
    raw, moved = _sigmoid(part.deep[:, 0]), shift_prior(scores, prior, own)
    return {
        "functions": len(part.targets),
        "ece_before": calibration_error(part.targets, raw),
        "ece_after": calibration_error(part.targets, moved),
        "brier_before": brier(part.targets, raw),
        "brier_after": brier(part.targets, moved),
    }


def _moved(fusion: Fusion, prior: float) -> Fusion:
    """The same evidence at another prevalence."""
    shift = float(np.log(prior / (1 - prior)) - np.log(fusion.prior / (1 - fusion.prior)))

    def moved(expert: Expert) -> Expert:
        return replace(expert, bias=expert.bias + shift)

    special = None if fusion.special is None else moved(fusion.special)
    return Fusion(moved(fusion.general), special, fusion.gate_scale, fusion.gate_bias, prior)


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -30, 30)))
