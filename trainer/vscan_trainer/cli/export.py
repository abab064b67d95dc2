"""`vscan-train export`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan_trainer.cli.options import NEW, RUN, preparing


@click.command(short_help="Write a run's model for the scanner.")
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--output", type=NEW, required=True, help="The model directory to write.")
@click.option("--name", help="For the card. [default: the run's directory]")
@click.option("--created", help="The date for the card. [default: when the run began]")
@click.option("--threshold-override", type=click.FloatRange(0, 1), help="The default operating point.")
@click.option("--quantise/--no-quantise", default=True, show_default=True, help="int8 weights.")
@click.option("--torch", is_flag=True, help="Put the torch weights beside it, for `vscan --scorer torch`.")
@click.option("--limit", multiple=True, help="A further sentence for what the card says it cannot see.")
@preparing
def export(
    folder: Path,
    output: Path,
    name: str | None,
    created: str | None,
    threshold_override: float | None,
    quantise: bool,
    torch: bool,
    limit: tuple[str, ...],
    cache: Path,
    jobs: int,
) -> None:
    """Write RUN's model as the scanner loads it: ONNX, tokenizer, calibrated odds, operating points, card.

    Reads the run's validation files again: what is calibrated is what the exported model says.
    """
    from vscan_trainer.assemble import assemble, copy_checkpoint
    from vscan_trainer.inputs import gather_again
    from vscan_trainer.run import Run

    run = Run(folder)
    card = assemble(
        run,
        gather_again(run, cache=cache, jobs=jobs),
        output,
        name=name or run.name,
        created=created or str(run.read()["started"])[:10],
        quantise=quantise,
        threshold=threshold_override,
        limits=limit,
    )
    if torch:
        copy_checkpoint(run, output)
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    click.echo(f"{output}: {card.name}, {size / 1e6:.1f} MB")
    click.echo(f"vscan scan --model {output} PATH", err=True)
