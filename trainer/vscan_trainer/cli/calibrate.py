"""`vscan-train calibrate`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import RUN


@click.command(short_help="Fit a run's odds, choose operating points.")
@click.argument("folder", metavar="RUN", type=RUN)
@click.option(
    "--prior",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Move the odds to this prevalence. [default: the first validation part's]",
)
@click.option(
    "--target-fpr",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Add the operating point that flags at most this part of what is not vulnerable.",
)
def calibrate(folder: Path, prior: float | None, target_fpr: float | None) -> None:
    """Fit RUN's odds on one half of its validation functions, and choose operating points on the other.

    What it finds is for `evaluate --data`. `export` calibrates the exported model anew: scan that with `vscan
    --prior` or `--target-fpr`.
    """
    from rich.console import Console
    from rich.table import Table

    from vscan_trainer.finish import load_logits, store_calibration
    from vscan_trainer.run import Run

    run = Run(folder)
    found = store_calibration(run, load_logits(run), prior=prior, target_fpr=target_fpr)
    measured, console = found["measured"], Console()
    table = Table("", "before", "after", title=f"{found['part']}, second half", title_justify="left")
    for name, label in (("ece", "expected calibration error"), ("brier", "Brier score")):
        table.add_row(label, f"{measured[f'{name}_before']:.4f}", f"{measured[f'{name}_after']:.4f}")
    console.print(table)
    points = Table("operating point", "least odds")
    for name, threshold in found["points"].items():
        points.add_row(name, f"{threshold:.2%}")
    console.print(points)
