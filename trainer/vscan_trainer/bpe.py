"""Train the byte-level BPE vocabulary, written as a RoBERTa checkpoint's `vocab.json`, `merges.txt`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vscan.scoring.tokenizer import PRETOKENIZERS, strip_comments

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def train_bpe(texts: Iterable[str], folder: Path, *, size: int = 16_384) -> None:
    """Learn `size` tokens (5 specials and 256 bytes among them) from function texts."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    # The scanner finds tokens by this pattern and drops what lies between, white space.
    words = pre_tokenizers.Split(Regex(PRETOKENIZERS["code"]), "removed", invert=True)
    to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, to_bytes])
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=SPECIALS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((strip_comments(text) for text in texts), trainer)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.model.save(str(folder))
