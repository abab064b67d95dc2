"""The command line of these benchmarks."""

from __future__ import annotations

import argparse
from pathlib import Path

from performance import page
from performance.kept import Kept
from performance.machine import describe
from performance.results import SECTIONS, measure
from performance.tree import find

__all__ = ["main"]


def main() -> None:
    options = _parser().parse_args()
    machine = describe(options.semgrep)
    kept = Kept(options.keep, machine, tuple(options.section))
    trees = [find(root.resolve()) for root in options.tree]
    results = measure(kept, machine, trees, options.semgrep, options.work.resolve(), options.limit)
    text = page.render(results, options.page.stem if options.page else "performance")
    if options.page is None:
        print(text)
        return
    from performance import plots  # no sooner: what this process holds, its children begin with

    options.page.write_text(text, "utf-8")
    for name, picture in plots.draw(results).items():
        options.page.with_name(f"{options.page.stem}-{name}.png").write_bytes(picture)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/performance", description="What vscan costs.")
    parser.add_argument("--tree", metavar="DIR", type=Path, action="append", required=True)
    parser.add_argument(
        "--semgrep", metavar="FILE", type=Path, help="the program, from an environment of its own"
    )
    parser.add_argument("--keep", metavar="FILE", type=Path, help="measurements, kept as JSON between calls")
    parser.add_argument("--section", choices=SECTIONS, action="append", default=[], help="anew, though kept")
    parser.add_argument(
        "--work", metavar="DIR", type=Path, default=Path("runs/performance"), help="for caches"
    )
    parser.add_argument("--limit", metavar="S", type=float, default=90, help="seconds for another tool's run")
    parser.add_argument("--page", metavar="FILE", type=Path, help="write it here, plots beside it")
    return parser
