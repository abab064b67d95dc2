"""The network that a trainer makes and the torch runtime reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

WEIGHTS = "network.safetensors"
ENCODER = "encoder"


class FunctionNetwork(nn.Module):
    """Token ids (b, t), mask (b, t), normalised features (b, f) -> logits (b, experts).

    The code vector is the masked mean and maximum over the last hidden states, (b, 2 * width): the
    mean sees the whole, the maximum the one telling token. There is one expert a training corpus.
    With f = 0 the head reads the code vector alone.
    """

    def __init__(self, encoder: nn.Module, features: int, experts: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        width = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.encoder, self.experts = encoder, experts
        self.features = nn.Sequential(nn.Linear(features, 64), nn.GELU()) if features else None
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(2 * width + (64 if features else 0), 128),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(128, experts),
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(ids, attention_mask=mask).last_hidden_state  # (b, t, width)
        present = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * present).sum(dim=1) / present.sum(dim=1)
        highest = (hidden + (present - 1) * 1e4).amax(dim=1)
        vectors = [mean, highest]
        if self.features is not None:
            vectors.append(self.features(features))
        logits: torch.Tensor = self.head(torch.cat(vectors, dim=-1))
        return logits

    def save(self, folder: Path) -> None:
        """Configuration and weights of the encoder in `encoder/`, all weights in one safetensors file."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.config.save_pretrained(folder / ENCODER)  # type: ignore[union-attr, operator]
        partial = folder / f"{WEIGHTS}.partial"
        save_file({name: tensor.contiguous() for name, tensor in self.state_dict().items()}, partial)
        partial.replace(folder / WEIGHTS)

    @classmethod
    def load(cls, folder: Path) -> FunctionNetwork:
        """A saved network, in evaluation mode. Raises OSError, ValueError on a foreign configuration,
        SafetensorError, RuntimeError or KeyError on foreign weights."""
        from safetensors.torch import load_file
        from transformers import AutoConfig, AutoModel

        config = AutoConfig.from_pretrained(folder / ENCODER, local_files_only=True)
        weights: dict[str, Any] = load_file(folder / WEIGHTS)
        encoder = AutoModel.from_config(config, add_pooling_layer=False)
        features = weights["features.0.weight"].shape[1] if "features.0.weight" in weights else 0
        network = cls(encoder, features, weights["head.4.bias"].shape[0])
        network.load_state_dict(weights)
        return network.eval()
