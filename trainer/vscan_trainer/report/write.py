"""Pages and plots into a folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.page import draw_plots, render_page


def write_reports(
    runs: Sequence[MeasuredRun], against: MeasuredRun, output: Path, draws: int
) -> Iterator[Path]:
    """One page a run and, of several, `comparison.html`; the plots of each as PNG files in a folder of
    the same name. Yields the pages. Raises ScoresError, OSError."""
    pages = {run.name.replace("/", "-"): [run] for run in runs}
    if len(runs) > 1:
        pages["comparison"] = list(runs)
    console = Console(stderr=True)
    steps = track(pages.items(), "report", console=console, disable=not sys.stderr.isatty(), transient=True)
    for name, shown in steps:
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        images = draw_plots(shown)
        for plot, image in images["light"].items():
            (folder / f"{plot}.png").write_bytes(image)
        page = output / f"{name}.html"
        lead = against if len(shown) > 1 else None
        page.write_text(render_page(shown, images, against=lead, draws=draws), encoding="utf-8")
        yield page
