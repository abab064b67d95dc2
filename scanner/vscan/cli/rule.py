"""`vscan rule`."""

from __future__ import annotations

from pathlib import Path

import click

from vscan.cli.options import debug_option, rules_option

MOST_COLUMNS = 100
STYLES = {
    "markdown.h2": "bold",
    "markdown.code": "cyan",
    "markdown.block_quote": "none",
    "markdown.link_url": "none",
    "markdown.item.bullet": "dim",
}


@click.command()
@click.argument("rule_id", metavar="ID")
@rules_option
@debug_option
def rule(rule_id: str, folders: tuple[Path, ...]) -> None:
    """Show a rule's page: what it finds, why that is bad, what to write instead."""
    import sys

    from vscan.report.visible import visible
    from vscan.rulebook import Rulebook, builtin_rules, find_rule
    from vscan.rulebook.page import page

    book = Rulebook.load([builtin_rules(), *folders])
    text = page(book.rules[find_rule(rule_id, book.info)])
    if sys.stdout.isatty():
        _draw("\n".join(map(visible, text.expandtabs(4).split("\n"))))
    else:
        click.echo(text, nl=False)


def _draw(text: str) -> None:
    """The page's Markdown on the terminal, not wider than is pleasant to read."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.text import Text
    from rich.theme import Theme

    console = Console(theme=Theme(STYLES), highlight=False)
    title, _, rest = text.partition("\n")
    console.print(Text(title.removeprefix("# "), "bold"))
    console.print(Markdown(rest, code_theme="ansi_dark"), width=min(console.width, MOST_COLUMNS))
