"""The compact encoder: a RoBERTa small enough to scan and to train on two cores."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from vscan.scoring.card import ModelCard, bundled_model
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.bpe import FILES, PRETOKENIZER
from vscan_trainer.network import quiet

if TYPE_CHECKING:
    from transformers import RobertaConfig

COMPACT = "compact"
POSITIONS = 512


def compact_config(
    tokenizer: CodeTokenizer, *, layers: int = 3, width: int = 192, heads: int = 3, dropout: float = 0.0
) -> RobertaConfig:
    """A RoBERTa configuration of this size for windows of up to 512 tokens."""
    from transformers import RobertaConfig

    return RobertaConfig(
        vocab_size=tokenizer.size,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=POSITIONS + tokenizer.pad + 1,
        type_vocab_size=1,
        pad_token_id=tokenizer.pad,
        bos_token_id=tokenizer.bos,
        eos_token_id=tokenizer.eos,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )


def write_compact(folder: Path, seed: int) -> Path:
    """A checkpoint with random weights and the bundled model's vocabulary; returns `folder`."""
    from transformers import RobertaForMaskedLM

    bundled = bundled_model()
    pretokenizer = ModelCard.load(bundled).pretokenizer
    tokenizer = CodeTokenizer.load(bundled, pretokenizer)
    torch.manual_seed(seed)
    with quiet():
        RobertaForMaskedLM(compact_config(tokenizer)).save_pretrained(folder)
    for file in FILES:
        shutil.copyfile(bundled / file, folder / file)
    (folder / PRETOKENIZER).write_text(f"{pretokenizer}\n", encoding="utf-8")
    return folder
