"""What the ranked table says of a finding, in pieces that each stand in one place of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from vscan.domain import Finding, Score, Severity
from vscan.report.base import Style
from vscan.report.cells import cell_len, keep_end, keep_start
from vscan.report.lines import Line, Piece, beside, indented, wrap
from vscan.report.visible import visible
from vscan.report.wording import Reason, marks, odds, place

GAP = 2
MOST_REASONS = 4
BAR_CELLS = 6
INDENT, _BENEATH = 2, 4
_BULLET = (Piece("·", "dim"), Piece(" "))
_EIGHTHS = " ▏▎▍▌▋▊▉"
COLORS = {
    Severity.CRITICAL: "bold magenta",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}


@dataclass(frozen=True, slots=True)
class Name:
    """Text whose end matters most: a path, a qualified name."""

    piece: Piece
    separator: str

    @property
    def width(self) -> int:
        return cell_len(self.piece.text)

    def within(self, width: int) -> Piece:
        text, look, link = self.piece
        return Piece(keep_end(text, width, self.separator), look, link)


def place_name(finding: Finding, style: Style) -> Name:
    link = PurePath(style.links, finding.function.path).as_uri() if style.links and style.color else ""
    return Name(Piece(place(finding), link=link), "/")


def function_name(finding: Finding) -> Name:
    return Name(Piece(visible(finding.function.name), "bold"), "::")


def heading(place: Name, function: Name, width: int) -> list[Line]:
    """On one line if they fit, else one beneath the other."""
    if place.width + GAP + function.width <= width:
        return [(place.piece, Piece(" " * GAP), function.piece)]
    return [(place.within(width),), (function.within(width),)]


def severity_piece(severity: Severity) -> Piece:
    return Piece(severity.label, COLORS[severity])


def odds_pieces(score: Score) -> Line:
    """Odds and marks."""
    look = "dim" if score.probability is None else "bold"
    return Piece(odds(score.probability), look), Piece(marks(score), "bold yellow")


def bar(probability: float | None) -> Piece:
    """The probability on a scale of 0 to 1, so that bars compare between reports."""
    eighths = round((probability or 0) * BAR_CELLS * 8)
    shown = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    return Piece(shown.ljust(BAR_CELLS))


def reason_list(reasons: list[Reason], style: Style, width: int) -> Iterator[Line]:
    """A hanging list; a long one is cut short, and says so, unless verbose."""
    cut = not style.verbose and len(reasons) > MOST_REASONS
    shown = reasons[: MOST_REASONS - 1] if cut else reasons
    for reason in shown:
        yield from _reason(reason, style, width)
    if cut:
        more = Piece(f"{len(reasons) - len(shown)} more reasons with --verbose", "dim")
        yield from _bullet((more,), width)


def _reason(reason: Reason, style: Style, width: int) -> Iterator[Line]:
    note = (Piece(f" ({reason.note})", "dim"),) if reason.note else ()
    yield from _bullet((Piece(reason.text), *note), width)
    if style.verbose:
        room = width - _BENEATH
        lines = wrap((Piece(reason.message, "dim"),), room) if reason.message else []
        lines += [(Piece(keep_start(excerpt, room), "dim"),) for excerpt in reason.excerpts]
        yield from indented(_BENEATH, lines)


def _bullet(line: Line, width: int) -> Iterator[Line]:
    return beside(_BULLET, INDENT, wrap(line, width - INDENT))
