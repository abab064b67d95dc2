"""What a report format is: a finished `ScanReport` in, text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vscan.domain import ScanReport


@dataclass(frozen=True, slots=True)
class Style:
    """How the reader looks at it. Formats for machines ignore it.

    `width` is in terminal cells. `height` is the lines of a terminal on which the first findings are to
    stay in sight, so that the others are counted alone; None shows all. `links` is the absolute directory
    that the report's paths are relative to; None leaves terminal hyperlinks out, and so does `color=False`.
    `category` names what was scanned among the SARIF files of one commit; None makes a name of the folder's.
    """

    width: int = 80
    height: int | None = None
    color: bool = False
    links: str | None = None
    verbose: bool = False
    quiet: bool = False
    category: str | None = None


class Reporter(Protocol):
    """A format. Pure: it reads no file, no clock and no environment, and neither filters nor sorts."""

    def render(self, report: ScanReport, style: Style) -> str:
        """The whole output: empty, or lines that each end in a newline."""
        ...
