"""What a wrong answer costs: cross-entropy, smoothed, focal, weighted by class."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vscan_trainer.settings import FitSettings


def function_losses(logits: torch.Tensor, targets: torch.Tensor, settings: FitSettings) -> torch.Tensor:
    """Each function's loss, (b,), of logits (b,) and targets (b,) of 0.0 and 1.0.

    One logit with a sigmoid is two with a softmax, their difference taken; smoothing moves a target
    from 0 and 1 towards one half, as PyTorch's cross-entropy does for two classes. The focal factor
    (Lin et al., 2017) is (1 - p) ** gamma with p the probability given to the true class.
    """
    smooth = targets * (1 - settings.label_smoothing) + settings.label_smoothing / 2
    losses = nn.functional.binary_cross_entropy_with_logits(logits, smooth, reduction="none")
    if settings.focal_loss:
        missing = torch.sigmoid(torch.where(targets > 0.5, -logits, logits))
        losses = losses * missing**settings.focal_gamma
    return losses


def class_weights(targets: NDArray[np.int8], settings: FitSettings) -> tuple[float, float]:
    """What a function of either class weighs in the loss; inverse frequency means n / (2 * n of the
    class), as in scikit-learn's "balanced"."""
    weights = [1.0, 1.0]
    if settings.class_weights == "inverse":
        counts = np.bincount(targets, minlength=2)
        weights = [len(targets) / (2 * float(count)) for count in counts]
    return weights[0], weights[1] * settings.weight_multiplier
