"""Function text -> token ids, the same in training and scanning.

The files are those of a RoBERTa checkpoint (`vocab.json`, `merges.txt`), so any checkpoint of that
kind works; byte-level BPE itself is tiktoken's, which needs no hub client.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vscan.comments import blank_comments, strip_comments
from vscan.domain import VscanError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tiktoken import Encoding

__all__ = ["PRETOKENIZERS", "CodeTokenizer", "TokenizerError", "strip_comments"]

# What BPE may merge within. "code" folds white space away and keeps identifiers and runs of
# punctuation whole; "gpt2" is the pattern of RoBERTa and CodeBERT.
PRETOKENIZERS = {
    "code": r"\w+|[^\w\s]+",
    "gpt2": r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
}

# GPT-2's printable stand-ins for bytes, in which vocab.json and merges.txt are written.
_PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
_BYTE_OF = {chr(b): b for b in _PRINTABLE}
_BYTE_OF.update({chr(256 + i): b for i, b in enumerate(b for b in range(256) if b not in set(_PRINTABLE))})


class TokenizerError(VscanError):
    """The tokenizer files are missing or do not belong together."""


class CodeTokenizer:
    """Byte-level BPE over function text, without its comments unless told.

    >>> tokenizer.encode("int f(void) { return 0; }")   # int32, no special tokens, not truncated
    """

    def __init__(
        self, encoding: Encoding, ids: NDArray[np.int32], specials: dict[str, int], strip: bool, digest: str
    ) -> None:
        self._encoding, self._ids, self._strip, self.digest = encoding, ids, strip, digest
        self.bos, self.pad, self.eos = specials["<s>"], specials["<pad>"], specials["</s>"]
        self.mask = specials.get("<mask>", -1)
        self.size = max(int(ids.max()), *specials.values()) + 1

    @classmethod
    def load(cls, folder: Path, pretokenizer: str = "code", *, strip: bool = True) -> CodeTokenizer:
        """Raises TokenizerError when a file is missing or `merges.txt` makes a token outside
        `vocab.json`."""
        from tiktoken import Encoding

        if pretokenizer not in PRETOKENIZERS:
            raise TokenizerError(f"unknown pretokenizer {pretokenizer!r}")
        try:
            vocab: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))
            lines = (folder / "merges.txt").read_text("utf-8").splitlines()
        except OSError as error:
            raise TokenizerError(f"cannot read the tokenizer in {folder}: {error}") from error
        except ValueError as error:
            raise TokenizerError(f"{folder}/vocab.json or merges.txt is damaged: {error}") from error
        merges = [line.replace(" ", "") for line in lines if line and not line.startswith("#version")]
        tokens = [*_BYTE_OF, *merges]
        try:
            ids = np.array([vocab[token] for token in tokens], dtype=np.int32)
            specials = {name: vocab[name] for name in ("<s>", "<pad>", "</s>")}
            ranks = {bytes(_BYTE_OF[c] for c in token): rank for rank, token in enumerate(tokens)}
        except KeyError as error:
            raise TokenizerError(f"{folder}/vocab.json lacks the token {error}") from None
        except (TypeError, ValueError) as error:
            raise TokenizerError(f"{folder}/vocab.json does not map tokens to numbers: {error}") from None
        if "<mask>" in vocab:
            specials["<mask>"] = vocab["<mask>"]
        pattern = PRETOKENIZERS[pretokenizer]
        encoding = Encoding("vscan", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
        content = json.dumps([merges, ids.tolist(), specials, pattern, strip]).encode()
        return cls(encoding, ids, specials, strip, hashlib.sha256(content).hexdigest())

    def encode(self, text: str) -> NDArray[np.int32]:
        """All token ids of the text, shape (n,), without specials or truncation."""
        return self._ids[self._ranks(text)]

    def encode_with_lines(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The same ids, and the line of the text, from 1, that each of them stands on; both (n,)."""
        ranks = self._ranks(text)
        data = (blank_comments(text) if self._strip else text).encode("utf-8", "replace")
        starts, end = np.zeros(len(ranks), dtype=np.int64), 0
        for i, token in enumerate(self._encoding.decode_tokens_bytes(ranks.tolist())):
            word = token.strip()  # what lies between words is not everywhere a token, nor left as it was
            starts[i] = data.find(word, end)
            end = int(starts[i]) + len(word)
        breaks = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
        return self._ids[ranks], np.searchsorted(breaks, starts) + 1

    def _ranks(self, text: str) -> NDArray[np.int64]:
        kept = strip_comments(text) if self._strip else text
        clean = kept.encode("utf-8", "replace").decode("utf-8")
        return self._encoding.encode_to_numpy(clean, disallowed_special=()).astype(np.int64)
