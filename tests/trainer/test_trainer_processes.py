"""Two processes of one machine give the result of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from conftest import Built
from vscan_trainer.cli import cli
from vscan_trainer.run import Run

LAUNCH = (
    "-m accelerate.commands.launch --cpu --num_processes 2 --num_machines 1 --mixed_precision no"
    " --dynamo_backend no --num_cpu_threads_per_process 1 --main_process_port 0 -m vscan_trainer"
)


def launched(words: list[str]) -> None:
    """As `accelerate launch` starts it."""
    command = [sys.executable, *LAUNCH.split(), *words]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr


def assert_alike(one: Path, two: Path) -> None:
    ours, theirs = load_file(one), load_file(two)
    assert ours.keys() == theirs.keys()
    for name in ours:
        torch.testing.assert_close(ours[name], theirs[name], rtol=1e-3, atol=2e-4, msg=name)


def both(built: Built, verb: str, folder: Path) -> tuple[Run, Run]:
    """The runs of one process and of two."""
    words = verb.replace("DATA", str(built.data)).replace("WORK", str(built.work)).split()
    one, two = Run(folder / "one"), Run(folder / "two")
    launched([*words, "--cache", str(folder / "cache"), "--run", str(two.folder)])
    cli.main([*words, "--cache", str(folder / "cache"), "--run", str(one.folder)], standalone_mode=False)
    return one, two


def test_fit(built, tmp_path):
    one, two = both(
        built,
        """fit DATA/primevul-train.jsonl.xz DATA/devign-train.jsonl.xz --base WORK/base -j 1 --epochs 2
        --batch-size 7 --length 40 --dropout 0 --learning-rate 1e-3 --negatives 1 --window chunks --overlap 8
        --class-weights inverse --average-decay 0.9 --ngrams 10""",
        tmp_path,
    )
    assert_alike(one.folder / "network.safetensors", two.folder / "network.safetensors")
    for first, second in zip(one.epochs(), two.epochs(), strict=True):
        assert second == pytest.approx({**first, "seconds": second["seconds"]}, rel=1e-3)
    assert two.parts == one.parts
    assert "seconds" in two.read()
    assert not two.state.exists()


def test_pretrain(built, tmp_path):
    one, two = both(
        built,
        """pretrain DATA/devign-train.jsonl.xz --vocabulary WORK/vocabulary --steps 6 --layers 1 --width 32
        --heads 2 --length 64 --tokens-per-batch 200""",
        tmp_path,
    )
    assert_alike(one.folder / "model.safetensors", two.folder / "model.safetensors")
    (first,), (second,) = one.epochs(), two.epochs()
    assert (first["tokens"], first["rate"]) == (second["tokens"], second["rate"])
    assert first["loss"] == pytest.approx(second["loss"], rel=1e-4)
