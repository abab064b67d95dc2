"""`vscan cache`."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.option(
    "--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Another cache than your own."
)


@click.group(short_help="Show or delete the results kept between runs.")
def cache() -> None:
    """Show or delete the results kept between runs.

    They lie in one folder, by content, so that branches and repositories share them; delete them
    whenever you like, or set VSCAN_CACHE_DIR to keep them elsewhere, as in CI.
    """


@cache.command()
@_FOLDER
def info(cache_dir: Path | None) -> None:
    """Show where the cache is and what it holds."""
    from vscan.cache import MAX_BYTES, cache_folder, contents

    folder = cache_folder(cache_dir)
    click.echo(folder)
    held = contents(folder)
    if held is None:
        click.echo("no results kept")
        return
    click.echo(f"{held.size / 1e6:,.1f} MB; begun anew at the first scan over {MAX_BYTES / 1e6:,.0f} MB")
    click.echo(f"{_counted(held.files, 'file')}, {_counted(held.scores, 'function')} scored")


@cache.command()
@_FOLDER
def clean(cache_dir: Path | None) -> None:
    """Delete the results kept between runs."""
    from vscan.cache import cache_folder
    from vscan.cache import clean as clean_cache

    folder = cache_folder(cache_dir)
    freed = clean_cache(folder)
    click.echo(f"{freed:,} bytes freed in {folder}" if freed else f"nothing to clean in {folder}")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
