"""What a run computes on, and in which precision."""

from __future__ import annotations

import torch
from accelerate import Accelerator


def accelerator(precision: str) -> Accelerator:
    """The device and the processes of this run; `auto` is bf16 where a GPU has it, fp32 elsewhere."""
    if precision == "auto":
        usable = torch.cuda.is_available() and torch.cuda.is_bf16_supported()
        precision = "bf16" if usable else "fp32"
    return Accelerator(mixed_precision="bf16" if precision == "bf16" else "no")
