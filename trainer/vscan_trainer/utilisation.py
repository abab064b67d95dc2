"""How much of a device's arithmetic pretraining uses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from transformers import RobertaForMaskedLM


def matmul_rate(device: torch.device, seconds: float = 0.3) -> float:
    """Floating-point operations a second of the device's best matrix product of several: of bfloat16 on
    CUDA, of float32 elsewhere. What a run can reach at most, clocks, cores and neighbours as they are."""
    cuda = device.type == "cuda"
    size, kind = (8192, torch.bfloat16) if cuda else (1024, torch.float32)
    left, right = (torch.randn(size, size, device=device, dtype=kind) for _ in range(2))
    best, ends = 0.0, time.monotonic() + seconds
    _finished(left @ right)
    while not best or time.monotonic() < ends:
        started = time.perf_counter()
        _finished(left @ right)
        best = max(best, 2 * size**3 / (time.perf_counter() - started))
    return best


def _finished(product: torch.Tensor) -> None:
    """Wait for a device that computes behind our back."""
    product[0, 0].item()


def training_flops(model: RobertaForMaskedLM, lengths: torch.Tensor) -> float:
    """What a step on sequences of these lengths (b,) must compute: 6 operations a token and weight that is no
    embedding, forward and backward, and 12 a layer, width and pair of tokens for attention (Chowdhery et
    al., 2022, appendix B). Padding, the embeddings and the output layer, tied to them, do not count."""
    config: Any = model.config
    sizes = lengths.double()
    pairs = float((sizes**2).sum())
    attention: float = 12 * config.num_hidden_layers * config.hidden_size * pairs
    return 6 * inner_parameters(model) * float(sizes.sum()) + attention


def inner_parameters(model: RobertaForMaskedLM) -> int:
    """Weights outside the embeddings, which the output layer shares."""
    return sum(
        parameter.numel()
        for name, parameter in model.named_parameters()
        if ".embeddings." not in name and not name.startswith("lm_head.bias")
    )
