"""`vscan-train average`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import NEW, RUN, preparing


@click.command()
@click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=RUN)
@click.option("--run", "into", type=NEW, required=True, help="The new run's directory.")
@click.option(
    "--of",
    "what",
    type=click.Choice(["weights", "logits"]),
    default="weights",
    show_default=True,
    help="weights makes one model, logits the ensemble's scores alone.",
)
@preparing
def average(folders: tuple[Path, ...], into: Path, what: str, cache: Path, jobs: int) -> None:
    """Average RUNs that differ by seed into a new run."""
    from vscan_trainer.run import Run
    from vscan_trainer.workflow import average_runs

    average_runs([Run(folder) for folder in folders], Run(into), what, cache=cache, jobs=jobs)
