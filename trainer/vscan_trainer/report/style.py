"""One quiet look for every plot, on light and on dark ground."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH = 8.0
"""Inches; at 100 dots an inch a plot is 800 pixels wide."""

DASHES = ("-", "--", ":")


@dataclass(frozen=True, slots=True)
class Theme:
    """`series` follow Okabe and Ito (2008), whose colours colour-blind readers tell apart."""

    ground: str
    ink: str
    faint: str
    grid: str
    series: tuple[str, ...]

    def colour(self, index: int) -> str:
        return self.series[index % len(self.series)]

    def line(self, index: int) -> dict[str, Any]:
        """Colour and dash of a run's line: the dash tells apart those that share a colour."""
        return {"color": self.colour(index), "linestyle": DASHES[index // len(self.series) % len(DASHES)]}


LIGHT = Theme(
    ground="#ffffff",
    ink="#1f2328",
    faint="#7d8590",
    grid="#e4e7eb",
    series=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9"),
)
DARK = Theme(
    ground="#171a1f",
    ink="#e6e8eb",
    faint="#8b949e",
    grid="#2b3038",
    series=("#56b4e9", "#f08a4b", "#2dc79a", "#e39cc4", "#f0e442", "#8fb8de"),
)
THEMES = {"light": LIGHT, "dark": DARK}


def new_figure(theme: Theme, height: float = 5.0) -> Figure:
    """A figure `WIDTH` by `height` inches."""
    figure = Figure(figsize=(WIDTH, height), dpi=100, facecolor=theme.ground, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)  # type: ignore[union-attr,call-arg]
    return figure


def dress(axes: Axes, theme: Theme, x: str, y: str, *, title: str = "") -> None:
    """Labels, a light grid, and no frame but the two axes."""
    axes.set_facecolor(theme.ground)
    axes.grid(color=theme.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.grid)
    axes.tick_params(colors=theme.faint, labelsize=11, length=0, pad=7)
    axes.set_xlabel(x, color=theme.ink, fontsize=12)
    axes.set_ylabel(y, color=theme.ink, fontsize=12)
    if title:
        axes.set_title(title, color=theme.ink, fontsize=12, loc="left")


def label_lines(axes: Axes, theme: Theme, *, title: str = "", outside: bool = False) -> None:
    """Name each line in its own colour, under a title that says what the numbers there are."""
    place: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1, 0.5)} if outside else {"loc": "best"}
    key = axes.legend(
        **place, title=title, frameon=False, labelcolor="linecolor", fontsize=11, handlelength=1.2
    )
    key.get_title().set(color=theme.faint, fontsize=11)
    key.set_alignment("left")


def to_png(figure: Figure) -> bytes:
    """The figure as a PNG file that says nothing of when and by what it was made."""
    buffer = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
