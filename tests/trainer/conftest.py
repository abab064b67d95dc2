"""A tiny model built by the command line, once, from corpora written for the purpose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from tokenizers import ByteLevelBPETokenizer
from toy_corpus import rows, write_corpora

from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.bpe import SPECIALS, train_bpe
from vscan_trainer.cli import cli
from vscan_trainer.work import Work

CHAIN = (
    "vocabulary --data DATA --size 400 --share 1",
    "tokenise --data DATA",
    "pretrain --steps 3 --layers 1 --width 32 --heads 2 --length 64",
    "measure --data DATA devign-train -j 1",
    "measure --data DATA primevul-train --negatives 40 -j 1",
    "measure --data DATA devign-valid -j 1",
    "measure --data DATA primevul-valid -j 1",
    "fit --steps 16 --length 64 --evaluations 2",
    "wide --bits 12",
    "export --output MODEL --name toy --created 2026-11-24 --torch",
)


@dataclass(frozen=True)
class Built:
    data: Path
    work: Work
    model: Path


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
    folder = tmp_path_factory.mktemp("built")
    model, work = folder / "model", folder / "work"
    for line in CHAIN:
        words = {"DATA": str(data), "MODEL": str(model)}
        verb, *rest = (words.get(word, word) for word in line.split())
        cli.main([verb, "--work", str(work), *rest], standalone_mode=False)
    return Built(data, Work(work), model)


@pytest.fixture(scope="session")
def roberta_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vocabulary as CodeBERT's: GPT-2's words, the special tokens first and last."""
    folder = tmp_path_factory.mktemp("roberta")
    learner = ByteLevelBPETokenizer()
    texts = (row.text for row in rows("primevul", 100, seed=2))
    learner.train_from_iterator(texts, vocab_size=500, special_tokens=SPECIALS[:4], show_progress=False)
    learner.save_model(str(folder))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    vocab["<mask>"] = len(vocab)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    return folder
