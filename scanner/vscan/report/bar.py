"""How far a scan is, and the gravest that it has found so far."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from rich import progress as parts
from rich.console import Console, RenderableType
from rich.text import Text

from vscan.domain import Finding
from vscan.report.lines import Line, Piece
from vscan.report.pieces import odds_pieces, severity_piece
from vscan.report.visible import visible
from vscan.report.wording import place


class Bar:
    """Use it as a context; it leaves nothing on the screen."""

    def __init__(self, console: Console | None = None) -> None:
        self._bar = _Bar(
            parts.SpinnerColumn(),
            parts.TextColumn("{task.description}"),
            parts.BarColumn(),
            parts.MofNCompleteColumn(),
            parts.TextColumn("{task.fields[functions]:,} functions"),
            parts.TimeElapsedColumn(),
            parts.TimeRemainingColumn(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._functions = 0
        self._task = self._bar.add_task("looking for files", total=None, functions=0)

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begin(self, total: int | None, what: str) -> None:
        self._bar.update(self._task, total=total, description=what)

    def advance(self, functions: int) -> None:
        self._functions += functions
        self._bar.update(self._task, advance=1, functions=self._functions)

    def found(self, first: Finding, count: int) -> None:
        self._bar.first, self._bar.count = first, count


class _Bar(parts.Progress):
    """With a line below for the first of `count` findings."""

    count = 0
    first: Finding | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        yield from super().get_renderables()
        if self.first:
            yield self._line(self.first)

    def _line(self, finding: Finding) -> Text:
        line = Text(f"  {self.count:,} found, first ", style="dim", no_wrap=True, overflow="ellipsis")
        shown = (
            odds_pieces(finding.score),
            (severity_piece(finding.severity),),
            (Piece(place(finding)),),
            (Piece(visible(finding.function.name), "bold"),),
        )
        return line.append_text(Text(" ").join(map(_text, shown)))


def _text(line: Line) -> Text:
    return Text.assemble(*((piece.text, piece.look) for piece in line))
