"""`vscan-train data`: from published corpora to files to train on."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vscan_trainer.datasets import FORMATS, DatasetError, Row, load, write_rows

if TYPE_CHECKING:
    from rich.table import Table

    from vscan_trainer.datasets.duplicates import Duplicates

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)


def _format(function: F) -> F:
    return click.option(
        "--format", type=click.Choice(list(FORMATS)),
        help="How the files are laid out. [default: told by their names and fields]",
    )(function)  # fmt: skip


def _folder(help: str) -> Callable[[F], F]:
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option("--output", type=kind, required=True, metavar="DIR", help=help)


def _comparing(function: F) -> F:
    return click.option(
        "--similarity", type=click.FloatRange(0.5, 1), default=0.85, show_default=True,
        help="Shared part of their runs of five tokens from which functions are near duplicates.",
    )(_format(function))  # fmt: skip


@click.group()
def data() -> None:
    """Import, check, clean and split functions to train on."""


@data.command(short_help="Say where to obtain each corpus.")
def sources() -> None:
    """Say where each corpus is obtained, its licence, its size and its faults."""
    from vscan_trainer.datasets.tables import source_table, source_text

    known = {name: one.source for name, one in FORMATS.items()}
    _print(source_table(known))
    for name, source in known.items():
        click.echo(f"\n{source_text(name, source)}")


@data.command("import", short_help="Write any known format as JSON lines.")
@click.argument("file", type=_FILE)
@_format
@click.option("--output", type=_NEW_FILE, required=True, metavar="FILE", help="As .jsonl[.xz|.gz].")
@click.option("--index", type=_FILE, help="Take the records at these positions, from 0, one a line.")
@click.option("--func-field", metavar="NAME", help="Where a plain file holds the text.")
@click.option("--target-field", metavar="NAME", help="Where a plain file holds the label.")
def import_(file: Path, output: Path, **options: Any) -> None:
    """Write the functions of FILE as JSON lines that every verb reads."""
    skipped, labels = Counter[str](), Counter[int | None]()

    def counted() -> Iterator[Row]:
        for row in load(file, skipped=skipped, **options):
            labels[row.target] += 1
            yield row

    write_rows(output, counted())
    click.echo(f"{output}: {labels.total():,} functions, {labels[1]:,} vulnerable, {labels[0]:,} not, "
               f"{labels[None]:,} unlabelled")  # fmt: skip
    for reason, count in sorted(skipped.items()):
        click.echo(f"skipped {count:,}: {reason}")


@data.command(short_help="Show labels, lengths, duplicates and leaks.")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_comparing
@click.option("--json", "json_file", type=_NEW_FILE, metavar="FILE", help="Write the figures to FILE.")
@click.option("--fail-on-leak", is_flag=True, help="Exit with 1 when a function stands in two files.")
def check(
    files: tuple[Path, ...], format: str | None, similarity: float, json_file: Path | None, fail_on_leak: bool
) -> None:
    """Show labels and lengths of FILES, and what is duplicated in them and across them.

    Name what trains before what validates and tests.
    """
    from vscan_trainer.datasets.check import check
    from vscan_trainer.datasets.tables import check_tables

    parts = _read(files, format)
    checked = check(parts, _duplicates(parts.values(), similarity), similarity)
    _print(*check_tables(checked))
    if json_file:
        json_file.write_text(json.dumps(asdict(checked), indent=2) + "\n", encoding="utf-8")
    if fail_on_leak and checked.leaked:
        sys.exit(1)


@data.command(short_help="Remove duplicates, conflicts and leaks.")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_comparing
@_folder("Where a .jsonl for each file goes.")
@click.option(
    "--drop-leaks/--keep-leaks", default=True, show_default=True,
    help="Remove from earlier files what has a copy, exact or near, in a later one.",
)  # fmt: skip
@click.option(
    "--conflicts", type=click.Choice(["drop", "vulnerable", "keep"]), default="drop", show_default=True,
    help="What becomes of a text with both labels in one file.",
)  # fmt: skip
def clean(
    files: tuple[Path, ...], format: str | None, similarity: float, output: Path, **options: Any
) -> None:
    """Write FILES without exact duplicates, conflicting labels, and leaks into later files."""
    from vscan_trainer.datasets.clean import clean

    parts = _read(files, format)
    duplicates = _duplicates(parts.values(), similarity)
    cleaned = clean(list(parts.values()), duplicates, **options)
    for name, one in zip(parts, cleaned, strict=True):
        path = _write(output, name, one.rows, files)
        click.echo(f"{path}: {len(one.rows):,} functions")
        for reason, count in sorted(one.removed.items()):
            click.echo(f"  removed {count:,}: {reason}")


@data.command(short_help="Split a file in train, valid and test.")
@click.argument("file", type=_FILE)
@_comparing
@_folder("Where train.jsonl, valid.jsonl and test.jsonl go.")
@click.option("--shares", default="80,10,10", show_default=True, help="Percent for each of the three.")
@click.option("--seed", default=42, show_default=True)
def split(file: Path, format: str | None, similarity: float, output: Path, shares: str, seed: int) -> None:
    """Split FILE in three: labels and projects spread evenly, near duplicates on one side."""
    from vscan_trainer.datasets.split import PARTS, split
    from vscan_trainer.datasets.tables import split_table

    try:
        wanted = [float(share) for share in shares.split(",")]
    except ValueError:
        raise DatasetError(f"--shares {shares}: not three numbers with commas between") from None
    rows = list(load(file, format))
    groups = _duplicates([rows], similarity).groups()
    parts = dict(zip(PARTS, split(rows, groups, wanted, seed=seed), strict=True))
    for name, part in parts.items():
        _write(output, name, part, [file])
    _print(split_table(parts))


def _read(files: Sequence[Path], format: str | None) -> dict[str, list[Row]]:
    """Rows by what their file is called: its name, or its path where names repeat."""
    from vscan_trainer.datasets.files import stem

    if len(set(files)) < len(files):
        raise DatasetError("a file is named twice")
    named = Counter(map(stem, files))
    names = [stem(path) if named[stem(path)] == 1 else path.as_posix().lstrip("./") for path in files]
    return {name: list(load(path, format)) for name, path in zip(names, files, strict=True)}


def _duplicates(parts: Iterable[Sequence[Row]], similarity: float) -> Duplicates:
    from vscan_trainer.datasets.duplicates import find

    return find([row.text for rows in parts for row in rows], similarity, _watched)


def _write(folder: Path, name: str, rows: Sequence[Row], inputs: Sequence[Path]) -> Path:
    path = folder / f"{name.replace('/', '-')}.jsonl"
    if path.resolve() in map(Path.resolve, inputs):
        raise DatasetError(f"{path} would be written over what it is made from: choose another --output")
    write_rows(path, rows)
    return path


def _print(*tables: Table) -> None:
    from rich.console import Console

    # A file or pipe has no width, and the default cuts words off.
    Console(width=None if sys.stdout.isatty() else 120).print(*tables)


def _watched(items: Collection[T], what: str) -> Iterable[T]:
    """A bar on standard error, for people who watch."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(items, what, len(items), console=console, disable=not console.is_terminal, transient=True)
