"""`vscan-train`: one verb a stage; a work folder carries results from one to the next."""

from __future__ import annotations

import itertools
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vscan.domain import VscanError
from vscan_trainer.datasets import PARTS

PRETRAINING = ("devign-train", "primevul-train", "diversevul-vulnerable")
"""What pretraining reads, labels aside: nothing that is measured on."""

F = TypeVar("F", bound=Callable[..., Any])


def _work(function: F) -> F:
    option = click.option("--work", type=click.Path(path_type=Path), default=Path("runs"), show_default=True)
    return option(function)


def _data(function: F) -> F:
    option = click.option(
        "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True,
        help="The folder with the corpora, as docs/data.md names them.",
    )  # fmt: skip
    return option(function)


def _budget(minutes: float) -> Callable[[F], F]:
    """What bounds a run, and its seed."""

    def options(function: F) -> F:
        decorated = click.option("--seed", default=42, show_default=True)(function)
        decorated = click.option(
            "--steps", type=click.IntRange(1), help="Stop after these steps, not by the clock: repeatable."
        )(decorated)
        return click.option(
            "--minutes", type=click.FloatRange(0, min_open=True), default=minutes, show_default=True
        )(decorated)

    return options


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Reproduce the model that vscan ships, stage by stage; trainer/runs holds the exact commands."""


@cli.command()
@_data
@_work
@click.option(
    "--size",
    type=click.IntRange(261, 2**16),
    default=16_384,
    show_default=True,
    help="Tokens in the vocabulary: 256 bytes, 5 specials, and what is learnt.",
)
@click.option("--share", default=0.35, show_default=True, help="Part of PrimeVul's functions to learn from.")
def vocabulary(data: Path, work: Path, size: int, share: float) -> None:
    """Learn the byte-level BPE vocabulary."""
    from vscan_trainer import datasets
    from vscan_trainer.bpe import train_bpe
    from vscan_trainer.work import Work

    chance = random.Random(0)  # noqa: S311 - a sample, not a secret
    some = (row.text for row in datasets.load(data, "primevul-train") if chance.random() < share)
    texts = itertools.chain((row.text for row in datasets.load(data, "devign-train")), some)
    train_bpe(texts, Work(work).tokenizer, size=size)


@cli.command()
@_work
@click.argument("checkpoint", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--pretokenizer", type=click.Choice(["gpt2", "code"]), default="gpt2", show_default=True)
def adopt(work: Path, checkpoint: Path, pretokenizer: str) -> None:
    """Take a RoBERTa-type CHECKPOINT's vocabulary, CodeBERT's say, instead of learning one.

    Then tokenise, and give the checkpoint to `fit --base`.
    """
    from vscan_trainer.bpe import adopt_bpe
    from vscan_trainer.work import Work

    adopt_bpe(checkpoint, Work(work).tokenizer, pretokenizer)


@cli.command()
@_data
@_work
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
def tokenise(data: Path, work: Path, parts: tuple[str, ...]) -> None:
    """Tokenise PARTS of the corpora, all unless told."""
    from vscan_trainer import datasets
    from vscan_trainer.shards import Shard
    from vscan_trainer.work import Work

    place = Work(work)
    tokenizer = place.load_tokenizer()
    for part in parts or PARTS:
        shard = Shard.encode(datasets.load(data, part), tokenizer)
        shard.save(place.shard(part))
        click.echo(f"{part}: {len(shard):,} functions, {len(shard.ids):,} tokens")


@cli.command()
@_data
@_work
@click.argument("part", type=click.Choice(list(PARTS)))
@click.option(
    "--negatives", type=click.IntRange(0), help="Measure this many non-vulnerable functions. [default: all]"
)
@click.option("--seed", default=42, show_default=True)
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
def measure(data: Path, work: Path, part: str, negatives: int | None, seed: int, jobs: int) -> None:
    """Compute the feature vectors of one PART, by the scanner's own code."""
    import numpy as np

    from vscan.features import feature_names
    from vscan.metrics import METRICS
    from vscan_trainer import datasets
    from vscan_trainer.measured import measure_texts, save_features
    from vscan_trainer.work import Work

    rows = list(datasets.load(data, part))
    chosen = np.arange(len(rows))
    if negatives is not None:
        targets = np.array([-1 if row.target is None else row.target for row in rows])
        others = np.random.default_rng(seed).permutation(np.flatnonzero(targets == 0))[:negatives]
        chosen = np.sort(np.concatenate([np.flatnonzero(targets == 1), others]))
    features = np.full((len(rows), len(feature_names(METRICS))), np.nan, dtype=np.float32)
    measured = measure_texts([rows[i].text for i in chosen], jobs)
    with click.progressbar(measured, length=len(chosen), label=part, file=sys.stderr) as bar:
        for i, vector in zip(chosen, bar, strict=True):
            features[i] = vector
    save_features(Work(work).features(part), features)


