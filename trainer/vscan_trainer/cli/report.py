"""`vscan-train report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vscan_trainer.report.measured import MeasuredRun

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command(short_help="Draw plots and pages of runs.")
@click.argument("runs", nargs=-1, required=True, type=_FOLDER)
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Write pages and plots here.")
@click.option(
    "--part", metavar="NAME", help="Of these functions. [default: those the threshold was chosen on]"
)
@click.option(
    "--against", type=_FOLDER, metavar="RUN", help="Hold the others against it. [default: the first]"
)
@click.option(
    "--cache", type=click.Path(path_type=Path), default=Path("runs/cache"), show_default=True, metavar="DIR",
    help="Where `evaluate` left the baselines' scores.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(1), default=1000, show_default=True, help="Of the bootstrap.")
@click.option("--record", is_flag=True, help="Print the record's table of these runs.")
@click.option("--markdown", is_flag=True, help="Print that table as Markdown.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write that table to FILE.",
)  # fmt: skip
@click.option(
    "--observations", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write what the runs in one folder of runs add up to, with its plots beside it.",
)  # fmt: skip
def report(
    runs: tuple[Path, ...],
    output: Path | None,
    part: str | None,
    against: Path | None,
    cache: Path,
    draws: int,
    record: bool,
    markdown: bool,
    json_file: Path | None,
    observations: Path | None,
) -> None:
    """Show RUNS: plots and one HTML page each, and one that compares several.

    \b
    vscan-train report runs/a runs/b --output report    pages and plots
    vscan-train report --record runs/a runs/b           the record's table
    vscan-train report --observations FILE runs         what a folder of runs adds up to
    """
    if observations is not None:
        if len(runs) > 1:
            raise click.UsageError("--observations reads one folder of runs")
        from vscan_trainer.report.observations import write_observations

        write_observations(runs[0], observations, draws)
        click.echo(f"wrote {observations}")
        return
    tabled = record or markdown or json_file is not None
    if output is None and not tabled:
        raise click.UsageError("say what to make: --output DIR, --record or --observations FILE")
    from vscan_trainer.report.measured import load_runs

    folders = [*runs] if against is None or against in runs else [against, *runs]
    measured = load_runs(folders, part, cache)
    if tabled:
        _show_record(measured, markdown=markdown, json_file=json_file)
    if output is not None:
        from vscan_trainer.report.write import write_reports

        lead = measured[0 if against is None else folders.index(against)]
        for path in write_reports(measured, lead, output, draws):
            click.echo(path)


def _show_record(runs: list[MeasuredRun], *, markdown: bool, json_file: Path | None) -> None:
    import json

    from rich.console import Console

    from vscan_trainer.report.record import Record
    from vscan_trainer.report.terminal import rich_table

    record = Record.of(runs)
    if markdown:
        click.echo(f"{record.caption}\n\n{record.table().markdown()}")
    else:
        Console().print(rich_table(record.table(), record.caption))
    if json_file is not None:
        json_file.write_text(json.dumps(record.to_json(), indent=2) + "\n", encoding="utf-8")
