"""`vscan rules`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan.cli.options import debug_option


@click.command()
@click.option(
    "--rules", "folders", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="More rules."
)
@click.option("--language", metavar="NAME", help="Only the rules for this language.")
@click.option("--cwe", type=int, metavar="N", help="Only the rules for this weakness.")
@debug_option
def rules(folders: tuple[Path, ...], language: str | None, cwe: int | None) -> None:
    """List the rules."""
    import sys

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from vscan.rulebook import Rulebook, builtin_rules

    book = Rulebook.load([builtin_rules(), *folders])
    table = Table("rule", "CWE", "severity", "confidence", "what it finds", box=None, pad_edge=False)
    for rule in book.rules.values():
        info = rule.info
        if (language is None or language in rule.languages) and (cwe is None or cwe in info.cwe):
            weaknesses = ", ".join(map(str, info.cwe))
            row = (info.id, weaknesses, info.severity.label, info.confidence.label, info.title)
            table.add_row(*map(Text, row))
    if not table.row_count:
        click.echo("no rule matches")
        return
    Console(width=None if sys.stdout.isatty() else 120).print(table)
