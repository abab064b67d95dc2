"""`vscan baseline`: what is known, and shall not be shown again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vscan.cli.options import debug_option, model_options

if TYPE_CHECKING:
    from vscan.baseline import Baseline, Entry
    from vscan.settings import ScanSettings

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = Path("vscan-baseline.jsonl")
MOST_LISTED = 20


@click.group()
def baseline() -> None:
    """Make, bring up to date or show a file of known findings."""


def _scan_options(function: F) -> F:
    """Where, and how: all else is the config's."""
    options = (
        click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option("-b", "--baseline", "file", type=click.Path(path_type=Path), metavar="FILE",
                     help=f"[default: the config's, or {DEFAULT}]"),
        click.option("--threshold", type=float, metavar="P", help="As in a scan, and so are the others."),
        click.option("--exclude", multiple=True, metavar="GLOB"),
        click.option("--rules", multiple=True, type=click.Path(path_type=Path), metavar="DIR"),
        model_options,
        click.option("--no-cache", is_flag=True),
        click.option("--config", type=click.Path(path_type=Path), metavar="FILE"),
        click.option("--no-config", is_flag=True),
        debug_option,
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@baseline.command()
@_scan_options
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def create(paths: tuple[Path, ...], force: bool, **flags: Any) -> None:
    """Scan PATHS and write all that is found to a new file."""
    from vscan.baseline import Baseline, BaselineError, root_of

    settings, file = _settings(paths, flags)
    if file.exists() and not force:
        raise BaselineError(f"{file} is there already: `vscan baseline update` brings it up to date")
    new = Baseline((), root_of(file))
    found, _ = _found(paths, settings, new)
    _write(file, found.elements())
    click.echo(f"{file}: {_number(found.total())} of {_number(len(_functions(found)), 'function')}")


@baseline.command()
@_scan_options
@click.option("--prune", is_flag=True, help="Only take out what is gone.")
def update(paths: tuple[Path, ...], prune: bool, **flags: Any) -> None:
    """Scan PATHS; add what is new to the file, take out what is gone, and tell both."""
    from vscan.baseline import Baseline

    settings, file = _settings(paths, flags)
    old = Baseline.load(file)
    new, known = _found(paths, settings, old)
    kept = known + old.unseen()
    _write(file, (kept if prune else kept + new).elements())
    gone, moved = Counter(old.stale), kept - old.entries
    left_out = ", not added" if prune else " added"
    click.echo(
        f"{file}: {_number(kept.total())} kept ({moved.total():,} moved), "
        f"{new.total():,} new{left_out}, {gone.total():,} gone"
    )
    _list("+" if not prune else "?", new)
    _list("-", gone)


@baseline.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), default=DEFAULT)
@debug_option
def show(file: Path) -> None:
    """List what FILE knows, by path and function."""
    from vscan.baseline import Baseline
    from vscan.report.visible import visible

    known = Baseline.load(file).entries
    for path, below in groupby(sorted(known), key=lambda entry: entry.path):
        click.echo(visible(path))
        for name, entries in groupby(below, key=lambda entry: entry.function):
            reasons = (
                f"{entry.reason} x{known[entry]}" if known[entry] > 1 else entry.reason for entry in entries
            )
            click.echo(f"  {visible(name)}: {visible(', '.join(reasons))}")
    click.echo(f"{_number(known.total())} of {_number(len(_functions(known)), 'function')}")


def _settings(paths: tuple[Path, ...], flags: dict[str, Any]) -> tuple[ScanSettings, Path]:
    """Those of a scan that leaves nothing out of its list, and the file."""
    from vscan.config import Config, load_config, merge

    file, config = flags.pop("file"), flags.pop("config")
    found = Config() if flags.pop("no_config") else load_config(paths[0], config)
    flags["cache"] = False if flags.pop("no_cache") else None
    settings = merge(flags, found)
    file = file or settings.baseline or DEFAULT
    every = replace(settings, top=None, min_severity=None, max_findings=0, baseline=None)
    return replace(every, show_suppressed=True, influence=False), file


def _found(
    paths: tuple[Path, ...], settings: ScanSettings, known: Baseline
) -> tuple[Counter[Entry], Counter[Entry]]:
    """What is new, and what is known, as it is called now."""
    from vscan.cli.progress import watching
    from vscan.domain import Origin
    from vscan.scan import scan

    with watching(False) as progress:
        report = scan(paths, settings, progress, baseline=known)
    new = Counter(entry for finding in report.findings for entry in known.entries_of(finding))
    old = Counter(
        entry
        for finding in report.suppressed
        if finding.suppressed[-1].origin is Origin.BASELINE
        for entry in known.entries_of(finding)
    )
    return new, old


def _write(file: Path, entries: Iterable[Entry]) -> None:
    from vscan.baseline import render
    from vscan.files import write_text

    write_text(file, render(entries))


def _functions(entries: Iterable[Entry]) -> set[tuple[str, str, str]]:
    return {(entry.path, entry.function, entry.body) for entry in entries}


def _list(mark: str, entries: Counter[Entry]) -> None:
    from vscan.report.visible import visible

    listed = sorted(entries.elements())
    for entry in listed[:MOST_LISTED]:
        click.echo(visible(f"  {mark} {entry.path}: {entry.function}: {entry.reason}"))
    if len(listed) > MOST_LISTED:
        click.echo(f"  {mark} and {len(listed) - MOST_LISTED:,} more")


def _number(number: int, noun: str = "finding") -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
