"""Draws a report with rich, into a string."""

from __future__ import annotations

import io
import re

from rich.console import Console, Group
from rich.text import Text

from vscan.domain import ScanReport
from vscan.report.base import Style
from vscan.report.ranking import ranking
from vscan.report.summary import headline, summary

NARROWEST = 40


def draw(report: ScanReport, style: Style) -> str:
    """The whole screen. The same report and style give the same text everywhere."""
    buffer = io.StringIO()
    width = max(style.width, NARROWEST)
    console = Console(
        file=buffer,
        width=width,
        height=100,
        color_system="standard" if style.color else None,
        force_terminal=style.color,
        no_color=not style.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    first = ranking(report, style, width) if report.findings else headline(report)
    console.print(Group(first, Text(), summary(report, style)))
    return _tidy(buffer.getvalue())


def _tidy(text: str) -> str:
    """Without the padding at line ends, and without rich's link ids, which count up between calls."""
    text = re.sub(r"\x1b]8;id=[^;]*;", "\x1b]8;;", text)
    return "\n".join(line.rstrip() for line in text.split("\n"))
