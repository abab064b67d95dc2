"""`vscan score`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vscan.cli.options import debug_option, model_options, prior_option

if TYPE_CHECKING:
    from vscan.score import ScoredLine

_PROBLEMS_SHOWN = 20


@click.command()
@click.argument("functions", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="[default: standard output]"
)
@model_options
@prior_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@debug_option
def score(functions: Path, output: Path | None, quiet: bool, **flags: Any) -> int:
    """Add the model's probability to functions given as JSON lines.

    Each line of FUNCTIONS.jsonl is an object with the function's text under "func" and, if known, its
    "language" (C and C++ are told apart by themselves). The same lines come out in the same order,
    with "probability" added: a number, or null where the model abstains. Where the odds mean less than
    others, "caveats" lists why: truncated, tiny, unfamiliar. A bad line is reported by its
    number and comes out with an "error"; the exit code is then 2.
    """
    from vscan.cli.progress import watching
    from vscan.config import merge
    from vscan.files import write_lines
    from vscan.score import score_lines

    settings = merge(flags)
    problems = _Problems(functions)
    with _reading(functions) as lines, watching(quiet) as progress:
        progress.begin(_count(functions), "lines")
        scored = problems.reported(score_lines(lines, settings, progress))
        if output is None:
            for line in scored:
                click.echo(line, nl=False)
        else:
            write_lines(output, scored)
    return 2 if problems.count else 0


class _Problems:
    """Says which lines are bad as they pass: the first ones each, then how many there were."""

    def __init__(self, path: Path) -> None:
        self._path, self.count = path, 0

    def reported(self, scored: Iterator[ScoredLine]) -> Iterator[str]:
        for line in scored:
            if line.problem:
                self.count += 1
                if self.count <= _PROBLEMS_SHOWN:
                    click.echo(f"vscan: {self._path}:{line.number}: {line.problem}", err=True)
            yield line.json + "\n"
        if self.count:
            click.echo(f"vscan: lines that could not be scored: {self.count:,}", err=True)


@contextmanager
def _reading(path: Path) -> Iterator[Iterator[str]]:
    from vscan.files import InputError

    if str(path) == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
        yield iter(sys.stdin)
        return
    try:
        stream = path.open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    with stream:
        yield stream


def _count(path: Path) -> int | None:
    if str(path) == "-":
        return None
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
