"""The byte-level BPE vocabulary: a RoBERTa checkpoint's `vocab.json`, `merges.txt`, learnt from functions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vscan.scoring.tokenizer import PRETOKENIZERS, strip_comments

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
FILES = ("vocab.json", "merges.txt")
PRETOKENIZER = "pretokenizer"


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
    # Lone surrogates, which JSON may hold, have no bytes: the scanner's tokenizer replaces them too.
    clean = (strip_comments(text).encode("utf-8", "replace").decode("utf-8") for text in texts)
    tokenizer.train_from_iterator(clean, trainer)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.model.save(str(folder))
    (folder / PRETOKENIZER).write_text("code\n", encoding="utf-8")
