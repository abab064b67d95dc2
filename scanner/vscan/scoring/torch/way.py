"""On what, and how, torch can run a network here."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import torch

from vscan.scoring.batching import Batching
from vscan.scoring.torch.network import FunctionNetwork

BUCKET = 64
# What of a GPU's free memory one batch may take by the estimate below, which leaves room for being wrong.
_SHARE = 0.5

Run = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Way:
    """A device, "cuda", "mps" or "cpu", and how the network is run on it. `bucket` is that of `Batching`."""

    device: str
    bf16: bool = False
    compiled: bool = False
    bucket: int = 0

    def __str__(self) -> str:
        return f"{'compiled' if self.compiled else 'uncompiled'} on {self.device}"

    def open(self, network: FunctionNetwork) -> Run:
        """Leaves the network itself where it is: a GPU that fails may take what it holds with it. Raises
        RuntimeError."""
        moved = network if self.device == "cpu" else copy.deepcopy(network).to(self.device)
        return _compiled(moved) if self.compiled else moved

    def batching(self, network: FunctionNetwork) -> Batching:
        """On CUDA, by the memory that is free once the weights are there. Raises RuntimeError."""
        if self.device != "cuda":
            return Batching(bucket=self.bucket)
        free, _ = torch.cuda.mem_get_info()
        return Batching(int(free * _SHARE) // bytes_per_token(network), self.bucket)

    def precision(self) -> AbstractContextManager[object]:
        """What the network runs in."""
        return torch.autocast(self.device, torch.bfloat16) if self.bf16 else nullcontext()


def ways() -> list[Way]:
    """From the fastest that this machine should be able to, to the one that always works."""
    cpu = Way("cpu")
    if torch.cuda.is_available():
        bf16 = torch.cuda.is_bf16_supported(including_emulation=False)
        plain = Way("cuda", bf16=bf16, bucket=BUCKET)
        return [replace(plain, compiled=True), plain, cpu]
    if torch.backends.mps.is_available():
        return [Way("mps"), cpu]
    return [cpu]


def _compiled(network: FunctionNetwork) -> Run:
    """For all shapes at once, except that torch compiles again for a single row: that is computed as two."""
    compiled: Run = torch.compile(network, dynamic=True)

    def run(ids: torch.Tensor, mask: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        times = 2 if len(ids) == 1 else 1
        return compiled(*(tensor.repeat(times, 1) for tensor in (ids, mask, features)))[: len(ids)]

    return run


def bytes_per_token(network: FunctionNetwork) -> int:
    """What a token of a batch takes of memory in the widest layer, at most, all in fp32: hidden states,
    queries, keys, values and their copies; the feed-forward layer before and after its activation; a row of
    attention weights for each head over the longest window."""
    config: Any = network.encoder.config
    hidden, feed = 8 * config.hidden_size, 2 * config.intermediate_size
    attention = 2 * config.num_attention_heads * config.max_position_embeddings
    return int(4 * (hidden + feed + attention))
