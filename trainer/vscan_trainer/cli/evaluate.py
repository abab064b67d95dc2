"""`vscan-train evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vscan_trainer.evaluation.assess import Asked
    from vscan_trainer.evaluation.sources import Source
    from vscan_trainer.run import Run

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("runs", nargs=-1, type=_FOLDER)
@click.option("--part", metavar="NAME", help="Of these functions. [default: all that every run has scored]")
@click.option(
    "--data", type=_FILE, metavar="FILE", help="Score this labelled file first, and evaluate on it."
)
@click.option("--scores", type=_FILE, metavar="FILE", help="What `vscan score` wrote, instead of runs.")
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True), metavar="RUN",
    help="Hold them against this run, or this file of scores.",
)  # fmt: skip
@click.option("--before", type=_FILE, metavar="FILE", help="Scores (.npz) before calibration, of one run.")
@click.option(
    "--threshold-override", type=click.FloatRange(0, 1), metavar="T", help="Instead of the recommended."
)
@click.option("--no-baselines", is_flag=True, help="Leave out function length and bag of words.")
@click.option(
    "--train", type=_FILE, multiple=True, metavar="FILE",
    help="Train the bag of words on it. [default: what the run was trained on]",
)  # fmt: skip
@click.option(
    "--cache", type=click.Path(path_type=Path, file_okay=False), default=Path("runs/cache"), show_default=True,
    metavar="DIR", help="Where the baselines' scores are kept.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(1), default=1000, show_default=True, help="Of the bootstrap.")
@click.option("--seed", default=42, show_default=True, help="Of the bootstrap.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), help="Processes that score --data. [default: all cores]"
)
def evaluate(
    runs: tuple[Path, ...], part: str | None, data: Path | None, scores: Path | None, jobs: int | None,
    json_file: Path | None, against: Path | None, threshold_override: float | None, **options: Any,
) -> None:  # fmt: skip
    """Measure RUNS on what they have scored, beside baselines and each other.

    \b
    vscan-train evaluate runs/a                       every figure of a run
    vscan-train evaluate runs/a --against runs/b      is it better than another?
    vscan-train evaluate runs/42 runs/2025 runs/7     mean, deviation, flips over seeds
    vscan-train evaluate runs/a --data new.jsonl      on other labelled functions
    vscan-train evaluate --scores scores.jsonl        what `vscan score` wrote
    """
    if bool(runs) == (scores is not None):
        raise click.UsageError("give either RUNS or --scores FILE")
    if scores is not None and (data is not None or part is not None):
        raise click.UsageError("--scores brings its own functions: no --data or --part beside it")
    if options["before"] is not None and len(runs) > 1:
        raise click.UsageError("--before is of one run")
    from dataclasses import replace

    from rich.console import Console

    from vscan_trainer.evaluation.assess import assess
    from vscan_trainer.evaluation.sources import of_file
    from vscan_trainer.evaluation.tables import assessment

    found = [[of_file(scores)]] if scores else _of_runs(runs, part, data, jobs)
    asked, assessed = _asked(**options), []
    console = Console()
    for sources in found:
        if threshold_override is not None:
            sources = [replace(one, threshold=threshold_override, chosen="given") for one in sources]
        other = None if against is None else _other(against, sources[0].part)
        with Console(stderr=True).status(f"evaluating on {sources[0].part}"):
            assessed.append(assess(sources, replace(asked, against=other)))
        for renderable in assessment(assessed[-1]):
            console.print(renderable)
    if json_file is not None:
        import json

        content = {one.part: one.to_json() for one in assessed}
        json_file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _asked(
    before: Path | None, no_baselines: bool, train: tuple[Path, ...], cache: Path, draws: int, seed: int
) -> Asked:
    from vscan_trainer.evaluation.assess import Asked
    from vscan_trainer.evaluation.scored import Scored

    earlier = None if before is None else Scored.load(before)
    return Asked(None if no_baselines else cache, train or None, earlier, None, draws, seed)


def _of_runs(
    folders: Sequence[Path], part: str | None, data: Path | None, jobs: int | None
) -> list[list[Source]]:
    """A list of sources for each part."""
    from vscan_trainer.evaluation.sources import common_parts, of_runs
    from vscan_trainer.run import Run

    runs = [Run(folder.resolve()) for folder in folders]
    if data is not None:
        return [of_runs(runs, _score(runs, data, jobs), data)]
    return [of_runs(runs, one) for one in ([part] if part else common_parts(runs))]


def _score(runs: Sequence[Run], data: Path, jobs: int | None) -> str:
    """Saves the scores of every run; the part's name."""
    import os

    from vscan_trainer.datasets.files import stem
    from vscan_trainer.finish import score_file

    for run in runs:
        score_file(run, data, jobs or os.cpu_count() or 1)
    return stem(data)


def _other(path: Path, part: str) -> Source:
    from vscan_trainer.evaluation.sources import of_file, of_run
    from vscan_trainer.run import Run

    return of_run(Run(path.resolve()), part) if path.is_dir() else of_file(path)
