"""Encoders to start from: a RoBERTa-type checkpoint directory, or one by its name on the model hub."""

from __future__ import annotations

import hashlib
import pickle
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.bpe import FILES, PRETOKENIZER

if TYPE_CHECKING:
    from collections.abc import Iterator

CODEBERT = "microsoft/codebert-base"


class EncoderError(VscanError):
    """A checkpoint cannot be read, or does not fit the tokenizer or the window."""


def find_base(name: str) -> Path:
    """The directory of a base checkpoint: `name` itself, or else the hub's checkpoint of that name, from
    the local cache where it is there, downloaded where it is not. Raises EncoderError."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["config.json", *FILES, "model.safetensors", "pytorch_model.bin"]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, allow_patterns=wanted))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise EncoderError(
            f"no checkpoint directory at {name}, and the hub did not give one of that name ({reason}). "
            "Where the machine is offline, copy its config.json, vocab.json, merges.txt and weights into "
            "a directory and name that."
        ) from error


def load_tokenizer(folder: Path, *, strip: bool) -> tuple[CodeTokenizer, str]:
    """A checkpoint's tokenizer and the name of its pretokenizer. Raises EncoderError, TokenizerError."""
    if not (folder / "config.json").is_file():
        raise EncoderError(f"{folder} holds no config.json: not a checkpoint")
    return load_vocabulary(folder, strip=strip)


def load_vocabulary(folder: Path, *, strip: bool) -> tuple[CodeTokenizer, str]:
    """The tokenizer of this directory and the name of its pretokenizer: RoBERTa's, unless a file beside
    the vocabulary says otherwise. Raises EncoderError where there is no byte-level BPE, and
    TokenizerError where it is damaged."""
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        raise EncoderError(
            f"{folder} lacks {' and '.join(missing)}: a base must be a RoBERTa-type checkpoint with a "
            "byte-level BPE"
        )
    noted = folder / PRETOKENIZER
    pretokenizer = noted.read_text(encoding="utf-8").strip() if noted.exists() else "gpt2"
    return CodeTokenizer.load(folder, pretokenizer, strip=strip), pretokenizer


def base_digest(folder: Path) -> str:
    """Names a base's content."""
    digest = hashlib.sha256()
    for file in ("config.json", *FILES, "model.safetensors", "pytorch_model.bin"):
        if (folder / file).is_file():
            digest.update(file.encode() + b"\0" + (folder / file).read_bytes())
    return digest.hexdigest()


def load_encoder(
    folder: Path, *, tokens: int, length: int, dropout: float = 0.1, layers: int = 0
) -> nn.Module:
    """The encoder of a RoBERTa-type checkpoint directory, its language-model head left behind, cut to
    its first `layers`; 0 keeps all.

    Raises EncoderError, also where the checkpoint has another architecture, fewer layers, fewer
    embeddings than `tokens`, or fewer positions than a window of `length`.
    """
    encoder = _from_pretrained(folder, dropout)
    config: Any = encoder.config
    if config.vocab_size < tokens:
        raise EncoderError(f"{folder} has {config.vocab_size} embeddings for {tokens} tokens")
    # RoBERTa counts positions from the padding token's id on.
    positions = config.max_position_embeddings - config.pad_token_id - 1
    if positions < length:
        raise EncoderError(f"{folder} has {positions} positions for a window of {length}")
    if layers > config.num_hidden_layers:
        raise EncoderError(f"{folder} has {config.num_hidden_layers} layers, fewer than {layers}")
    if layers:
        stack: Any = encoder.encoder
        stack.layer = stack.layer[:layers]
        config.num_hidden_layers = layers
    return encoder


def _from_pretrained(folder: Path, dropout: float) -> nn.Module:
    """`pytorch_model.bin` goes through torch's weights-only loader, which runs no code; neither does
    code that comes with a checkpoint."""
    from safetensors import SafetensorError
    from transformers import RobertaModel

    try:
        with quiet():
            loaded: Any = RobertaModel.from_pretrained(
                folder,
                add_pooling_layer=False,
                local_files_only=True,
                trust_remote_code=False,
                weights_only=True,
                output_loading_info=True,
                config=_config(folder, dropout),
            )
    except pickle.UnpicklingError:
        raise EncoderError(f"{folder}: its pytorch_model.bin holds more than weights, or is broken") from None
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise EncoderError(f"cannot load the checkpoint in {folder}: {reason}") from error
    encoder: nn.Module
    encoder, report = loaded
    if report["missing_keys"]:
        raise EncoderError(f"{folder} lacks the weights {', '.join(sorted(report['missing_keys']))}")
    return encoder


def _config(folder: Path, dropout: float) -> Any:
    from transformers import AutoConfig

    if not (folder / "config.json").is_file():
        raise EncoderError(f"{folder} holds no config.json: not a checkpoint")
    config = AutoConfig.from_pretrained(
        folder, local_files_only=True, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
    )
    if config.model_type != "roberta":
        raise EncoderError(f"{folder} holds a checkpoint of type {config.model_type}, not roberta")
    return config


@contextmanager
def quiet() -> Iterator[None]:
    """Without transformers' report of the head's weights that are not wanted, and its progress bar."""
    from transformers.utils import logging as untyped

    logging: Any = untyped
    level = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        logging.enable_progress_bar()
