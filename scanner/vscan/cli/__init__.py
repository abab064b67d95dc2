"""The command line: parse, call, print, exit. Nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import os
import sys

import click

from vscan import __version__
from vscan.cli.baseline import baseline
from vscan.cli.cache import cache
from vscan.cli.completion import completion
from vscan.cli.convert import convert, merge
from vscan.cli.lsp import lsp
from vscan.cli.model import model
from vscan.cli.rule import rule
from vscan.cli.rules import rules
from vscan.cli.scan import scan
from vscan.cli.score import score
from vscan.domain import VscanError

_EPILOG = """\b
Examples:
  vscan ./repo                            rank the functions worth a review
  vscan --top 20 src include/parser.h     the 20 first
  vscan -o sarif:r.sarif -o json:r.json . files for other programs, beside the table
  vscan - --stdin-filename a.c < a.c      standard input

\b
Exit codes: 0 nothing was found, 1 something was (see --fail-on), 2 misuse or failure."""


class ScanByDefault(click.Group):
    """`vscan PATH...` is `vscan scan PATH...`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version", *self.commands}
        if args and args[0] not in own:
            args = ["scan", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] PATH...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS]", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        scan.format_options(click.Context(scan, info_name="scan", parent=ctx), formatter)
        self.format_commands(ctx, formatter)


@click.group(
    cls=ScanByDefault,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="vscan")
def cli() -> None:
    """Find the functions that most deserve a security reviewer's eyes.

    Scores every C and C++ function below PATH with a small bundled model, adds rule matches, and
    prints what stands out, with calibrated odds and reasons. Nothing leaves this machine.
    """


for command in (scan, score, rule, rules, model, convert, merge, baseline, lsp, cache, completion):
    cli.add_command(command)


def main() -> None:
    """The console script; never shows a traceback without --debug."""
    debug = "--debug" in sys.argv[1:] or bool(os.environ.get("VSCAN_DEBUG"))
    try:
        sys.exit(cli.main(prog_name="vscan", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("vscan: interrupted", err=True)
        sys.exit(130)
    except VscanError as error:
        if debug:
            raise
        click.echo(f"vscan: error: {error}", err=True)
        sys.exit(2)
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        click.echo(
            f"vscan: internal error: {kind}: {error}\nRun it again with --debug to see where.", err=True
        )
        sys.exit(2)
