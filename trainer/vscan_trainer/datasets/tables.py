"""A check, a split and the sources as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from vscan_trainer.datasets.base import Row, Source
from vscan_trainer.datasets.check import PERCENTILES, Check, Copies


def check_tables(checked: Check) -> Iterator[Table]:
    yield _classes(checked)
    yield _lengths(checked)
    yield _copies(checked)
    if checked.leaks:
        yield _leaks(checked)


def _classes(checked: Check) -> Table:
    table = _table("Functions", "file", "functions", "vulnerable", "not vulnerable", "unlabelled", "projects")
    for part in checked.parts:
        counts = [one.functions for one in part.classes.values()]
        share = f"{counts[0]:,} ({_percent(counts[0], counts[0] + counts[1])})"
        rest = [f"{count:,}" for count in counts[1:]]
        table.add_row(
            part.name, f"{part.functions:,}", share, *rest, f"{part.projects:,}" if part.projects else "-"
        )
    return table


def _lengths(checked: Check) -> Table:
    heads = ["longest" if p == 100 else "median" if p == 50 else f"{p} %" for p in PERCENTILES]
    table = _table("Lengths: so many percent are at most so long", "file", "label", "in", *heads, words=3)
    for part in checked.parts:
        for title, described in part.classes.items():
            for measure, values in described.lengths.items():
                cells = [f"{value:,.0f}" for value in values.values()]
                table.add_row(part.name, title, measure, *cells)
    return table


_KINDS = ("exact", "other label", "near", "other label")


def _copies(checked: Check) -> Table:
    table = _table(
        f"Copies in the same file (near: similarity {checked.similarity:g} or more)",
        "file", *_KINDS, "to remove",
    )  # fmt: skip
    for part in checked.parts:
        table.add_row(part.name, *_cells(part.copies), f"{part.surplus:,}")
    return table


def _leaks(checked: Check) -> Table:
    table = _table("Leaks: copies in an earlier file", "of", "in", *_KINDS, "share", "to remove", words=2)
    for leak in checked.leaks:
        table.add_row(
            leak.into, leak.source, *_cells(leak.copies), f"{leak.share:.2%}", f"{leak.removable:,}"
        )
    return table


def split_table(parts: Mapping[str, Sequence[Row]]) -> Table:
    table = _table("Split", "part", "functions", "share", "vulnerable", "projects")
    total = sum(map(len, parts.values()))
    for name, rows in parts.items():
        vulnerable = sum(row.target == 1 for row in rows)
        labelled = sum(row.target is not None for row in rows)
        projects = len({row.project for row in rows} - {""})
        share = f"{vulnerable:,} ({_percent(vulnerable, labelled)})"
        table.add_row(name, f"{len(rows):,}", _percent(len(rows), total), share, f"{projects:,}")
    return table


def source_table(sources: Mapping[str, Source]) -> Table:
    table = Table("corpus", "size", "licence", title="Corpora", title_justify="left")
    for name, source in sources.items():
        table.add_row(name, source.size, source.licence)
    return table


def source_text(name: str, source: Source) -> str:
    """What the table has no room for."""
    lines = [source.paper, f"Obtain: {source.obtain}.", *(f"- {fault}" for fault in source.faults)]
    return "\n".join([name, *(f"  {line}" for line in [*lines, f"Checked: {source.verified}."] if line)])


def _table(title: str, *heads: str, words: int = 1) -> Table:
    """The first `words` columns hold words, the others numbers."""
    table = Table(title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number < words else "right")
    return table


def _cells(copies: Copies) -> list[str]:
    values = (copies.exact, copies.exact_conflicting, copies.near, copies.near_conflicting)
    return [f"{value:,}" for value in values]


def _percent(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "-"
