"""One `pretrain`, from files to a checkpoint that `fit --base` takes, told as it goes."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from rich.console import Console

from vscan_trainer.bpe import FILES, PRETOKENIZER
from vscan_trainer.network import load_vocabulary
from vscan_trainer.prepare import Preparer
from vscan_trainer.pretrain import PretrainError, pretrain
from vscan_trainer.pretrain_settings import PretrainSettings
from vscan_trainer.progress import steps_bar
from vscan_trainer.run import Run, provenance
from vscan_trainer.shards import Shard

_TOLD = 1000


def pretrain_run(
    folder: Path,
    settings: PretrainSettings,
    *,
    vocabulary: Path,
    train: Sequence[Path],
    cache: Path,
    threads: int = 0,
    resume: bool = False,
    interactive: bool = False,
    save_seconds: float = 60.0,
) -> None:
    """Pretrain, and leave the checkpoint with its vocabulary in `folder`. Raises VscanError."""
    run, console, processes = Run(folder), Console(stderr=True), PartialState()
    run.require_room(resume=resume)
    if threads:
        torch.set_num_threads(threads)
    tokenizer, pretokenizer = load_vocabulary(vocabulary, strip=True)
    if tokenizer.mask < 0:
        raise PretrainError(f"{vocabulary}: its vocabulary has no <mask> token to pretrain with")
    prepare = Preparer(tokenizer, cache, jobs=1, features=False)
    with processes.main_process_first():
        parts = [prepare(path) for path in train]
    said = {
        "verb": "pretrain",
        "settings": asdict(settings),
        "vocabulary": {"path": str(vocabulary), "digest": tokenizer.digest},
        "data": {"train": [part.describe() for part in parts]},
        "device": processes.device.type,
        "threads": torch.get_num_threads(),
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        **provenance(),
    }
    main = processes.is_main_process
    if main:
        run.write("run.json", said)
    with steps_bar("pretraining", console, interactive and main) as advance:

        def report(step: int, steps: int, line: dict[str, Any]) -> None:
            advance(step, steps)
            if main and line and (step == steps or step % _TOLD == 0):
                rate = f"{line['tokens_per_second']:,.0f} tokens/s, {line['utilisation']:.0%} of the device"
                console.print(f"step {step}: loss {line['loss']:.3f}, {rate}", highlight=False)

        shard = Shard.concatenate([part.shard for part in parts])
        progress = pretrain(
            run, shard, tokenizer, settings, resume=resume, save_seconds=save_seconds, report=report
        )
    if main:
        for file in FILES:
            shutil.copyfile(vocabulary / file, folder / file)
        (folder / PRETOKENIZER).write_text(f"{pretokenizer}\n", encoding="utf-8")
        ended = {"tokens": progress.tokens, "parameters": progress.parameters}
        run.write("run.json", {**said, "seconds": round(progress.seconds, 1), **ended})
        run.state.unlink(missing_ok=True)
