"""vscan beside flawfinder, cppcheck and clang-tidy, on the same files.

    python benchmarks/peers --juliet FILE --sven FILE --tree DIR --tree DIR
    python benchmarks/peers --tree DIR --judge 50      findings of vscan's, to be read by hand

Needs the three tools (Debian: flawfinder, cppcheck, clang-tidy). FILEs are JSON lines under xz: Juliet's
cases with the fields `cwe`, `file` and `text`; pairs with `func_src_before`, `func_src_after` and
`file_name`, as in SVEN.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

import judge
import juliet
import sven
import tables
import trees
from kept import runs
from tools import STUBS, TOOLS, Files


def main() -> None:
    options = _options()
    found = {root.name: trees.find(root, tuple(options.include)) for root in options.tree}
    if options.judge:
        _print(judge.sample(list(found.values()), options.judge))
        return
    if options.juliet:
        _juliet(options)
    if options.sven:
        _sven(options)
    if found:
        made = {name: runs(name, tree.files, options.tool, options.keep) for name, tree in found.items()}
        _print(tables.trees({name: tree.lines for name, tree in found.items()}, made))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/peers", description="vscan beside its peers.")
    parser.add_argument("--juliet", metavar="FILE", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other case of each CWE")
    parser.add_argument("--by-weakness", action="store_true", help="Juliet's figures CWE by CWE, too")
    parser.add_argument("--sven", metavar="FILE", type=Path)
    parser.add_argument("--tree", metavar="DIR", type=Path, action="append", default=[])
    parser.add_argument("--include", metavar="NAME", action="append", default=["include", "lib"])
    parser.add_argument("--tool", choices=TOOLS, action="append", default=[], help="run again, though kept")
    parser.add_argument("--keep", metavar="FILE", type=Path, help="runs, kept as JSON between calls")
    parser.add_argument("--judge", metavar="N", type=int, help="a sample of findings instead")
    return parser.parse_args()


def _juliet(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="cases") as name:
        truths = juliet.write(juliet.load(options.juliet, options.half), Path(name))
        part = "juliet" if options.half is None else f"juliet, half {options.half}"
        made = runs(part, _files(Path(name), (STUBS,)), options.tool, options.keep)
    flawed = sum(truth.flawed for truth in truths)
    print(f"{flawed:,} flawed and {len(truths) - flawed:,} sound functions\n")
    _print(tables.juliet_totals(truths, made))
    if options.by_weakness:
        _print(tables.juliet_by_weakness(truths, made))


def _sven(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="pairs") as name:
        pairs = sven.write(options.sven, Path(name))
        made = runs("sven", _files(Path(name), ()), options.tool, options.keep)
    _print(tables.sven(pairs, made))


def _files(folder: Path, includes: tuple[Path, ...]) -> Files:
    return Files(folder, tuple(sorted(folder.iterdir())), includes)


def _print(lines: Iterable[str]) -> None:
    print(*lines, "", sep="\n")


if __name__ == "__main__":
    main()
