"""A tiny model built by the command line, once, from corpora written for the purpose."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from tokenizers import ByteLevelBPETokenizer
from toy_corpus import rows, write_corpora
from transformers import RobertaConfig, RobertaForMaskedLM

from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.bpe import SPECIALS, train_bpe
from vscan_trainer.cli import cli, main
from vscan_trainer.run import Run

TRAIN = "DATA/primevul-train.jsonl.xz DATA/devign-train.jsonl.xz"
CHAIN = f"""\
vocabulary {TRAIN} --output WORK/vocabulary --size 400
pretrain {TRAIN} --vocabulary WORK/vocabulary --run WORK/base --cache WORK/cache \
--steps 3 --layers 1 --width 32 --heads 2 --length 64
fit {TRAIN} --valid DATA/primevul-valid.jsonl --valid DATA/devign-valid.jsonl \
--base WORK/base --run WORK/run --cache WORK/cache -j 1 --epochs 2 --batch-size 16 \
--learning-rate 5e-3 --length 64 --negatives 4 --ngrams 12 --ngram-strength 4 --ngram-strength 1.5
export WORK/run --output WORK/model --name toy --created 2026-11-24 --torch --cache WORK/cache -j 1
"""


@dataclass(frozen=True)
class Built:
    """The corpora, the pretrained base, the fitted run and the exported model; `work` holds all."""

    data: Path
    work: Path

    @property
    def base(self) -> Path:
        return self.work / "base"

    @property
    def run(self) -> Run:
        return Run(self.work / "run")

    @property
    def model(self) -> Path:
        return self.work / "model"

    @property
    def cache(self) -> Path:
        return self.work / "cache"


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Tiny tensors gain nothing by threads, and a sum's order must not change between runs."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_corpora(folder)
    return folder


@pytest.fixture(scope="session")
def tokenizer_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    train_bpe((row.text for row in rows("devign", 100, seed=1)), folder, size=350)
    return folder


@pytest.fixture(scope="session")
def tokenizer(tokenizer_files: Path) -> CodeTokenizer:
    return CodeTokenizer.load(tokenizer_files)


@pytest.fixture(scope="session")
def built(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What the verbs leave, each run as a user would run it."""
    work = tmp_path_factory.mktemp("built")
    for line in CHAIN.splitlines():
        words = line.replace("DATA", str(data)).replace("WORK", str(work)).split()
        cli.main(words, standalone_mode=False)
    return Built(data, work)


@pytest.fixture(scope="session")
def roberta_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint in CodeBERT's form on disk: GPT-2's words, the special tokens first and last, the
    weights in `pytorch_model.bin` with the language model's head."""
    folder = tmp_path_factory.mktemp("roberta")
    learner = ByteLevelBPETokenizer()
    texts = (row.text for row in rows("primevul", 100, seed=2))
    learner.train_from_iterator(texts, vocab_size=500, special_tokens=SPECIALS[:4], show_progress=False)
    learner.save_model(str(folder))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    vocab["<mask>"] = len(vocab)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    config = RobertaConfig(
        vocab_size=len(vocab),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=66,
        type_vocab_size=1,
    )
    torch.manual_seed(0)
    model = RobertaForMaskedLM(config)
    model.config.save_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


@pytest.fixture
def codebert(roberta_files: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(roberta_files, tmp_path / "codebert"))


Command = Callable[..., int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs `vscan-train` with these arguments in an empty folder; the console script's exit code."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["vscan-train", *map(str, arguments)])
        with pytest.raises(SystemExit) as exited:
            main()
        assert isinstance(exited.value.code, int)
        return exited.value.code

    return run
