"""One `fit`, from files to a finished run's directory, told as it goes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from rich.console import Console

from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.average import average_scores, average_weights
from vscan_trainer.calibrate import require_joinable
from vscan_trainer.compact import COMPACT, write_compact
from vscan_trainer.evaluation.recommend import recommend
from vscan_trainer.evaluation.sources import common_parts
from vscan_trainer.evaluation.tables.swept import sweep_table
from vscan_trainer.finish import finish
from vscan_trainer.fit import Report, fit
from vscan_trainer.inputs import Inputs, gather, gather_again
from vscan_trainer.network import base_digest, find_base
from vscan_trainer.progress import steps_bar
from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.write import write_reports
from vscan_trainer.run import Run, RunError, provenance
from vscan_trainer.settings import FitSettings

_DRAWS = 1000


def fit_run(
    folder: Path,
    settings: FitSettings,
    *,
    preset: str,
    base: str,
    train: Sequence[Path],
    valid: Sequence[Path],
    cache: Path,
    jobs: int,
    threads: int = 0,
    resume: bool = False,
    interactive: bool = False,
    save_seconds: float = 60.0,
) -> None:
    """Fit, calibrate, score the validation parts, and recommend a threshold. Raises VscanError, before
    anything is trained where it can be known."""
    run, console, processes = Run(folder), Console(stderr=True), PartialState()
    run.require_room(resume=resume)
    require_joinable(len(train), settings.ngrams)
    if threads:
        torch.set_num_threads(threads)
    with processes.main_process_first():
        place = write_compact(folder / "base", settings.seed) if base == COMPACT else find_base(base)
        inputs = gather(settings, place, train, valid, cache=cache, jobs=jobs)
    started = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    said = {**_record(inputs, preset, base, held_out=not valid), "started": started}
    main = processes.is_main_process
    if main:
        run.write("run.json", said)
    with _shown(console if main else None, interactive) as report:
        progress = fit(run, inputs.task, resume=resume, save_seconds=save_seconds, report=report)
    if not main:
        return
    scored = finish(run, inputs)
    size = sum(parameter.numel() for parameter in FunctionNetwork.load(folder).parameters())
    ended = {"seconds": round(progress.seconds, 1), "best_epoch": progress.best_epoch, "parameters": size}
    run.write("run.json", {**said, **ended})
    run.state.unlink(missing_ok=True)
    console.print(sweep_table(recommend(run, *next(iter(scored.items())))))
    measured = MeasuredRun.load(run)
    for page in write_reports([measured], measured, folder / "report", _DRAWS):
        console.print(f"report: {page}", soft_wrap=True)


def _record(inputs: Inputs, preset: str, base: str, *, held_out: bool) -> dict[str, Any]:
    return {
        "verb": "fit",
        "preset": preset,
        "settings": asdict(inputs.settings),
        "base": {"name": base, "path": str(inputs.base), "digest": base_digest(inputs.base)},
        "data": {
            "train": [part.describe() for part in inputs.train],
            "valid": [part.describe() for part in inputs.valid],
        },
        "held_out": held_out,
        "device": PartialState().device.type,
        "threads": torch.get_num_threads(),
        **provenance(),
    }


@contextmanager
def _shown(console: Console | None, interactive: bool) -> Iterator[Report]:
    """A bar with the time left in a terminal; a line an epoch everywhere; nothing without console."""
    if console is None:
        yield lambda step, steps, line: None
        return
    with steps_bar("fitting", console, interactive) as advance:

        def report(step: int, steps: int, line: dict[str, Any]) -> None:
            advance(step, steps)
            if line:
                console.print(_told(line), highlight=False, soft_wrap=True)

        yield report


def _told(line: dict[str, Any]) -> str:
    figures = [
        f"{name.removesuffix('_roc_auc')} ROC-AUC {value:.4f}"
        for name, value in line.items()
        if name.endswith("_roc_auc")
    ]
    start = f"epoch {line['epoch']}: loss {line['loss']:.4f}"
    return ", ".join([start, *figures, f"{line['seconds']:.0f} s"])


def average_runs(runs: Sequence[Run], into: Run, what: str, *, cache: Path, jobs: int) -> None:
    """A new run of the mean of the runs' weights, or of their log-odds. Raises VscanError."""
    if (into.folder / "run.json").exists():
        raise RunError(f"{into.folder} already holds a run: name another directory")
    said = {**runs[0].read(), "averaged": {"of": what, "runs": [str(run.folder) for run in runs]}}
    if what == "weights":
        average_weights(runs, into)
        scored = finish(into, gather_again(runs[0], cache=cache, jobs=jobs))
    else:
        scored = {part: average_scores(runs, part) for part in common_parts(runs)}
        for part, own in scored.items():
            own.save(into.scores(part))
    into.write("run.json", said)
    Console(stderr=True).print(sweep_table(recommend(into, *next(iter(scored.items())))))
