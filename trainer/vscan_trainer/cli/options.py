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


def preparing(function: F) -> F:
    """Where prepared files are kept, and how many processes prepare."""
    function = click.option(
        "--cache", type=NEW, default=Path("runs/cache"), show_default=True, help="Prepared files, by content."
    )(function)
    return click.option(
        "-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="all cores",
        help="Processes that measure functions.",
    )(function)  # fmt: skip
