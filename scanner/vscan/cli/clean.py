"""`vscan clean`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="The cache to delete.")
def clean(cache_dir: Path | None) -> None:
    """Delete the results kept between runs."""
    from vscan.cache import cache_folder
    from vscan.cache import clean as clean_cache

    folder = cache_folder(cache_dir)
    freed = clean_cache(folder)
    click.echo(f"{freed:,} bytes freed in {folder}" if freed else f"nothing to clean in {folder}")
