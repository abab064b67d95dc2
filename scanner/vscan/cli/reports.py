"""What the verbs that write reports share: formats, files, standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vscan.domain import ScanReport
    from vscan.report import Style
    from vscan.settings import Output, ScanSettings

F = TypeVar("F", bound=Callable[..., Any])


class OutputType(click.ParamType["Output"]):
    name = "output"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        from vscan.settings import Output

        return value if isinstance(value, Output) else Output.parse(value)


def output_options(function: F) -> F:
    """Where reports go, beside the format that is shown."""
    output = click.option(
        "-o",
        "--output",
        type=OutputType(),
        multiple=True,
        metavar="[FORMAT:]FILE",
        help="Write a report to FILE: in FORMAT, in that of its suffix, or as shown; may be repeated.",
    )
    category = click.option(
        "--sarif-category",
        metavar="NAME",
        help="Tells SARIF files of one commit apart. [default: vscan/PATH]",
    )
    return output(category(function))


def check_formats(settings: ScanSettings) -> None:
    """Raises SettingsError for a format that is unknown, or a file that two reports would write."""
    from vscan.report import FORMATS
    from vscan.settings import SettingsError

    for format_ in (settings.format, *(output.format for output in settings.files)):
        if format_ and format_ not in FORMATS:
            raise SettingsError(f"unknown format {format_!r} (known: {', '.join(FORMATS)})")
    paths = [output.path for output in settings.files]
    for path in paths:
        if paths.count(path) > 1:
            raise SettingsError(f"output: two reports for {path}")


def tells_influence(settings: ScanSettings) -> bool:
    """Whether any report says which lines raised the odds, which takes a part of the model to find out."""
    files = {output.format or settings.format for output in settings.files}
    shown = {settings.format} if all(output.format for output in settings.files) else set()
    return settings.verbose or bool((files | shown) - {"text"})


def write_reports(report: ScanReport, settings: ScanSettings) -> None:
    """Every file, then what is shown, unless a file takes its place. Raises OutputError."""
    from vscan.report import FORMATS

    for output in settings.files:
        text = FORMATS[output.format or settings.format].render(report, _style(settings, terminal=False))
        _write(output.path, text, None if settings.quiet else len(report.findings))
    if all(output.format for output in settings.files):
        style = _style(settings, terminal=sys.stdout.isatty())
        _show(FORMATS[settings.format].render(report, style), style)


def _write(path: Path, text: str, told: int | None) -> None:
    from vscan.files import write_text

    write_text(path, text)
    if told is not None:
        click.echo(f"{told:,} finding{'s' * (told != 1)} written to {path}", err=True)


def _style(settings: ScanSettings, *, terminal: bool) -> Style:
    from vscan.report import Style

    able = terminal and os.environ.get("TERM") != "dumb"
    return Style(
        width=_terminal().columns if terminal else 100,
        height=_terminal().lines if terminal and settings.top is None and not settings.verbose else None,
        color=able and not os.environ.get("NO_COLOR") if settings.color is None else settings.color,
        links=str(Path.cwd()) if able else None,
        verbose=settings.verbose,
        quiet=settings.quiet,
        category=settings.sarif_category,
    )


def _terminal() -> os.terminal_size:
    import shutil

    return shutil.get_terminal_size((100, 24))


def _show(text: str, style: Style) -> None:
    # What the terminal's encoding cannot show must not end the program.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        click.echo(text, nl=False, color=style.color)
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever reads has read enough
    except OSError as error:
        from vscan.files import OutputError

        raise OutputError(f"cannot write to standard output: {error.strerror or error}") from error
