"""Draws the text report of a saved scan as an SVG picture.

vscan --format json src > report.json
python docs/picture.py report.json docs/scan.svg
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from vscan.domain import ScanReport
from vscan.report import FORMATS, Style
from vscan.report.saved import load


def draw(report: ScanReport, width: int, height: int) -> str:
    """The text report in colour, as SVG, on a terminal of so many cells and lines."""
    screen = FORMATS["text"].render(report, Style(width=width, height=height, color=True))
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(screen))
    svg = console.export_svg(title="vscan", unique_id="vscan")
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1)  # some viewers trim each piece of text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path, help="a report saved with `vscan --format json`")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    parser.add_argument("--width", type=int, default=100, help="in terminal cells (default: 100)")
    parser.add_argument("--height", type=int, default=40, help="in lines (default: 40)")
    options = parser.parse_args()
    report = load(options.report.read_text("utf-8"), options.report.name)
    options.picture.write_text(draw(report, options.width, options.height), "utf-8")


if __name__ == "__main__":
    main()
