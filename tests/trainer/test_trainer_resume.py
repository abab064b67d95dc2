"""A run that is killed, from outside and at no chosen moment, goes on to the same result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from vscan_trainer.cli import cli
from vscan_trainer.run import Run

TIMED = {"seconds", "tokens_per_second", "utilisation"}


FIT = """fit DATA/devign-train.jsonl.xz --valid DATA/devign-valid.jsonl --base WORK/base --cache WORK/cache
-j 1 --epochs 12 --batch-size 8 --learning-rate 1e-3 --length 64 --average-decay 0.9 --threads 1 --run"""

PRETRAIN = """pretrain DATA/devign-train.jsonl.xz --vocabulary WORK/vocabulary --cache WORK/cache --threads 1
--steps 150 --layers 1 --width 32 --heads 2 --length 64 --tokens-per-batch 512 --run"""


@pytest.mark.parametrize(
    ("verb", "weights"),
    [(FIT, "network.safetensors"), (PRETRAIN, "model.safetensors")],
    ids=["fit", "pretrain"],
)
def test_kill_9_and_resume(built, tmp_path, verb, weights):
    words = verb.replace("DATA", str(built.data)).replace("WORK", str(built.work)).split()
    killed, whole = Run(tmp_path / "killed"), Run(tmp_path / "whole")
    kill_9([*words, str(killed.folder), "--save-seconds", "0.02"], killed)
    assert "seconds" not in killed.read()
    cli.main([*words, str(killed.folder), "--resume"], standalone_mode=False)
    cli.main([*words, str(whole.folder)], standalone_mode=False)
    assert (killed.folder / weights).read_bytes() == (whole.folder / weights).read_bytes()
    assert without_time(killed) == without_time(whole)
    assert not killed.state.exists()


def kill_9(words: list[str], run: Run) -> None:
    """Start the verb as its own process, and kill it once it has saved its state more than once."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "vscan_trainer", *words], stderr=subprocess.PIPE, env=environment
    )
    try:
        first = saved = 0.0
        while saved == first and process.poll() is None:
            time.sleep(0.01)
            if run.state.exists():
                saved = run.state.stat().st_mtime
                first = first or saved
    finally:
        process.send_signal(signal.SIGKILL)
        _, error = process.communicate()
    assert process.returncode == -signal.SIGKILL, error.decode()


def without_time(run: Run) -> list[dict[str, object]]:
    return [{k: v for k, v in line.items() if k not in TIMED} for line in run.epochs()]
