"""`vscan-train stack`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import FILE, NEW, RUN, preparing


@click.command(short_help="Put boosted trees on an exported model.")
@click.argument("model", metavar="MODEL", type=RUN)
@click.argument("train", nargs=-1, required=True, type=FILE)
@click.option("--valid", multiple=True, required=True, type=FILE, help="One for each TRAIN.")
@click.option("--output", type=NEW, required=True, help="The model directory to write.")
@click.option("--created", help="The date for the card. [default: MODEL's]")
@click.option("--ngrams", type=click.IntRange(8, 24), default=21, show_default=True, help="Hash bits.")
@click.option(
    "--ngram-strength", type=float, multiple=True, default=(4.0,), show_default=True,
    help="Their inverse regularisation; once, or once a TRAIN.",
)  # fmt: skip
@click.option(
    "--negatives", type=float, default=10.0, show_default=True,
    help="At most so many functions that are not vulnerable for each that is.",
)  # fmt: skip
@click.option("--fixes/--no-fixes", default=True, show_default=True, help="Whether to learn from fixes.")
@click.option(
    "--apart", type=FILE, multiple=True,
    help="Pairs, as SVEN's, to measure on: fixes of functions of these names are not learnt from.",
)  # fmt: skip
@click.option(
    "--length", type=click.IntRange(8, 512), help="Tokens that the encoder reads. [default: as MODEL]",
)  # fmt: skip
@click.option("--seed", type=int, default=42, show_default=True, help="Of draws, folds and trees.")
@preparing
def stack(
    model: Path,
    train: tuple[Path, ...],
    valid: tuple[Path, ...],
    output: Path,
    created: str | None,
    ngrams: int,
    ngram_strength: tuple[float, ...],
    negatives: float,
    fixes: bool,
    apart: tuple[Path, ...],
    length: int | None,
    seed: int,
    cache: Path,
    jobs: int,
) -> None:
    """Fit MODEL's n-grams anew on TRAIN, a head of them on the fixes in the first TRAIN, boosted trees over
    n-grams and features, and calibrate it all.

    MODEL is what `export` wrote; its encoder stays as it is. TRAIN stand in the order of its experts.
    """
    from vscan.scoring.card import ModelCard
    from vscan_trainer.datasets import load_pairs
    from vscan_trainer.fixes import name_of
    from vscan_trainer.stack import StackSettings
    from vscan_trainer.stack import stack as put

    names = {
        name_of(text) for path in apart for pair in load_pairs(path) for text in (pair.before, pair.after)
    }
    card = put(
        model,
        train,
        valid,
        output,
        StackSettings(ngrams, ngram_strength, negatives, seed, frozenset(names), length, fixes),
        created=created or ModelCard.load(model).created,
        cache=cache,
        jobs=jobs,
    )
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    click.echo(f"{output}: {card.name}, {size / 1e6:.1f} MB")
