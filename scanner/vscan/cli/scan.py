"""`vscan scan`, which is also plain `vscan`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vscan.cli.changes import Choice, change_options, scan_chosen, take_choice
from vscan.cli.options import debug_option, model_options, prior_option
from vscan.cli.reports import check_formats, output_options, tells_influence, write_reports
from vscan.domain import Severity

if TYPE_CHECKING:
    from vscan.domain import ScanReport
    from vscan.settings import ScanSettings

PATH = click.Path(path_type=Path)
_SWITCHES = (
    "exit_zero",
    "force_exclude",
    "ignore_suppressions",
    "quiet",
    "require_suppression_reason",
    "show_suppressed",
    "verbose",
)


class SeverityType(click.ParamType[Severity]):
    name = "severity"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Severity:
        if isinstance(value, Severity):
            return value
        try:
            return Severity.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class RuleSeverity(SeverityType):
    """`RULE=LEVEL`"""

    name = "rule-severity"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        rule, equals, level = str(value).partition("=")
        if not equals:
            self.fail(f"{value!r} is not of the form RULE=LEVEL", param, ctx)
        return rule, super().convert(level, param, ctx)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--point", metavar="NAME", help="An operating point of the model's: see `vscan model`.")
@click.option("--target-fpr", type=float, metavar="F", help="Flag at most this share of sound functions.")
@click.option("--threshold", type=float, metavar="P", help="Odds that suffice, 0 to 1; sure rules do, too.")
@prior_option
@click.option("--top", type=int, metavar="N", help="Show the first N at most.")
@click.option("--min-severity", type=SeverityType(), metavar="LEVEL", help="low, medium, high or critical.")
@change_options
@click.option("--baseline", type=PATH, metavar="FILE", help="Hide what is known: see `vscan baseline`.")
@click.option("--no-baseline", is_flag=True, help="Use none, whatever the config says.")
@click.option("--show-suppressed", is_flag=True, help="Show what comments or a baseline hide, too.")
@click.option("--ignore-suppressions", is_flag=True, help="As if no comment said `vscan: ignore`.")
@click.option("--require-suppression-reason", is_flag=True, help="Comments hide nothing without a reason.")
@click.option("--no-influence", is_flag=True, help="Leave out which lines raised the odds.")
@click.option("--format", "format_", metavar="NAME", help="text (default), json, sarif, markdown, ...")
@output_options
@click.option("--fail-on", metavar="LEVEL", help="Exit with 1 for findings this grave. [default: low]")
@click.option("--max-findings", type=int, metavar="N", help="Exit with 1 beyond N of these. [default: 0]")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--include", multiple=True, metavar="GLOB", help="Only files that match; may be repeated.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out what matches; may be repeated.")
@click.option("--no-default-excludes", is_flag=True, help="Scan vendored, built and generated code too.")
@click.option("--no-gitignore", is_flag=True, help="Scan what .gitignore leaves out.")
@click.option("--force-exclude", is_flag=True, help="Excludes hold for files named as PATH, too.")
@click.option(
    "--language", "languages", multiple=True, metavar="NAME", help="Only this language; may be repeated."
)
@click.option("--rules", multiple=True, type=PATH, metavar="DIR", help="More rules; may be repeated.")
@click.option(
    "--select", multiple=True, metavar="RULE", help="All these rules find, no other: ids, globs, CWE-120."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules: ids, globs, CWE-120.")
@click.option(
    "--severity", multiple=True, type=RuleSeverity(), metavar="RULE=LEVEL", help="How grave a rule is."
)
@click.option("--max-file-bytes", type=int, metavar="N", help="Skip larger files. [default: 2000000]")
@click.option("--file-timeout", type=float, metavar="S", help="Seconds a file may take. [default: 10]")
@model_options
@click.option("--cache-dir", type=PATH, metavar="DIR", help="[default: $VSCAN_CACHE_DIR, or your own]")
@click.option("--no-cache", is_flag=True, help="Neither read nor keep results.")
@click.option("--config", type=PATH, metavar="FILE", help="Instead of vscan.toml or pyproject.toml.")
@click.option("--no-config", is_flag=True, help="Ignore config files.")
@click.option("--stdin-filename", metavar="NAME", help="What `-`, standard input, is called.")
@click.option("-q", "--quiet", is_flag=True, help="One line a finding, no progress.")
@click.option("-v", "--verbose", is_flag=True, help="All reasons, and each file that was skipped.")
@click.option("--color/--no-color", default=None, help="[default: as the terminal has it]")
@debug_option
def scan(paths: tuple[str, ...], config: Path | None, no_config: bool, **flags: Any) -> int:
    """Scan files and folders; `-` is standard input."""
    from vscan.config import Config, load_config, merge

    choice, paths = take_choice(flags, paths)
    if not paths and not choice:
        raise click.UsageError("Missing PATH: what shall be scanned? (try 'vscan .')")
    start = Path.cwd() if not paths or paths[0] == "-" else Path(paths[0])
    found = Config() if no_config else load_config(start, config)
    stdin_filename = flags.pop("stdin_filename")
    known = not flags.pop("no_baseline")
    settings = merge(_fields(flags), found)
    settings = settings if known else replace(settings, baseline=None)
    check_formats(settings)
    settings = replace(settings, influence=settings.influence and tells_influence(settings))
    report = _run(choice, paths, stdin_filename, settings)
    write_reports(report, settings)
    if settings.quiet and report.failures:
        from vscan.report.wording import listed

        click.echo(f"vscan: warning: not scanned, failed: {listed(report.failures)}", err=True)
    return report.exit_code


def _fields(flags: dict[str, Any]) -> dict[str, Any]:
    """Flags by the names of ScanSettings; a switch that is not given leaves it to the config."""
    flags["format"] = flags.pop("format_")
    for name in ("default_excludes", "gitignore", "influence", "cache"):
        flags[name] = False if flags.pop(f"no_{name}") else None
    for name in _SWITCHES:
        flags[name] = flags[name] or None
    return flags


def _run(
    choice: Choice, paths: tuple[str, ...], stdin_filename: str | None, settings: ScanSettings
) -> ScanReport:
    from vscan import forks
    from vscan.cli.progress import watching
    from vscan.progress import Silent

    if choice or "-" in paths:
        forks.prepare()  # it imports while we do; seldom is nothing of a change new
    if choice:
        with watching(settings.quiet) as progress:
            return scan_chosen(choice, paths, settings, progress)
    from vscan.scan import scan, scan_sources

    if "-" in paths:
        from vscan.discover import read_stdin

        if len(paths) > 1 or not stdin_filename:
            raise click.UsageError("`-` stands alone, and needs --stdin-filename NAME.")
        return scan_sources([read_stdin(stdin_filename, settings)], settings, Silent(), 1)
    with watching(settings.quiet) as progress:
        return scan([Path(path) for path in paths], settings, progress)
