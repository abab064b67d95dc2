"""`vscan convert` and `vscan merge`: saved JSON reports in, any format out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vscan.cli.options import debug_option
from vscan.cli.reports import check_formats, output_options, write_reports

if TYPE_CHECKING:
    from vscan.domain import ScanReport
    from vscan.settings import Output

SAVED = click.Path(path_type=Path, allow_dash=True)


@click.command()
@click.argument("saved", type=SAVED, metavar="REPORT.json")
@click.option("--to", "format_", metavar="FORMAT", help="text (default), sarif, markdown, ...")
@output_options
@click.option("-q", "--quiet", is_flag=True, help="One line a finding in text; no word of files written.")
@debug_option
def convert(
    saved: Path, format_: str | None, output: tuple[Output, ...], sarif_category: str | None, quiet: bool
) -> int:
    """Write a saved JSON report in another format.

    REPORT.json is what `vscan --format json` wrote; `-` is standard input. Nothing is scanned again: what
    was not found then is not found now. The exit code is 0 whatever the report holds.
    """
    _write(_load(saved), format_ or "text", output, sarif_category, quiet)
    return 0


@click.command()
@click.argument("saved", nargs=-1, required=True, type=SAVED, metavar="REPORT.json...")
@click.option("--prefix", is_flag=True, help="Put the paths of A.json below A/: other repositories.")
@click.option("--format", "format_", metavar="FORMAT", help="json (default), sarif, markdown, ...")
@output_options
@click.option("-q", "--quiet", is_flag=True, help="No word of files written.")
@debug_option
def merge(
    saved: tuple[Path, ...],
    prefix: bool,
    format_: str | None,
    output: tuple[Output, ...],
    sarif_category: str | None,
    quiet: bool,
) -> int:
    """Put saved JSON reports together into one, ranked anew.

    All must come from the same model, threshold and prior. Findings that several reports share count
    once; totals add up. The exit code is 0 whatever the reports hold.
    """
    from vscan.merge import below, merge_reports

    names = [path.stem for path in saved]
    if prefix and len({*names}) < len(names):
        raise click.UsageError("--prefix needs files of different names.")
    reports = map(_load, saved)
    loaded = [below(report, name) if prefix else report for name, report in zip(names, reports, strict=True)]
    _write(merge_reports(loaded), format_ or "json", output, sarif_category, quiet)
    return 0


def _load(path: Path) -> ScanReport:
    from vscan.files import InputError
    from vscan.report.saved import load

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    return load(data.decode("utf-8-sig", "replace"), str(path))


def _write(
    report: ScanReport, shown: str, outputs: tuple[Output, ...], category: str | None, quiet: bool
) -> None:
    from vscan.settings import ScanSettings

    settings = ScanSettings(format=shown, output=outputs, sarif_category=category, quiet=quiet)
    check_formats(settings)
    write_reports(report, settings)
