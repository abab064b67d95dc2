"""Every setting of a pretraining run under its own name."""

from __future__ import annotations

from dataclasses import dataclass

from vscan_trainer.compact import POSITIONS
from vscan_trainer.settings import CHOICES, SettingsError


@dataclass(frozen=True, slots=True)
class PretrainSettings:
    """The learning rate rises over the `warmup` part of the steps and falls by a
    cosine over the rest; a step reads
    about `tokens_per_batch` tokens and masks `mask_rate` of them. `embeddings` starts from co-occurrence
    counts instead of random vectors."""

    steps: int
    layers: int = 3
    width: int = 192
    heads: int = 3
    length: int = 256
    tokens_per_batch: int = 4096
    learning_rate: float = 1e-3
    warmup: float = 0.03
    mask_rate: float = 0.2
    seed: int = 42
    precision: str = "auto"
    embeddings: bool = True

    def __post_init__(self) -> None:
        for name in ("steps", "layers", "width", "heads", "tokens_per_batch", "learning_rate"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} must be above 0")
        if not 0 <= self.warmup < 1 or not 0 < self.mask_rate < 1:
            raise SettingsError("warmup and mask_rate must lie between 0 and 1")
        if self.width % self.heads:
            raise SettingsError(f"{self.heads} heads do not divide the width {self.width}")
        if not 8 <= self.length <= POSITIONS:
            raise SettingsError(f"length must be 8 to {POSITIONS} tokens")
        if self.precision not in CHOICES["precision"]:
            raise SettingsError(f"precision is {self.precision!r}, not one of auto, fp32, bf16")
