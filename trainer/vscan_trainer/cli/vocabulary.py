"""`vscan-train vocabulary`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import FILE, NEW


@click.command(short_help="Learn a byte-level BPE vocabulary.")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--output", type=NEW, required=True, help="Where vocab.json and merges.txt go.")
@click.option(
    "--size",
    type=click.IntRange(261, 2**16),
    default=16_384,
    show_default=True,
    help="Tokens: 256 bytes, 5 specials, and what is learnt.",
)
@click.option(
    "--most", type=click.IntRange(1), default=80_000, show_default=True, help="Functions of a FILE, drawn."
)
def vocabulary(files: tuple[Path, ...], output: Path, size: int, most: int) -> None:
    """Learn a byte-level BPE vocabulary from FILES of functions, their labels unread."""
    import random

    from vscan_trainer import datasets
    from vscan_trainer.bpe import train_bpe

    chance = random.Random(0)  # noqa: S311 - a sample, not a secret
    texts = []
    for file in files:
        found = [row.text for row in datasets.load(file)]
        texts += found if len(found) <= most else chance.sample(found, most)
    train_bpe(texts, output, size=size)
    click.echo(f"{output}: {size:,} tokens learnt from {len(texts):,} functions")
