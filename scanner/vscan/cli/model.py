"""`vscan model`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vscan.cli.options import debug_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from vscan.scoring.card import ModelCard


@click.command()
@click.option("--model", "folder", type=click.Path(path_type=Path), metavar="DIR", help="[default: bundled]")
@debug_option
def model(folder: Path | None) -> None:
    """Show the model card: data, figures, operating points, limits."""
    import sys

    from rich.console import Console

    from vscan.scoring.card import ModelCard, bundled_model

    card = ModelCard.load(folder or bundled_model())
    Console(width=None if sys.stdout.isatty() else 100).print(*_draw(card), sep="\n")


def _draw(card: ModelCard) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    yield Text(f"{card.name}, made {card.created}, for {', '.join(card.languages)}", "bold")
    data = Table("data", "", box=None, pad_edge=False)
    for name, value in card.data.items():
        data.add_row(Text(name), Text(_plain(value)))
    yield data
    columns = sorted({key for figures in card.metrics.values() for key in figures})
    if columns:
        figures = Table("figure", *card.metrics, box=None, pad_edge=False)
        for column in columns:
            figures.add_row(column, *(_plain(row.get(column, "")) for row in card.metrics.values()))
        yield figures
    points = Table("operating point", "least odds", "", box=None, pad_edge=False)
    for name, threshold in card.points.items():
        points.add_row(name, f"{threshold:.1%}", "default" if name == card.default_point else "")
    yield points
    yield Text("What it cannot see", "bold")
    for limit in card.limits:
        yield Text(f"- {limit}")


def _plain(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
