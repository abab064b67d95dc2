"""Does ranking by odds and rules together beat either alone?

    python benchmarks/fusion.py --juliet FILE --sven FILE --functions FILE [--others 3000]

FILEs are JSON lines under xz, as for `benchmarks/peers`; `--functions` has `func` and `target`, as in
PrimeVul: all of its vulnerable functions and a fixed sample of the others. Each function is analysed and
scored by itself. All are ranked: first those that a report shows by default, in its order, then the rest as
it would rank them at a threshold of 0. Equal ranks share what they would get in any order.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))

import juliet

from vscan.analyse import Analyser
from vscan.decide import Policy, decide
from vscan.domain import Analysed, Function, Score, SourceFile, Span
from vscan.extract import extract
from vscan.languages import guess_c_or_cpp, language_of
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, OperatingPoint, open_model

_HEAD = "| ranked by | average precision | first 50 | first 100 | recall at 10 % | shown | F1 of the shown |"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Greater is earlier; `shown` by default."""

    flawed: bool
    order: tuple[float, ...]
    shown: bool


def main() -> None:
    parser = argparse.ArgumentParser(description="Rules, odds, and both together.")
    parser.add_argument("--juliet", metavar="FILE", type=Path)
    parser.add_argument("--sven", metavar="FILE", type=Path)
    parser.add_argument("--functions", metavar="FILE", type=Path)
    parser.add_argument("--others", metavar="N", type=int, default=3000)
    options = parser.parse_args()
    if options.juliet:
        report("Juliet", list(cases(options.juliet)))
    if options.sven:
        report("SVEN", list(pairs(options.sven)))
    if options.functions:
        report("PrimeVul, validation", list(functions(options.functions, options.others)))


def cases(path: Path) -> Iterator[tuple[Function, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        truths = juliet.write(juliet.load(path, None), Path(folder))
        found = {(truth.file, truth.start_line): truth.flawed for truth in truths}
        for file in sorted(Path(folder).iterdir()):
            text = file.read_text(encoding="utf-8")
            for function in extract(SourceFile(file.name, language_of(file.name, text) or "c", text)):
                if (key := (file.name, function.span.start_line)) in found:
                    yield function, found[key]


def pairs(path: Path) -> Iterator[tuple[Function, bool]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = language_of(row["file_name"], row["func_src_before"])
            if language in ("c", "cpp"):
                for side in ("before", "after"):
                    yield alone(row[f"func_src_{side}"], language), side == "before"


def functions(path: Path, others: int) -> Iterator[tuple[Function, bool]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [(row["func"], bool(row["target"])) for row in map(json.loads, lines)]
    rows.sort(key=lambda row: (not row[1], hashlib.sha256(row[0].encode("utf-8", "replace")).digest()))
    for text, flawed in rows[: sum(flawed for _, flawed in rows) + others]:
        yield alone(text, guess_c_or_cpp(text)), flawed


def alone(text: str, language: str) -> Function:
    return Function(
        "-", language, "-", Span(1, text.count("\n") + 1, 0, len(text.encode("utf-8", "replace"))), text
    )


def report(name: str, found: Sequence[tuple[Function, bool]]) -> None:
    flawed = sum(flawed for _, flawed in found)
    print(f"{name}: {flawed:,} flawed of {len(found):,} functions\n\n{_HEAD}\n| --- |{' ---: |' * 6}")
    for way, rows in ranked(
        measured([function for function, _ in found]), [flag for _, flag in found]
    ).items():
        shares = expected(rows)
        precise = [sum(shares[:number]) / number for number in (50, 100)]
        recall = sum(shares[: len(rows) // 10]) / flawed
        shown = [row.flawed for row in rows if row.shown]
        f1 = 2 * sum(shown) / (len(shown) + flawed)
        figures = " | ".join(f"{x:.3f}" for x in (average_precision(shares), *precise, recall))
        print(f"| {way} | {figures} | {len(shown):,} | {f1:.3f} |")
    print()


def measured(found: Sequence[Function]) -> list[tuple[Analysed, Score]]:
    analyse = Analyser(Rulebook.load([builtin_rules()]))
    rows = [Analysed(function, analyse(function.text, function.language)) for function in found]
    scorer = open_model("onnx", None, 2).scorer()
    scores = scorer.score([Item(row.function.text, row.function.language, row.analysis) for row in rows])
    return list(zip(rows, scores, strict=True))


def ranked(rows: Sequence[tuple[Analysed, Score]], flags: Sequence[bool]) -> dict[str, list[Ranked]]:
    card = open_model("onnx", None).card
    assert card is not None
    threshold = OperatingPoint.choose(card).threshold
    rules = Rulebook.load([builtin_rules()]).info
    ways: dict[str, tuple[Policy, Callable[[Score], Score]]] = {
        "rules alone": (Policy(None, None, rules, {}), lambda score: Score(None)),
        "odds alone": (Policy(threshold, None, {}, {}), lambda score: score),
        "both": (Policy(threshold, None, rules, {}), lambda score: score),
    }
    return {
        way: [place(row, known(score), policy, flag) for (row, score), flag in zip(rows, flags, strict=True)]
        for way, (policy, known) in ways.items()
    }


def place(row: Analysed, score: Score, policy: Policy, flawed: bool) -> Ranked:
    """As a report ranks it; what is not shown comes after that, as it would be ranked at a threshold of 0."""
    shown = decide(row, score, policy)
    told = shown or decide(row, score, replace(policy, threshold=0.0))
    if told is None:
        return Ranked(flawed, (False, 0.0, 0.0, len(policy.heard(row))), False)
    odds = score.probability or 0.0
    return Ranked(flawed, (shown is not None, told.severity, odds, len(told.matches)), shown is not None)


def expected(rows: Sequence[Ranked]) -> list[float]:
    """By rank, the chance that the function there is flawed."""
    shares: list[float] = []
    ordered = sorted(rows, key=lambda row: row.order, reverse=True)
    for _, group in groupby(ordered, key=lambda row: row.order):
        tied = [row.flawed for row in group]
        shares += [sum(tied) / len(tied)] * len(tied)
    return shares


def average_precision(shares: Sequence[float]) -> float:
    total = above = 0.0
    for rank, share in enumerate(shares, 1):
        above += share
        total += share * above / rank
    return total / max(sum(shares), 1)


if __name__ == "__main__":
    main()
