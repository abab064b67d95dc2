"""`vscan-train`: one verb a stage. Nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import sys

import click

from vscan.domain import VscanError
from vscan_trainer.cli.average import average
from vscan_trainer.cli.calibrate import calibrate
from vscan_trainer.cli.data import data
from vscan_trainer.cli.evaluate import evaluate
from vscan_trainer.cli.export import export
from vscan_trainer.cli.fit import fit
from vscan_trainer.cli.pretrain import pretrain
from vscan_trainer.cli.report import report
from vscan_trainer.cli.stack import stack
from vscan_trainer.cli.sweep import sweep
from vscan_trainer.cli.vocabulary import vocabulary

_EPILOG = """\b
Your own functions, one JSON object a line with `func` and `target`:
  vscan-train fit mine.jsonl --base compact --preset compact --run runs/mine
  vscan-train evaluate runs/mine
  vscan-train export runs/mine --output my-model
  vscan scan --model my-model src

\b
Exit codes: 0 done, 2 misuse or failure."""


@click.group(
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """Train, measure and export the models that vscan scans with."""


for verb in (data, vocabulary, pretrain, fit, evaluate, sweep, calibrate, average, report, export, stack):
    cli.add_command(verb)


def main() -> None:
    """The console script."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("vscan-train: interrupted; fit and pretrain go on with --resume", err=True)
        sys.exit(130)
    except (VscanError, OSError) as error:
        click.echo(f"vscan-train: error: {error}", err=True)
        sys.exit(2)
