"""Averaging runs that differ by seed: their weights, or what they say."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from vscan.scoring.torch import ENCODER, WEIGHTS
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.run import Run, RunError


def average_weights(runs: Sequence[Run], into: Run) -> None:
    """The mean of the runs' weights, of one architecture. Raises RunError."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file, save_file

    try:
        loaded = [load_file(run.folder / WEIGHTS) for run in runs]
    except (OSError, SafetensorError) as error:
        raise RunError(f"cannot read a run's weights: {error}") from error
    shapes = [{name: tensor.shape for name, tensor in tensors.items()} for tensors in loaded]
    if any(of != shapes[0] for of in shapes):
        raise RunError("runs of different architectures have no average")
    mean = {name: torch.stack([of[name].float() for of in loaded]).mean(dim=0) for name in loaded[0]}
    into.folder.mkdir(parents=True, exist_ok=True)
    save_file(mean, into.folder / WEIGHTS)
    shutil.copytree(runs[0].folder / ENCODER, into.folder / ENCODER, dirs_exist_ok=True)


def average_scores(runs: Sequence[Run], part: str) -> Scored:
    """One part's functions with the mean of the runs' log-odds. Raises ScoresError."""
    scored = [Scored.load(run.scores(part)) for run in runs]
    for run, other in zip(runs[1:], scored[1:], strict=True):
        scored[0].require_same(other, str(run.folder))
    odds = np.stack([_log_odds(of.probabilities) for of in scored]).mean(axis=0)
    return Scored(scored[0].keys, scored[0].targets, 1 / (1 + np.exp(-odds)), scored[0].lines)


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = probabilities.clip(1e-9, 1 - 1e-9)
    return np.asarray(np.log(clipped / (1 - clipped)))
