"""What lies beneath the table: how to read it, what was scanned, and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vscan.domain import Caveat, Changes, ScanReport
from vscan.report.base import Style
from vscan.report.held import counts, each_notice, notices, suppressed
from vscan.report.visible import visible
from vscan.report.wording import (
    CAVEATS,
    FAILURES,
    counted,
    duration,
    language_name,
    legend,
    nothing,
    odds,
    percent,
)


def headline(report: ScanReport) -> Text:
    """What stands in the table's place when there is no finding."""
    first, *more = nothing(report)
    return Text.assemble((first, "bold"), *(f"\n{line}" for line in more))


def summary(report: ScanReport, style: Style) -> RenderableType:
    """Labelled lines; with `verbose`, each thing skipped follows."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in _rows(report, style):
        grid.add_row(label, text)
    hidden = suppressed(report)
    return (
        Group(grid, *hidden, *_each_skip(report), *each_notice(report))
        if style.verbose
        else Group(grid, *hidden)
    )


def _rows(report: ScanReport, style: Style) -> Iterator[tuple[str, Text]]:
    totals = report.totals
    highest = max((finding.score.probability or 0 for finding in report.findings), default=0)
    if totals.functions:
        yield "shown", _shown(report)
    if highest:
        yield "odds", _legend(report, highest)
    if marked := legend(report.findings):
        yield "marks", Text(marked)
    if report.changes and totals.functions:
        yield "changes", _changes(report.changes)
    yield "scanned", _scanned(report)
    if totals.languages:
        yield "languages", _languages(totals.languages)
    for reason, number in totals.abstained.items():
        yield "no odds", _no_odds(reason, number)
    if totals.caveats:
        yield "caveats", _caveats(totals.caveats)
    if totals.suppressed:
        yield "suppressed", counts(report)
    if report.notices:
        yield "notices", notices(report, style)
    yield from _not_scanned(report, style)
    if report.model and totals.functions:
        yield "model", _model(report)


def _shown(report: ScanReport) -> Text:
    text = Text(f"{len(report.findings):,} of {counted(report.totals.functions, 'function')}")
    if report.hidden:
        text.append(f"; {report.hidden:,} more below the threshold or beyond --top")
    return text


def _legend(report: ScanReport, highest: float) -> Text:
    text = Text("calibrated chance that a function like this was later fixed for a vulnerability")
    if base_rate := report.base_rate:
        share = percent(base_rate, 2)
        supposed, known = f", supposing that {share} of all are", f"; about {share} of all were"
        text.append(supposed if report.prior_chosen else known)
        if highest >= 2 * base_rate:
            text.append(f": {odds(highest)} is {highest / base_rate:.0f} times the usual")
    return text


def _changes(changes: Changes) -> Text:
    text = Text(f"since {visible(changes.base)}: {counted(changes.new, 'new function')}")
    text.append(f", {changes.changed:,} changed")
    return (
        text.append(f"; odds rose in {changes.rose:,} of them, fell in {changes.fell:,}")
        if changes.changed
        else text
    )


def _scanned(report: ScanReport) -> Text:
    totals = report.totals
    text = Text(f"{counted(totals.files, 'file')}, {counted(totals.lines, 'line')}")
    if totals.seconds and totals.lines:
        text.append(f" in {duration(totals.seconds)} ({totals.lines / totals.seconds:,.0f} lines/s)")
    if totals.cached:
        text.append(f"; {counted(totals.cached, 'function')} cached")
    return text


def _languages(languages: Mapping[str, int]) -> Text:
    return Text(", ".join(f"{language_name(name)} {number:,}" for name, number in languages.items()))


def _no_odds(reason: str, number: int) -> Text:
    return Text(f"{counted(number, 'function')}, metrics and rules only: {visible(reason)}")


def _caveats(numbers: Mapping[Caveat, int]) -> Text:
    """Functions that the odds say little of, by why, then those that the encoder saw in part."""
    doubted = [caveat for caveat in (Caveat.UNFAMILIAR, Caveat.TINY) if caveat in numbers]
    listed = [f"{counted(numbers[caveat], 'function')} {CAVEATS[caveat]}" for caveat in doubted]
    parts = [f"{', '.join(listed)}: their odds mean little"] if listed else []
    if number := numbers.get(Caveat.TRUNCATED):
        parts.append(f"{counted(number, 'function')} {CAVEATS[Caveat.TRUNCATED]}")
    return Text("; ".join(parts))


def _model(report: ScanReport) -> Text:
    text = Text(f"{visible(report.model)}, threshold {percent(report.threshold, 3)}")
    if report.prior_chosen and report.calibrated_rate and report.base_rate:
        old, new = percent(report.calibrated_rate, 2), percent(report.base_rate, 2)
        text.append(f"; odds moved from a prior of {old} to {new}")
    return text


def _not_scanned(report: ScanReport, style: Style) -> Iterator[tuple[str, Text]]:
    """What was left out on purpose, and apart from it what should have been scanned but failed."""
    counts = report.skipped_by_reason
    failed = {reason: number for reason, number in counts.items() if reason in FAILURES}
    passed_over = {reason: number for reason, number in counts.items() if reason not in FAILURES}
    for label, reasons, look in (("skipped", passed_over, ""), ("failed", failed, "bold yellow")):
        if reasons:
            listed = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items())
            yield label, Text.assemble((listed, look), "" if style.verbose else "; each with --verbose")


def _each_skip(report: ScanReport) -> Iterator[RenderableType]:
    if report.skipped:
        yield Text("\nnot scanned", "dim")
    for skip in report.skipped:
        detail = f" ({visible(skip.detail)})" if skip.detail else ""
        text = Text(f"{skip.reason.value}: {visible(skip.path)}{detail}", overflow="fold")
        yield Padding(text, (0, 0, 0, 2))
