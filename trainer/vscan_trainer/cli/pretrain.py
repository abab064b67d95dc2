"""`vscan-train pretrain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from vscan_trainer.cli.options import FILE, NEW, RUN, cached, resumable


@click.command(context_settings={"show_default": True}, short_help="Pretrain a compact encoder.")
@click.argument("train", nargs=-1, required=True, type=FILE)
@click.option("--vocabulary", type=RUN, required=True, help="Where vocab.json and merges.txt are.")
@click.option("--run", "folder", type=NEW, required=True, help="The run's directory, and the checkpoint's.")
@click.option("--steps", type=int, required=True, help="Optimizer steps.")
@click.option("--layers", type=int, default=3)
@click.option("--width", type=int, default=192)
@click.option("--heads", type=int, default=3, help="Of attention; they divide the width.")
@click.option("--length", type=int, default=256, help="Tokens of a crop.")
@click.option("--tokens-per-batch", type=int, default=4096)
@click.option("--learning-rate", type=float, default=1e-3, help="At its highest.")
@click.option("--warmup", type=float, default=0.03, help="Part of the run in which the rate rises.")
@click.option("--mask-rate", type=float, default=0.2, help="Part of the tokens to be found again.")
@click.option("--seed", type=int, default=42, help="Of weights, order, crops and masks.")
@click.option("--precision", type=click.Choice(["auto", "fp32", "bf16"]), default="auto",
              help="auto is bf16 where the GPU has it.")  # fmt: skip
@click.option("--embeddings/--no-embeddings", default=True, help="Start from co-occurrence counts.")
@resumable
@cached
def pretrain(
    train: tuple[Path, ...],
    vocabulary: Path,
    folder: Path,
    resume: bool,
    threads: int,
    save_seconds: float,
    cache: Path,
    **settings: Any,
) -> None:
    """Train a compact encoder to find masked tokens of TRAIN files of functions, their labels unread.

    What it leaves in the run's directory is a base for `fit`. Under `accelerate launch` every process
    takes its share.
    """
    from vscan_trainer.pretrain_settings import PretrainSettings
    from vscan_trainer.pretraining import pretrain_run

    pretrain_run(
        folder,
        PretrainSettings(**settings),
        vocabulary=vocabulary,
        train=train,
        cache=cache,
        threads=threads,
        resume=resume,
        interactive=sys.stderr.isatty(),
        save_seconds=save_seconds,
    )
