"""What several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def debug_option(function: F) -> F:
    """`--debug`, read in `main`."""
    option = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks of errors.")
    return option(function)


def rules_option(function: F) -> F:
    """`--rules`, as `folders`."""
    option = click.option(
        "--rules",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="More rules; may be repeated.",
    )
    return option(function)


def prior_option(function: F) -> F:
    """`--prior`"""
    option = click.option(
        "--prior",
        type=float,
        metavar="P",
        help="Tell odds as if this share of all functions were vulnerable. [default: the model's]",
    )
    return option(function)


def model_options(function: F) -> F:
    """Which model, run by what."""
    scorer = click.option(
        "--scorer",
        type=click.Choice(["onnx", "torch", "none"]),
        help="What runs the model; none: rules and metrics alone. [default: onnx]",
    )
    model = click.option(
        "--model",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A model directory. [default: bundled]",
    )
    jobs = click.option(
        "-j", "--jobs", type=int, metavar="N", help="Processes and threads. [default: all cores]"
    )
    return scorer(model(jobs(function)))