@cli.command()
@_work
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@_budget(22.0)
@click.option("--layers", type=click.IntRange(1), default=3, show_default=True)
@click.option("--width", type=click.IntRange(1), default=192, show_default=True)
@click.option("--heads", type=click.IntRange(1), default=3, show_default=True, help="Must divide the width.")
@click.option("--length", type=click.IntRange(18, 512), default=256, show_default=True, help="Tokens a crop.")
def pretrain(work: Path, parts: tuple[str, ...], **settings: Any) -> None:
    """Masked-language-model pretraining on the functions of PARTS, all for training unless told."""
    from vscan_trainer.embed import cooccurrence_embeddings
    from vscan_trainer.pretrain import PretrainSettings, pretrain
    from vscan_trainer.shards import Shard
    from vscan_trainer.work import Work

    if settings["width"] % settings["heads"]:
        raise click.BadParameter(f"{settings['heads']} does not divide the width", param_hint="--heads")
    place, chosen = Work(work), PretrainSettings(**settings)
    tokenizer = place.load_tokenizer()
    shard = Shard.concatenate([place.load_shard(part) for part in parts or PRETRAINING])
    vectors = cooccurrence_embeddings(shard, tokenizer.size, chosen.width)
    pretrain(shard, tokenizer, chosen, place.base, vectors)


@cli.command()
@_work
@click.option(
    "--base", type=click.Path(path_type=Path), help="A RoBERTa checkpoint. [default: the pretrained]"
)
@_budget(52.0)
@click.option(
    "--length", type=click.IntRange(8), default=384, show_default=True, help="Tokens the encoder sees."
)
@click.option("--evaluations", type=click.IntRange(1), default=5, show_default=True)
def fit(work: Path, base: Path | None, **settings: Any) -> None:
    """Fine-tune the encoder and its head."""
    from vscan_trainer.fit import FitSettings, fit
    from vscan_trainer.work import Work

    place = Work(work)
    train, valid = place.corpora("train"), place.corpora("valid")
    fit(base or place.base, place.load_tokenizer(), train, valid, FitSettings(**settings), place.fit)


@cli.command()
@_work
@click.option("--bits", type=click.IntRange(8, 24), default=21, show_default=True, help="Buckets: 2 to this.")
def wide(work: Path, bits: int) -> None:
    """Fit the n-gram part."""
    from vscan_trainer.wide import WideSettings, fit_wide
    from vscan_trainer.work import CORPORA, Work

    place = Work(work)
    shards = [place.load_shard(f"{corpus}-train") for corpus in CORPORA]
    fitted = fit_wide(shards, WideSettings(bits=bits))
    place.wide.mkdir(parents=True, exist_ok=True)
    fitted.save(place.wide)


@cli.command()
@_work
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, help="The model directory to write."
)
@click.option("--name", default="vscan-compact", show_default=True)
@click.option("--created", required=True, help="The date for the card, as 2026-11-24.")
@click.option("--torch", is_flag=True, help="Put the torch weights beside it, for `--scorer torch`.")
def export(work: Path, output: Path, name: str, created: str, torch: bool) -> None:
    """Calibrate, choose operating points, and write the model directory."""
    from vscan_trainer.assemble import assemble, copy_checkpoint
    from vscan_trainer.work import Work

    assemble(Work(work), output, name=name, created=created)
    if torch:
        copy_checkpoint(Work(work), output)


def main() -> None:
    """The console script."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except (VscanError, OSError) as error:
        click.echo(f"vscan-train: error: {error}", err=True)
        sys.exit(2)
