"""A model card as `vscan model` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table

    from vscan.scoring.card import ModelCard

_CHOSEN = {
    "recall": "90 % recall",
    "balanced": "best F1",
    "precise": "40 % precision",
    "low-noise": "8 % flagged",
    "override": "whoever exported it",
}
"""What points are chosen by, on the half of validation that the table tells of."""


def draw(card: ModelCard) -> Group:
    """Everything the card says, as wide as the console."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [
        Text(f"{card.name}, made {card.created}, for {', '.join(card.languages)}", "bold")
    ]
    for title, body in _sections(card):
        parts += [Text(f"\n{title}", "bold"), *body]
    return Group(*parts)


def _sections(card: ModelCard) -> Iterator[tuple[str, list[RenderableType]]]:
    if card.data:
        yield "Learnt from, and measured on", [_data(card)]
    if card.metrics:
        yield "Figures", [_figures(card)]
    yield "Operating points", [_points(card), _list(_on_points(card))]
    if marks := _on_marks(card):
        yield "What it marks as doubtful", [_list(marks)]
    yield "What it cannot see", [_list(card.limits)]


def _data(card: ModelCard) -> Table:
    table = _table("", "")
    for name, value in card.data.items():
        table.add_row(name, _plain(value))
    return table


def _figures(card: ModelCard) -> Table:
    """Parts side by side, figures beneath each other."""
    table = _table("", *card.metrics)
    for name in sorted({name for figures in card.metrics.values() for name in figures}):
        values = [_plain(figures.get(name, "")) for figures in card.metrics.values()]
        table.add_row(name.replace("_", " "), *values)
    return table


def _points(card: ModelCard) -> Table:
    """Each point, and what the half of validation that chose it showed at its threshold."""
    from vscan.scoring.points import rates_at

    table = _table("", "least odds", "recall", "false pos.", "flagged", "precision")
    table.add_column("chosen by")
    prior = card.fusion.prior
    for name, threshold in sorted(card.points.items(), key=lambda item: item[1]):
        rates = rates_at(card, threshold)
        cells = [""] * 4
        if rates and any(rates):
            rate, recall = rates
            flagged = prior * recall + (1 - prior) * rate
            cells = [f"{share:.1%}" for share in (recall, rate, flagged, prior * recall / flagged)]
        table.add_row(name, f"{threshold:.2%}", *cells, _CHOSEN.get(name, ""))
    return table


def _on_points(card: ModelCard) -> list[str]:
    prior = card.fusion.prior
    said = [
        f"Odds suppose that {prior:.1%} of all functions are vulnerable, as in {card.fusion.general.corpus}.",
        "--prior P tells them for another share; what a point flags stays the same.",
        f"{card.default_point} is the default; --point NAME takes another, --threshold P odds of your own.",
    ]
    if card.curve:
        said += [
            "The shares are those of held-out functions, not of your tree.",
            f"--target-fpr F takes any rate of false positives from {card.curve[0][1]:.1%} on.",
        ]
    return said


def _on_marks(card: ModelCard) -> list[str]:
    said = []
    if card.tiny_tokens:
        said.append(f"tiny: functions of fewer than {card.tiny_tokens} tokens")
    if card.novelty_bound is not None:
        said.append(
            f"unfamiliar: functions whose pairs and triples of tokens are rarer, by mean inverse document "
            f"frequency, than {card.novelty_bound:.2f}"
        )
    return said


def _list(lines: Iterable[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        table.add_row("-", Text(line))
    return table


def _table(*headers: str) -> Table:
    """Names to the left, what is said of them, mostly numbers, to the right."""
    from rich.table import Table

    named = any(headers)
    table = Table(
        *headers[:1], box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=named
    )
    for header in headers[1:]:
        table.add_column(header, justify="right")
    return table


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
