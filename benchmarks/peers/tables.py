"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from juliet import Truth
from kept import Runs
from scores import Figures, Flagged, by_weakness, compare, figures, flag
from tools import READINGS, Run


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def read(runs: Runs) -> dict[str, Run]:
    """The runs by reading: the tool's name, with only the hits that count in it."""
    found = {}
    for name, (tool, counts) in READINGS.items():
        run = runs[tool]
        hits = tuple(filter(counts, run.hits))
        findings = run.findings if len(hits) == len(run.hits) else len(hits)
        found[name] = replace(run, hits=hits, findings=findings)
    return found


def juliet_totals(truths: Sequence[Truth], runs: Runs) -> Iterator[str]:
    head = ("tool", "precision", "recall", "F1", "CWEs named", "claimed: precision", "recall", "CPU s", "MB")
    rows = [_juliet_row(name, flag(truths, run.hits), run) for name, run in read(runs).items()]
    everything = figures(flag(truths, ()), lambda one: True)
    yield from table(head, [*rows, ("every function", *_basic(everything), "", "", "", "", "")])


def _basic(found: Figures) -> tuple[float, float, float]:
    return found.precision, found.recall, found.f1


def _juliet_row(name: str, flagged: list[Flagged], run: Run) -> tuple[object, ...]:
    named = [g for g in by_weakness(flagged).values() if any(one.named for one in g)]
    hit = sum(any(one.named and one.truth.flawed for one in group) for group in named)
    claimed = figures((one for group in named for one in group), lambda one: one.named)
    told: tuple[object, ...] = (hit, claimed.precision, claimed.recall) if named else ("-", "-", "-")
    return (name, *_basic(figures(flagged, lambda one: one.anything)), *told, *_cost(run))


def juliet_by_weakness(truths: Sequence[Truth], runs: Runs) -> Iterator[str]:
    """Of the flawed and of the sound functions of each CWE, how many are flagged; for us also by a rule that
    means the CWE."""
    readings = read(runs)
    groups = {name: by_weakness(flag(truths, run.hits)) for name, run in readings.items()}
    ours = next(iter(groups))
    head = ("CWE", "flawed", "sound", "named by a rule", *groups)
    rows = []
    for cwe, group in groups[ours].items():
        total = figures(group, lambda one: one.named)
        cells = [figures(by[cwe], lambda one: one.anything) for by in groups.values()]
        told = (f"{found.true} / {found.false}" for found in (total, *cells))
        rows.append((str(cwe), total.flawed, total.sound, *told))
    yield from table(head, rows)


def sven(pairs: int, runs: Runs) -> Iterator[str]:
    head = (
        "tool",
        "reports before",
        "gone after",
        "new after",
        "pairs with one gone",
        "one new",
        "CPU s",
        "MB",
    )
    rows = []
    for name, run in read(runs).items():
        found = compare(run.hits)
        counts = (found.before, found.gone, found.added, found.pairs_gone, found.pairs_added)
        rows.append((name, *counts, *_cost(run)))
    yield f"{pairs} pairs\n"
    yield from table(head, rows)


def trees(lines: Mapping[str, int], runs: Mapping[str, Runs]) -> Iterator[str]:
    head = ("tree", "lines", "tool", "findings", "per 1,000 lines", "CPU s", "MB")
    rows = [
        (tree, lines[tree], name, run.findings, 1000 * run.findings / lines[tree], *_cost(run))
        for tree, by_tool in runs.items()
        for name, run in read(by_tool).items()
    ]
    yield from table(head, rows)


def _cost(run: Run) -> tuple[str, str]:
    return f"{run.seconds:.0f}" + " (stopped)" * run.stopped, f"{run.megabytes:.0f}"
