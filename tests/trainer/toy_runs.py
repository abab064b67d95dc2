"""Run directories written by hand: scores of a chosen quality, and the files that a run leaves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.run import Run
from vscan_trainer.settings import FitSettings

PART = "devign-valid"


def scored(quality: float, *, shift: float = 0.0, functions: int = 400, noise: int = 0) -> Scored:
    """Two fifths are vulnerable; `quality` is how far their scores lie above the others', in standard
    deviations, `shift` what is added to every logit."""
    common, own = np.random.default_rng(0), np.random.default_rng(100 + noise)
    targets = (np.arange(functions) % 5 < 2).astype(np.int8)
    logits = common.normal(size=functions) + 0.2 * own.normal(size=functions) + quality * (targets - 0.4)
    keys = np.array([f"{i:016x}" for i in range(functions)])
    lines = common.integers(3, 90, functions)
    return Scored(keys, targets, 1 / (1 + np.exp(-logits - shift)), lines)


def make_run(
    folder: Path,
    scores: Scored,
    *,
    preset: str = "production",
    threshold: float | None = 0.5,
    epochs: int = 2,
    about: dict[str, Any] | None = None,
    **changes: Any,
) -> Run:
    run = Run(folder)
    settings = FitSettings.of(preset, changes)
    file = {"name": PART, "path": f"/home/someone/data/{PART}.jsonl", "digest": "e" * 64}
    counts = {"functions": len(scores), "vulnerable": int(scores.targets.sum()), "unlabelled": 0}
    content = {
        "verb": "fit",
        "preset": preset,
        "settings": asdict(settings),
        "base": {"name": "compact", "digest": "b" * 64},
        "data": {"train": [{**file, **counts}], "valid": [{**file, **counts}]},
        "commit": "c" * 40,
        "machine": {"system": "Linux", "cores": 2},
        "seconds": 754.0,
        "parameters": 4_523_521,
        "best_epoch": 1,
    }
    run.write("run.json", {**content, **(about or {})})
    scores.save(run.scores(PART))
    if threshold is not None:
        run.write("threshold.json", {"threshold": threshold, "by": "f1", "part": PART, "sweep": []})
    if epochs:
        run.write_epochs(
            [
                {"epoch": e, "loss": 0.7 - 0.1 * e, f"{PART}_roc_auc": 0.6 + 0.02 * e}
                for e in range(1, epochs + 1)
            ]
        )
    return run
