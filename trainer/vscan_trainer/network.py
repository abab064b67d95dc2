"""Encoders to start from."""

from __future__ import annotations

from pathlib import Path

from torch import nn


def load_encoder(folder: Path, *, dropout: float = 0.1) -> nn.Module:
    """The encoder of a RoBERTa-type checkpoint directory, its language-model head left behind.

    `pytorch_model.bin` goes through torch's weights-only loader, which runs no code.
    """
    from transformers import AutoModel

    encoder: nn.Module = AutoModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        local_files_only=True,
        weights_only=True,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    return encoder
