"""Where scores come from: a run's directory, or a file that `vscan score` has written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vscan_trainer import datasets
from vscan_trainer.datasets import Row
from vscan_trainer.datasets.base import label_of
from vscan_trainer.datasets.files import read_records, stem
from vscan_trainer.evaluation.scored import Scored, ScoresError, keys_of
from vscan_trainer.run import Run, RunError


@dataclass(frozen=True, slots=True)
class Source:
    """One model's scores of one part. `threshold` is the recommended one, `chosen` what by; `read` yields
    the functions, None where their file is gone; `train` are the files learnt from that are still there;
    `before` are the scores before calibration; `left_out` counts functions without score or label."""

    name: str
    part: str
    scored: Scored
    threshold: float | None
    chosen: str
    read: Callable[[], Sequence[Row]] | None
    train: tuple[Path, ...] = ()
    before: Scored | None = None
    left_out: int = 0


def of_runs(runs: Sequence[Run], part: str, data: Path | None = None) -> list[Source]:
    """Runs of one name are told apart by their folder's. Raises RunError, ScoresError."""
    names = [run.name for run in runs]
    sources = [of_run(run, part, data) for run in runs]
    return [
        source if names.count(run.name) == 1 else replace(source, name="/".join(run.folder.parts[-2:]))
        for run, source in zip(runs, sources, strict=True)
    ]


def of_run(run: Run, part: str, data: Path | None = None) -> Source:
    """`data` is the part's file where `run.json` does not name it. Raises RunError, ScoresError."""
    if part not in run.parts:
        raise RunError(f"{run.folder} holds no scores of {part}: it has {', '.join(run.parts) or 'none'}")
    used = run.read().get("data", {})
    known = {one["name"]: Path(one["path"]) for name in ("train", "valid") for one in used.get(name, [])}
    file = data or known.get(part)
    learnt = [Path(one["path"]) for one in used.get("train", [])]
    threshold, chosen = _recommended(run)
    scored = Scored.load(run.scores(part))
    return Source(
        name=run.name,
        part=part,
        scored=scored,
        threshold=threshold,
        chosen=chosen,
        read=(lambda: _labelled(file)) if file is not None and file.is_file() else None,
        train=tuple(path for path in learnt if path.is_file()),
        before=_before(run, part, scored),
    )


def overridden(source: Source, threshold: float | None) -> Source:
    """With another threshold in place of the recommended one, where given."""
    return source if threshold is None else replace(source, threshold=threshold, chosen="given")


def of_file(path: Path) -> Source:
    """JSON lines with `func`, `target` and `probability`; functions without one of the last two are left
    out. Raises DatasetError, ScoresError."""
    rows, probabilities, left_out = [], [], 0
    for place, record in read_records(path):
        text, probability = record.get("func"), record.get("probability")
        if not isinstance(text, str) or "target" not in record or "probability" not in record:
            raise ScoresError(f"{place}: not a line of scores: it needs func, target and probability")
        target = label_of(record["target"], "target")
        if target is None or probability is None:
            left_out += 1
            continue
        if not isinstance(probability, (int, float)) or not 0 <= probability <= 1:
            raise ScoresError(f"{place}: 'probability' is {probability!r:.80}, not between 0 and 1")
        rows.append(Row(stem(path), text, target))
        probabilities.append(float(probability))
    scored = Scored(
        keys=keys_of([row.text for row in rows]),
        targets=np.array([row.target for row in rows], dtype=np.int8),
        probabilities=np.array(probabilities, dtype=np.float64),
        lines=np.array([row.text.count("\n") + 1 for row in rows], dtype=np.int64),
    )
    return Source(stem(path), stem(path), scored, None, "", lambda: rows, left_out=left_out)


def common_parts(runs: Sequence[Run]) -> list[str]:
    """The parts that all runs have scored. Raises RunError where there are none."""
    for run in runs:
        if not run.parts:
            raise RunError(f"{run.folder} holds no scores: no run, or not a finished one")
    parts = set.intersection(*(set(run.parts) for run in runs))
    if not parts:
        raise RunError(f"{', '.join(run.name for run in runs)}: no part that all have scored")
    return sorted(parts)


def part_for(run: Run, part: str | None) -> str:
    """`part`, or that which the threshold was chosen on, or the only one. Raises RunError."""
    if part is None and (run.folder / "threshold.json").exists():
        part = str(run.read("threshold.json").get("part"))
    if part is None and len(run.parts) == 1:
        part = run.parts[0]
    if part not in run.parts:
        wanted = f"no scores of {part}" if part else "several parts, or none: name one by --part"
        raise RunError(f"{run.folder} holds {wanted} (there are {', '.join(run.parts) or 'none'})")
    return part


def _recommended(run: Run) -> tuple[float | None, str]:
    if not (run.folder / "threshold.json").exists():
        return None, ""
    content = run.read("threshold.json")
    try:
        return float(content["threshold"]), f"{content['by']} on {content['part']}"
    except (KeyError, TypeError, ValueError):
        raise RunError(f"{run.folder / 'threshold.json'} names no threshold, by and part") from None


def _before(run: Run, part: str, scored: Scored) -> Scored | None:
    """The raw sigmoid of a calibrated run's own network on a validation part. Raises RunError."""
    if not (run.folder / "logits" / f"{part}.npz").exists() or not run.read()["settings"]["calibrate"]:
        return None
    from vscan_trainer.finish import load_logits

    logits = {one.corpus: one.deep[:, expert] for expert, one in enumerate(load_logits(run))}
    return replace(scored, probabilities=1 / (1 + np.exp(-logits[part].astype(np.float64))))


def _labelled(path: Path) -> list[Row]:
    return [row for row in datasets.load(path) if row.target is not None]
