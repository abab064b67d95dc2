"""`vscan-train evaluate`."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vscan_trainer.cli.options import FILE, RUN, preparing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vscan_trainer.evaluation.assess import Assessment
    from vscan_trainer.evaluation.sources import Source


@click.command(short_help="Measure runs beside baselines and each other.")
@click.argument("runs", nargs=-1, type=RUN)
@click.option("--part", metavar="NAME", help="Of these functions. [default: all that every run has scored]")
@click.option("--data", type=FILE, metavar="FILE", help="Score this labelled file, and evaluate on it.")
@click.option("--scores", type=FILE, metavar="FILE", help="What `vscan score` wrote, instead of runs.")
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True), metavar="RUN",
    help="Hold them against this run, or this file of scores.",
)  # fmt: skip
@click.option(
    "--threshold-override", "threshold", type=click.FloatRange(0, 1), metavar="T",
    help="Instead of the recommended threshold.",
)  # fmt: skip
@click.option("--no-baselines", is_flag=True, help="Leave out function length and bag of words.")
@click.option(
    "--train", type=FILE, multiple=True, metavar="FILE",
    help="Train the bag of words on it. [default: what the run was trained on]",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(1), default=1000, show_default=True, help="Of the bootstrap.")
@click.option("--seed", default=42, show_default=True, help="Of the bootstrap.")
@click.option(
    "--json", "output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write every figure here too.",
)  # fmt: skip
@preparing
def evaluate(
    runs: tuple[Path, ...], part: str | None, data: Path | None, scores: Path | None,
    against: Path | None, threshold: float | None, no_baselines: bool, train: tuple[Path, ...],
    draws: int, seed: int, output: Path | None, cache: Path, jobs: int,
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
    if data is not None and part is not None:
        raise click.UsageError("--data is a part by itself: no --part beside it")
    from vscan_trainer.evaluation.assess import Asked, assess
    from vscan_trainer.evaluation.sources import of_file, overridden

    found = [[of_file(scores)]] if scores else _of_runs(runs, part, data, cache, jobs)
    asked = Asked(None if no_baselines else cache, train or None, draws, seed)
    assessed = []
    for sources in found:
        other = None if against is None else _other(against, sources[0].part)
        with _waiting(f"{sources[0].part}: baselines and {draws:,} draws"):
            assessed.append(assess([overridden(one, threshold) for one in sources], other, asked))
        _show(assessed[-1])
    if output is not None:
        _write(output, assessed)


def _of_runs(
    folders: Sequence[Path], part: str | None, data: Path | None, cache: Path, jobs: int
) -> list[list[Source]]:
    """The sources of each part."""
    from vscan_trainer.evaluation.sources import common_parts, of_runs
    from vscan_trainer.run import Run

    runs = [Run(folder.resolve()) for folder in folders]
    if data is None:
        return [of_runs(runs, name) for name in ([part] if part else common_parts(runs))]
    from vscan_trainer.datasets.files import stem
    from vscan_trainer.finish import score_file

    for run in runs:
        score_file(run, data, cache=cache, jobs=jobs)
    return [of_runs(runs, stem(data), data)]


def _other(path: Path, part: str) -> Source:
    from vscan_trainer.evaluation.sources import of_file, of_run
    from vscan_trainer.run import Run

    return of_run(Run(path.resolve()), part) if path.is_dir() else of_file(path)


def _waiting(text: str) -> AbstractContextManager[object]:
    """A sign of life, for people who watch."""
    from rich.console import Console

    return Console(stderr=True).status(text) if sys.stderr.isatty() else nullcontext()


def _show(assessed: Assessment) -> None:
    from rich.console import Console

    from vscan_trainer.evaluation.tables import assessment_tables

    console = Console(highlight=False)
    for renderable in assessment_tables(assessed):
        console.print(renderable)


def _write(output: Path, assessed: Sequence[Assessment]) -> None:
    import json

    content = {one.part: one.to_json() for one in assessed}
    output.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
