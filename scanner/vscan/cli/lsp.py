"""`vscan lsp`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vscan.cli.options import debug_option, model_options
from vscan.domain import VscanError

PATH = click.Path(path_type=Path)


class MissingExtraError(VscanError):
    """A verb that needs more than the default install."""


@click.command()
@model_options
@click.option("--cache-dir", type=PATH, metavar="DIR", help="[default: $VSCAN_CACHE_DIR, or your own]")
@click.option("--no-cache", is_flag=True, help="Neither read nor keep results.")
@click.option("--config", type=PATH, metavar="FILE", help="Instead of vscan.toml or pyproject.toml.")
@click.option("--no-config", is_flag=True, help="Ignore config files.")
@click.option("--stdio", is_flag=True, expose_value=False, help="What it does anyhow; editors say so.")
@debug_option
def lsp(config: Path | None, no_config: bool, no_cache: bool, **flags: Any) -> int:
    """Serve an editor: diagnostics, hovers, suppressions (docs/editors.md).

    Speaks the Language Server Protocol on standard input and output; editors start it by themselves.
    """
    from importlib.util import find_spec

    if not find_spec("pygls"):
        raise MissingExtraError(
            "the language server needs an extra: pip install '.[lsp]' in vscan's checkout"
        )
    from vscan.lsp.desk import Desk
    from vscan.lsp.server import serve

    return serve(Desk({**flags, "cache": False if no_cache else None}, config, no_config))
