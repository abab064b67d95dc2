"""The model card as a document, all its figures from what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vscan.scoring.card import ModelCard
from vscan_trainer import datasets
from vscan_trainer.modelcard import tables
from vscan_trainer.modelcard.effort import WATTS, total
from vscan_trainer.modelcard.goals import TITLES
from vscan_trainer.modelcard.measure import Figures
from vscan_trainer.modelcard.plot import draw_reliability
from vscan_trainer.modelcard.targets import goals_table


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the model has to do with a corpus: the card's own words by file, and where it comes from."""

    source: datasets.Source
    files: dict[str, str]


def write_document(figures: Figures, output: Path) -> None:
    """`output` in Markdown and, beside it, its calibration plot. Raises OSError."""
    output.parent.mkdir(parents=True, exist_ok=True)
    plot = output.with_name(f"{output.stem}-calibration.png")
    plot.write_bytes(draw_reliability({TITLES[name]: one for name, one in figures.reliability.items()}))
    output.write_text(_page(figures, plot.name), encoding="utf-8")


def _page(figures: Figures, plot: str) -> str:
    # Markdown, not HTML: escaping would spoil it, and every name in it is one of ours.
    environment = Environment(
        loader=PackageLoader("vscan_trainer.modelcard"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701
    )
    card = figures.card
    ordinary = figures.evaluations["primevul"]
    return environment.get_template("model.md").render(
        figures=figures,
        card=card,
        titles=TITLES,
        plot=plot,
        corpora=_corpora(card),
        goals_table=goals_table(figures.goals).markdown(),
        figures_tables={
            TITLES[name]: tables.figures_table(one).markdown() for name, one in figures.evaluations.items()
        },
        lengths_table=tables.lengths_table(figures.reliability["primevul"]).markdown(),
        points_table=tables.points_table(ordinary, card.points, card.default_point).markdown(),
        sizes_table=tables.sizes_table(figures.sizes).markdown(),
        efforts_table=tables.efforts_table(figures.efforts).markdown(),
        kilowatt_hours=total(figures.efforts),
        watts=WATTS,
    )


def _corpora(card: ModelCard) -> dict[str, Corpus]:
    """By name, those whose files the card names."""
    found: dict[str, Corpus] = {}
    for name in ("devign", "primevul", "diversevul", "bigvul"):
        files = {file: str(said) for file, said in card.data.items() if file.startswith(name)}
        if files:
            found[name] = Corpus(datasets.FORMATS[name].source, files)
    return found
