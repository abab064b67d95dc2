"""`vscan model`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan.cli.options import debug_option


@click.command()
@click.option("--model", "folder", type=click.Path(path_type=Path), metavar="DIR", help="[default: bundled]")
@debug_option
def model(folder: Path | None) -> None:
    """Show the model card: data, figures, operating points, limits."""
    import sys

    from rich.console import Console

    from vscan.cli.card import draw
    from vscan.scoring.card import ModelCard, bundled_model

    card = ModelCard.load(folder or bundled_model())
    Console(width=None if sys.stdout.isatty() else 100, highlight=False, markup=False).print(draw(card))
