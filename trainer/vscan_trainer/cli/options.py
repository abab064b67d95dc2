"""Options that several verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
RUN = click.Path(path_type=Path, exists=True, file_okay=False)
NEW = click.Path(path_type=Path)


def cached(function: F) -> F:
    """Where prepared files are kept."""
    return click.option(
        "--cache",
        type=NEW,
        default=Path("runs/cache"),
        show_default=True,
        help="Prepared files and baselines, by content.",
    )(function)


def preparing(function: F) -> F:
    """Where prepared files are kept, and how many processes prepare."""
    return click.option(
        "-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores",
        help="Processes that measure functions.",
    )(cached(function))  # fmt: skip


def resumable(function: F) -> F:
    """How a training run goes on, and how it uses this machine."""
    for option in (
        click.option("--save-seconds", type=float, default=60.0, hidden=True),
        click.option(
            "--threads", type=click.IntRange(0), default=0, help="Of torch; 0 leaves the choice to it."
        ),
        click.option("--resume", is_flag=True, help="Go on with the run where it was stopped."),
    ):
        function = option(function)
    return function
