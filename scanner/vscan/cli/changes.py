"""The options that make `vscan scan` look at changes alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vscan.changes import Edit
    from vscan.domain import ScanReport
    from vscan.progress import Progress
    from vscan.settings import ScanSettings

F = TypeVar("F", bound=Callable[..., Any])


def change_options(function: F) -> F:
    """Which changes, and what they may not do."""
    diff = click.option(
        "--diff",
        is_flag=False,
        flag_value="",
        metavar="[BASE]",
        help="Only functions changed since HEAD left BASE. [default: the upstream or main branch]",
    )
    staged = click.option("--staged", is_flag=True, help="Only functions changed in git's index.")
    patch = click.option(
        "--patch",
        metavar="FILE",
        type=click.Path(allow_dash=True, path_type=Path),
        help="Only functions that a unified diff changes; `-` reads it from standard input.",
    )
    increase = click.option(
        "--fail-on-increase",
        type=float,
        metavar="P",
        help="With changes: exit with 1 only where odds rise by P or more.",
    )
    return diff(staged(patch(increase(function))))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which changes to look at: since `base` ('' for the default), the index, or a patch."""

    base: str | None
    staged: bool
    patch: Path | None

    def __bool__(self) -> bool:
        return self.base is not None or self.staged or self.patch is not None


def take_choice(flags: dict[str, Any], paths: tuple[str, ...]) -> tuple[Choice, tuple[str, ...]]:
    """What was chosen, no longer among `flags`, and the paths: `--diff src` may mean a path, too."""
    choice = Choice(flags.pop("diff"), flags.pop("staged"), flags.pop("patch"))
    if sum((choice.base is not None, choice.staged, choice.patch is not None)) > 1:
        raise click.UsageError("--diff, --staged and --patch exclude each other.")
    if flags["fail_on_increase"] is not None and not choice:
        raise click.UsageError("--fail-on-increase needs --diff, --staged or --patch.")
    if choice and "-" in paths:
        raise click.UsageError("`-` is source on standard input, which has no changes; see --patch.")
    if missing := next((path for path in paths if choice and not Path(path).exists()), None):
        raise click.UsageError(f"no such file or folder: {missing}")
    if choice.base and Path(choice.base).exists() and not _is_revision(choice.base, paths):
        return Choice("", choice.staged, choice.patch), (choice.base, *paths)
    return choice, paths


def _is_revision(name: str, paths: tuple[str, ...]) -> bool:
    from vscan.changes import Repository

    return Repository(Path(paths[0]) if paths else Path.cwd()).has(name)


def scan_chosen(
    choice: Choice, paths: tuple[str, ...], settings: ScanSettings, progress: Progress
) -> ScanReport:
    from vscan.changes import Repository, patch_edits

    places = [Path(path) for path in paths]
    start = places[0] if places else Path.cwd()
    if choice.patch is not None:
        top = _root(start)
        edits = patch_edits(_content(choice.patch), top)
        name = "the patch was made" if str(choice.patch) == "-" else f"before {choice.patch}"
        return _scan(edits, name, top, places, settings, progress)
    with Repository(start) as repository:
        top = Path(repository.root)
        if choice.staged:
            return _scan(repository.staged(), "the last commit", top, places, settings, progress)
        name, commit = repository.fork(choice.base or None)
        return _scan(repository.edits(commit), name, top, places, settings, progress)


def _scan(
    edits: Iterable[Edit],
    base: str,
    top: Path,
    places: list[Path],
    settings: ScanSettings,
    progress: Progress,
) -> ScanReport:
    """A hook that finds nothing changed has to be quick: nothing else is imported for it."""
    from vscan.domain import Changes, ScanReport, Totals

    found = list(edits)
    if not found:
        policy = settings.exit_policy(changes=True)
        return ScanReport((), 0, (), Totals(), "", 0.0, {}, changes=Changes(base), policy=policy)
    from vscan.discover import roots_around
    from vscan.scan import scan_changes

    roots = roots_around(top.as_posix())
    return scan_changes(found, base, places, settings, progress, roots=roots)


def _content(path: Path) -> bytes:
    from vscan.files import InputError

    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _root(start: Path) -> Path:
    """The top of the checkout, which git's own diffs count from, else the current folder."""
    from vscan.changes import ChangeError, Repository

    try:
        return Path(Repository(start).root)
    except ChangeError:
        return Path.cwd()
