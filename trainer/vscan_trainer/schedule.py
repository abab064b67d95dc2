"""Learning rates: by group of weights, and over the run."""

from __future__ import annotations

import math
import re
from typing import Any

from torch import nn
from torch.optim import AdamW, Optimizer

from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.settings import FitSettings

_LAYER = re.compile(r"^layers?\.(\d+)\.|\.layers?\.(\d+)\.")


def optimizer_of(network: FunctionNetwork, settings: FitSettings) -> AdamW:
    """AdamW; the head at the head's rate, the encoder at its own, each layer below the last at
    `layer_decay` of the one above, the embeddings one step below the first layer. Biases and norms
    do not decay."""
    encoder: Any = network.encoder
    layers = int(encoder.config.num_hidden_layers)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        rate = settings.head_rate
        if name.startswith("encoder."):
            depth = layers - 1 - _layer(name.removeprefix("encoder."))
            rate = settings.encoder_rate * settings.layer_decay**depth
        decay = 0.0 if parameter.ndim < 2 else settings.weight_decay
        groups.setdefault((rate, decay), []).append(parameter)
    described = [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]
    return AdamW(described, betas=(0.9, 0.98))


def _layer(name: str) -> int:
    """The number of the layer that a weight belongs to; -1 for the embeddings below all."""
    found = _LAYER.search(name)
    return int(found.group(1) or found.group(2)) if found else -1


def part_of_peak(progress: float, *, warmup: float, schedule: str) -> float:
    """The part of the peak rate at `progress` (0 to 1) of the run: up in a line over the warm-up, then
    down in a line or half a cosine, or level."""
    if progress < warmup:
        return max(progress / warmup, 1e-3)
    left = (1 - progress) / (1 - warmup)
    falling = {"linear": left, "cosine": 0.5 * (1 - math.cos(math.pi * left)), "constant": 1.0}
    return max(falling[schedule], 1e-3)


def set_rates(optimizer: Optimizer, peaks: list[float], part: float) -> None:
    """Set each parameter group's learning rate to `part` of its peak."""
    for group, peak in zip(optimizer.param_groups, peaks, strict=True):
        group["lr"] = peak * part
