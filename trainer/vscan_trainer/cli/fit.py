"""`vscan-train fit`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from vscan_trainer.cli.options import FILE, NEW, F, preparing, resumable
from vscan_trainer.settings import CHOICES, HELP, PRESETS, FitSettings


def _settings(function: F) -> F:
    """An option a setting; what is not given comes from the preset."""
    for field in reversed(fields(FitSettings)):
        flag = "--" + field.name.replace("_", "-")
        kind: dict[str, Any] = {"type": _TYPES.get(str(field.type))}
        if field.name in CHOICES:
            kind = {"type": click.Choice(CHOICES[field.name])}
        elif field.type == "bool":
            flag, kind = f"{flag}/--no-{flag[2:]}", {"type": None}
        elif field.name == "ngram_strength":
            kind = {"type": float, "multiple": True}
        default = _shown(field.default)
        help_text = f"{HELP[field.name]} [{default}]"
        function = click.option(flag, field.name, default=None, help=help_text, **kind)(function)
    return function


_TYPES: dict[str, Callable[[str], Any]] = {"int": int, "float": float}


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return " ".join(map(str, default)) if isinstance(default, tuple) else str(default)


@click.command()
@click.argument("train", nargs=-1, required=True, type=FILE)
@click.option("--valid", multiple=True, type=FILE, help="One for each TRAIN. [default: hold out a fifth]")
@click.option("--run", "folder", type=NEW, required=True, help="The run's directory.")
@click.option(
    "--base",
    default="microsoft/codebert-base",
    show_default=True,
    help="A RoBERTa-type checkpoint: a directory, a name on the model hub, or `compact`, a small "
    "encoder from random weights.",
)
@click.option("--preset", type=click.Choice(list(PRESETS)), default="corrected", show_default=True)
@_settings
@resumable
@preparing
def fit(
    train: tuple[Path, ...],
    valid: tuple[Path, ...],
    folder: Path,
    base: str,
    preset: str,
    resume: bool,
    threads: int,
    save_seconds: float,
    cache: Path,
    jobs: int,
    **chosen: Any,
) -> None:
    """Fine-tune an encoder on TRAIN files of labelled functions.

    Each setting below shows the corrected preset's value; `--preset production` and `balanced` are the
    settings of a published recipe. Two TRAIN files are two corpora with an expert each, the one of
    ordinary prevalence first; they need `--ngrams`. Under `accelerate launch` every process takes its share.
    """
    from vscan_trainer.workflow import fit_run

    changes = {name: value for name, value in chosen.items() if value not in (None, ())}
    settings = FitSettings.of(preset, changes)
    fit_run(
        folder,
        settings,
        preset=preset,
        base=base,
        train=train,
        valid=valid,
        cache=cache,
        jobs=jobs,
        threads=threads,
        resume=resume,
        interactive=sys.stderr.isatty(),
        save_seconds=save_seconds,
    )
