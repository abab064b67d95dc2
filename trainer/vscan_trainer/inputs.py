"""From paths to what a run is fitted on and measured by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.corpus import Corpus
from vscan_trainer.fit import Task
from vscan_trainer.network import load_tokenizer
from vscan_trainer.prepare import Part, Preparer, statistics
from vscan_trainer.run import Run, RunError
from vscan_trainer.settings import FitSettings

_HELD_OUT = 0.2


@dataclass(frozen=True, slots=True)
class Inputs:
    """`train` and `valid` stand in the same order of corpora; `mean`, `std` (f,) normalise features."""

    settings: FitSettings
    base: Path
    tokenizer: CodeTokenizer
    pretokenizer: str
    train: Sequence[Part]
    valid: Sequence[Part]
    mean: NDArray[np.float32]
    std: NDArray[np.float32]

    @property
    def task(self) -> Task:
        return Task(
            self.settings, self.base, self.tokenizer, self.corpora(self.train), self.corpora(self.valid)
        )

    def corpora(self, parts: Sequence[Part]) -> list[Corpus]:
        return [Corpus.of(part, self.mean, self.std) for part in parts]

    def scoring(self) -> dict[str, Any]:
        """What scoring needs beside weights and vocabulary."""
        used = self.settings.use_code_features
        return {
            "corpora": [part.name for part in self.valid],
            "pretokenizer": self.pretokenizer,
            "features": list(feature_names(METRICS)) if used else [],
            "mean": self.mean.tolist(),
            "std": self.std.tolist(),
            "percentiles": percentiles(self.train[0]) if used else {},
        }


def gather(
    settings: FitSettings,
    base: Path,
    train: Sequence[Path],
    valid: Sequence[Path],
    *,
    cache: Path,
    jobs: int,
) -> Inputs:
    """Read, tokenise and measure all that a run needs. Without `valid` a fifth of each training file is
    held out, the same by whatever seed. Raises VscanError."""
    if valid and len(valid) != len(train):
        raise VscanError(f"{len(train)} training files need as many for validation, not {len(valid)}")
    tokenizer, pretokenizer = load_tokenizer(base, strip=settings.strip_comments)
    prepare = Preparer(tokenizer, cache, jobs, settings.use_code_features)
    learnt = [prepare(path) for path in train]
    if valid:
        held = [prepare(path) for path in valid]
    else:
        pairs = [hold_out(part) for part in learnt]
        learnt, held = [rest for rest, _ in pairs], [part for _, part in pairs]
    for part in (*learnt, *held):
        part.shard.require_classes(str(part.path))
    mean, std = statistics(learnt)
    return Inputs(settings, base, tokenizer, pretokenizer, learnt, held, mean, std)


def gather_again(run: Run, *, cache: Path, jobs: int) -> Inputs:
    """What `run` was made from, by what it says of itself. Raises RunError where a file has changed."""
    said = run.read()
    if said.get("verb") != "fit":
        raise RunError(f"{run.folder / 'run.json'} is not of a fitted run")
    if "seconds" not in said:
        raise RunError(f"{run.folder} holds no finished run: go on with `vscan-train fit --resume`")
    try:
        settings = FitSettings.of("corrected", said["settings"])
        train = [Path(part["path"]) for part in said["data"]["train"]]
        valid = [Path(part["path"]) for part in said["data"]["valid"] if not said["held_out"]]
        base = run.folder / "base" if said["base"]["name"] == "compact" else Path(said["base"]["path"])
        digests = {part["path"]: part["digest"] for split in said["data"].values() for part in split}
    except (KeyError, TypeError) as error:
        raise RunError(f"{run.folder / 'run.json'} is damaged: {error}") from error
    inputs = gather(settings, base, train, valid, cache=cache, jobs=jobs)
    for part in (*inputs.train, *inputs.valid):
        if digests[str(part.path)] != part.digest:
            raise RunError(f"{part.path} has changed since {run.folder} was trained")
    return inputs


def hold_out(part: Part) -> tuple[Part, Part]:
    """A part without, and with only, the functions held out: a fifth of each class, by their texts'
    digests, so that equal texts stay together."""
    draw = np.array([int(key, 16) for key in part.keys.tolist()], dtype=np.uint64)
    held = np.zeros(len(part), dtype=bool)
    for target in np.unique(part.shard.targets):
        of = np.flatnonzero(part.shard.targets == target)
        held[of] = draw[of] <= np.quantile(draw[of], _HELD_OUT)
    rest, kept = np.flatnonzero(~held), np.flatnonzero(held)
    return part.take(rest), part.take(kept, name=f"{part.name}-held-out")


def percentiles(part: Part) -> dict[str, tuple[float, float, float]]:
    """What 90, 95 and 99 % of the functions that are not vulnerable stay below, by metric."""
    counts = np.expm1(part.features[part.shard.targets == 0][:, : len(METRICS)])
    tops = np.percentile(counts, [90, 95, 99], axis=0).round(2)
    return {name: (float(a), float(b), float(c)) for name, a, b, c in zip(METRICS, *tops, strict=True)}
