"""The bundled model beside its targets, its baselines and the model before it, as its users run it.

    python benchmarks/model_figures.py DATA --against benchmarks/previous
    python benchmarks/model_figures.py DATA --tree TREE --run runs/compact --card docs/model.md

DATA holds the corpora as docs/data.md names them. The first run takes minutes to train the bags of words,
which are then kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from vscan.domain import VscanError
from vscan_trainer.evaluation.tables.base import new_table
from vscan_trainer.evaluation.tables.model import evaluation_tables
from vscan_trainer.modelcard.document import write_document
from vscan_trainer.modelcard.goals import TITLES
from vscan_trainer.modelcard.measure import Figures, measure
from vscan_trainer.modelcard.measured import Asked
from vscan_trainer.modelcard.tables import readme_table
from vscan_trainer.modelcard.targets import goals_table


def main() -> None:
    arguments = _parser().parse_args()
    names = ("data", "model", "keep", "against", "cache", "tree", "draws", "seed")
    asked = Asked(**{name: getattr(arguments, name) for name in names}, runs=tuple(arguments.run))
    try:
        figures = measure(asked)
    except VscanError as error:
        print(f"model_figures: error: {error}", file=sys.stderr)
        sys.exit(2)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures.to_json(), indent=2) + "\n", encoding="utf-8")
    if arguments.card:
        write_document(figures, arguments.card)
    if arguments.markdown:
        print(readme_table(figures).markdown())
    else:
        show(figures)


def show(figures: Figures) -> None:
    """The table of targets, then everything of each corpus."""
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    table = goals_table(figures.goals)
    note = f"previous: {figures.previous}; the gain is paired" if figures.previous else ""
    drawn = new_table(*table.head, caption=note)
    for column in drawn.columns:  # figures stay whole; their names may take two lines
        column.no_wrap = column.header != "figure"
    for row in table.rows:
        drawn.add_row(*row)
    console.print(figures.label, style="bold")
    console.print(drawn)
    for name, one in figures.reliability.items():
        moved = f"{one.error:.3f} at its own prevalence of {one.prevalence:.1%}"
        console.print(f"{TITLES[name]}: calibration error {moved}, {one.raw_error:.3f} at {one.prior:.1%}")
    for part, count in figures.abstained.items():
        console.print(f"{TITLES[part]}: functions without odds, ranked last: {count:,}")
    for name, evaluation in figures.evaluations.items():
        for renderable in evaluation_tables(TITLES[name], evaluation):
            console.print(renderable)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The bundled model beside its targets and baselines.")
    parser.add_argument("data", type=Path, help="the folder of the corpora")
    parser.add_argument("--model", type=Path, metavar="DIR", help="instead of the bundled one")
    parser.add_argument("--against", type=Path, metavar="DIR", help="an earlier model, or its kept scores")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the scores; take them from there if kept"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", default=Path("runs/cache"), help="for baselines")
    parser.add_argument("--tree", type=Path, metavar="DIR", help="scan it, for speed")
    parser.add_argument(
        "--run", type=Path, metavar="DIR", action="append", default=[], help="of the training"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here")
    parser.add_argument("--card", type=Path, metavar="FILE", help="write the model card here, in Markdown")
    parser.add_argument("--markdown", action="store_true", help="print the README's table instead")
    parser.add_argument("--draws", type=int, default=1000, help="of the bootstrap")
    parser.add_argument("--seed", type=int, default=42, help="of the bootstrap")
    return parser


if __name__ == "__main__":
    main()
