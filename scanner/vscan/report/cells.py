"""What stands in the cells of the ranked table. Each piece fits itself to the width it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.style import Style as Look
from rich.text import Text

from vscan.domain import Finding, Score, Severity
from vscan.report.base import Style
from vscan.report.visible import keep_end, visible
from vscan.report.wording import Reason, marks, odds, place

GAP = 2
MOST_REASONS = 4
BAR_CELLS = 6
_INDENT = 2
EIGHTHS = " ▏▎▍▌▋▊▉"
COLORS = {
    Severity.CRITICAL: "bold magenta",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}


@dataclass(frozen=True, slots=True)
class Name:
    """One line of text whose end matters most: a path, a qualified name."""

    text: str
    separator: str
    look: Look

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = keep_end(self.text, options.max_width, self.separator)
        yield Text.assemble((text, self.look), no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        width = min(cell_len(self.text), options.max_width)
        return Measurement(width, width)


@dataclass(frozen=True, slots=True)
class Heading:
    """Place and function name: on one line if they fit, else one beneath the other."""

    place: Name
    function: Name

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        place, function = self.place, self.function
        if cell_len(place.text) + GAP + cell_len(function.text) <= options.max_width:
            yield Text.assemble((place.text, place.look), " " * GAP, (function.text, function.look))
        else:
            yield from (place, function)


@dataclass(frozen=True, slots=True)
class Bullet:
    """Text with a hanging indent. A table of two columns would do, and takes rich ten times as long."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - _INDENT, 1)
        for number, line in enumerate(self.text.wrap(console, width, overflow="fold")):
            yield Text.assemble(*(["  "] if number else [("·", "dim"), " "]), line)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        least, most = Measurement.get(console, options, self.text)
        return Measurement(least + _INDENT, most + _INDENT).with_maximum(options.max_width)


def place_name(finding: Finding, style: Style) -> Name:
    link = PurePath(style.links, finding.function.path).as_uri() if style.links else None
    return Name(place(finding), "/", Look(link=link))


def function_name(finding: Finding) -> Name:
    return Name(visible(finding.function.name), "::", Look(bold=True))


def severity_cell(severity: Severity) -> Text:
    return Text(severity.label, COLORS[severity])


def odds_cell(score: Score, width: int) -> Text:
    """Odds and marks, which take `width` cells, so that the odds of all rows stand in line."""
    text = Text(odds(score.probability), "dim" if score.probability is None else "bold")
    return text.append(marks(score).ljust(width), "yellow")


def bar_cell(probability: float | None) -> Text:
    """The probability on a scale of 0 to 1, so that bars compare between reports."""
    eighths = round((probability or 0) * BAR_CELLS * 8)
    bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    return Text(bar.ljust(BAR_CELLS))


def reason_list(reasons: list[Reason], style: Style) -> Group:
    """A hanging list; a long one is cut short, and says so, unless verbose."""
    cut = not style.verbose and len(reasons) > MOST_REASONS
    shown = reasons[: MOST_REASONS - 1] if cut else reasons
    rows = [row for reason in shown for row in _reason(reason, style)]
    if cut:
        rows.append(Bullet(Text(f"{len(reasons) - len(shown)} more reasons with --verbose", "dim")))
    return Group(*rows)


def _reason(reason: Reason, style: Style) -> Iterable[Bullet | Padding]:
    text = Text(reason.text)
    if reason.note:
        text.append(f" ({reason.note})", "dim")
    yield Bullet(text)
    if style.verbose:
        shown = [Text(reason.message)] if reason.message else []
        shown += [Text(excerpt, no_wrap=True, overflow="ellipsis") for excerpt in reason.excerpts]
        yield from (Padding(piece, (0, 0, 0, 4), style="dim") for piece in shown)
