"""The loss of one logit against PyTorch's own of two classes, and the focal one against its formula."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from vscan_trainer.losses import class_weights, function_losses
from vscan_trainer.settings import FitSettings

LOGITS = torch.tensor([-3.0, -0.5, 0.0, 0.2, 1.0, 4.0])
TARGETS = torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0, 0.0])


def two_classes() -> torch.Tensor:
    return torch.stack([torch.zeros_like(LOGITS), LOGITS], dim=1)


@pytest.mark.parametrize("smoothing", [0.0, 0.05, 0.3])
def test_is_cross_entropy_with_label_smoothing(smoothing):
    ours = function_losses(LOGITS, TARGETS, FitSettings(label_smoothing=smoothing))
    torchs = torch.nn.functional.cross_entropy(
        two_classes(), TARGETS.long(), label_smoothing=smoothing, reduction="none"
    )
    assert ours.tolist() == pytest.approx(torchs.tolist(), abs=1e-6)


@pytest.mark.parametrize("multiplier", [1.0, 1.3, 1.6])
def test_weighted_mean_is_that_of_cross_entropy(multiplier):
    settings = FitSettings(class_weights="inverse", weight_multiplier=multiplier)
    targets = np.array([0] * 6 + [1] * 2, dtype=np.int8)
    weights = class_weights(targets, settings)
    each = torch.tensor([weights[int(target)] for target in TARGETS])
    ours = (function_losses(LOGITS, TARGETS, settings) * each).sum() / each.sum()
    torchs = torch.nn.functional.cross_entropy(two_classes(), TARGETS.long(), weight=torch.tensor(weights))
    assert ours.item() == pytest.approx(torchs.item(), abs=1e-6)


def test_inverse_frequency_is_scikit_learns():
    targets = np.array([0] * 30 + [1] * 10, dtype=np.int8)
    balanced = compute_class_weight("balanced", classes=np.array([0, 1]), y=targets)
    assert class_weights(targets, FitSettings(class_weights="inverse")) == pytest.approx(balanced.tolist())
    assert class_weights(targets, FitSettings(weight_multiplier=1.6)) == (1, 1.6)


@settings(deadline=None, max_examples=60)
@given(st.floats(-8, 8), st.sampled_from([0.0, 1.0]), st.floats(0, 5))
def test_focal(logit, target, gamma):
    settings = FitSettings(focal_loss=True, focal_gamma=gamma)
    ours = function_losses(torch.tensor([logit]).double(), torch.tensor([target]).double(), settings)
    p = 1 / (1 + np.exp(-logit))
    right = p if target else 1 - p
    assert ours.item() == pytest.approx(-((1 - right) ** gamma) * np.log(right), rel=1e-6, abs=1e-12)


def test_focal_with_gamma_of_nothing_is_cross_entropy():
    plain = function_losses(LOGITS, TARGETS, FitSettings())
    focal = function_losses(LOGITS, TARGETS, FitSettings(focal_loss=True, focal_gamma=0))
    assert torch.equal(plain, focal)
