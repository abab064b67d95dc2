"""`vscan-train sweep`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import RUN


@click.command(short_help="Show thresholds and recommend one.")
@click.argument("run", type=RUN)
@click.option(
    "--part", metavar="NAME", help="Choose on these functions. [default: as before, or the only ones]"
)
@click.option(
    "--by", default="f1", show_default=True, metavar="AIM",
    help="f1, accuracy, mcc, recall=0.9, precision=0.4 or fpr=0.05.",
)  # fmt: skip
@click.option(
    "--step", type=click.FloatRange(0.01, 0.5), default=0.05, show_default=True, help="From row to row."
)
def sweep(run: Path, part: str | None, by: str, step: float) -> None:
    """Show what each threshold does, and recommend one, kept in RUN/threshold.json."""
    from rich.console import Console

    from vscan_trainer.evaluation.recommend import recommend
    from vscan_trainer.evaluation.scored import Scored
    from vscan_trainer.evaluation.sources import part_for
    from vscan_trainer.evaluation.tables.swept import sweep_table
    from vscan_trainer.run import Run

    place = Run(run.resolve())
    chosen = part_for(place, part)
    recommendation = recommend(place, chosen, Scored.load(place.scores(chosen)), by)
    Console(highlight=False).print(sweep_table(recommendation, step))
