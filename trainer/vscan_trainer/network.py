"""Encoders to start from."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from torch import nn

from vscan.domain import VscanError


class EncoderError(VscanError):
    """A checkpoint cannot be read, or does not fit the tokenizer or the window."""


def load_encoder(folder: Path, *, tokens: int, length: int, dropout: float = 0.1) -> nn.Module:
    """The encoder of a RoBERTa-type checkpoint directory, its language-model head left behind.

    Raises EncoderError, also where the checkpoint has fewer embeddings than `tokens` or fewer
    positions than a window of `length`.
    """
    encoder = _from_pretrained(folder, dropout)
    config: Any = encoder.config
    if config.vocab_size < tokens:
        raise EncoderError(f"{folder} has {config.vocab_size} embeddings for {tokens} tokens")
    # RoBERTa counts positions from the padding token's id on.
    positions = config.max_position_embeddings - config.pad_token_id - 1
    if positions < length:
        raise EncoderError(f"{folder} has {positions} positions for a window of {length}")
    return encoder


def _from_pretrained(folder: Path, dropout: float) -> nn.Module:
    """`pytorch_model.bin` goes through torch's weights-only loader, which runs no code; neither does
    code that comes with a checkpoint."""
    from safetensors import SafetensorError
    from transformers import AutoModel

    if not (folder / "config.json").is_file():
        raise EncoderError(f"{folder} holds no config.json: not a checkpoint")
    try:
        encoder: nn.Module
        encoder, report = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            local_files_only=True,
            trust_remote_code=False,
            weights_only=True,
            output_loading_info=True,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
        )
    except pickle.UnpicklingError:
        raise EncoderError(f"{folder}: its pytorch_model.bin holds more than weights, or is broken") from None
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise EncoderError(f"cannot load the checkpoint in {folder}: {reason}") from error
    if report["missing_keys"]:
        raise EncoderError(f"{folder} lacks the weights {', '.join(sorted(report['missing_keys']))}")
    return encoder
