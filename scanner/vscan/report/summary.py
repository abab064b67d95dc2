"""What lies beneath the table: how to read it, what was scanned, and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vscan.domain import Caveat, Changes, ScanReport, Skipped
from vscan.report.base import Style
from vscan.report.held import counts, notice, notices, suppressed
from vscan.report.lines import Line, Piece, beside, left, plain, titled, wrap
from vscan.report.pieces import GAP
from vscan.report.visible import visible
from vscan.report.wording import (
    CAVEATS,
    counted,
    duration,
    language_name,
    legend,
    listed,
    nothing,
    odds,
    percent,
)


def headline(report: ScanReport, width: int) -> Iterator[Line]:
    """What stands in the table's place when there is no finding."""
    for number, text in enumerate(nothing(report)):
        yield from wrap((Piece(text, "" if number else "bold"),), width)


def summary(report: ScanReport, style: Style, width: int, drawn: int | None = None) -> Iterator[Line]:
    """Labelled lines; with `verbose`, each thing skipped follows. Above stand `drawn` findings, all of them
    where that is None."""
    rows = list(_rows(report, style, drawn))
    indent = max(len(label) for label, _ in rows) + GAP
    for label, line in rows:
        yield from beside(left(Piece(label, "dim"), indent), indent, wrap(line, width - indent))
    yield from titled("suppressed", suppressed(report), width)
    if style.verbose:
        yield from titled("not scanned", map(_skip, report.skipped), width)
        yield from titled("notices", map(notice, report.notices), width)


def _rows(report: ScanReport, style: Style, drawn: int | None) -> Iterator[tuple[str, Line]]:
    totals = report.totals
    highest = max((finding.score.probability or 0 for finding in report.findings), default=0)
    if totals.functions:
        yield "shown", plain(_shown(report, drawn))
    if highest:
        yield "odds", plain(_legend(report, highest))
    if marked := legend(report.findings):
        yield "marks", plain(marked)
    if report.changes and totals.functions:
        yield "changes", plain(_changes(report.changes))
    yield "scanned", plain(_scanned(report))
    if totals.languages:
        yield "languages", plain(_languages(totals.languages))
    for reason, number in totals.abstained.items():
        yield "no odds", plain(_no_odds(reason, number))
    if totals.caveats:
        yield "caveats", plain(_caveats(totals.caveats))
    if totals.suppressed:
        yield "suppressed", plain(counts(report))
    if report.notices:
        yield "notices", notices(report, style)
    yield from _not_scanned(report, style)
    if report.model and totals.functions:
        yield "model", plain(_model(report))


def _shown(report: ScanReport, drawn: int | None) -> str:
    found, functions = len(report.findings), counted(report.totals.functions, "function")
    if drawn is None:
        text = f"{found:,} of {functions}"
    else:
        text = (
            f"{drawn:,} of the {found:,} found in {functions}: --top {found}, --verbose or a pipe shows all"
        )
    if report.beyond_top:
        text += f"; {report.beyond_top:,} more beyond --top"
    if weak := report.hidden - report.beyond_top:
        text += f"; {weak:,} more by rules that ask for better odds: --threshold 0 shows them"
    return text


def _legend(report: ScanReport, highest: float) -> str:
    text = "calibrated chance that a function like this was later fixed for a vulnerability"
    if base_rate := report.base_rate:
        share = percent(base_rate, 2)
        supposed, known = f", supposing that {share} of all are", f"; about {share} of all were"
        text += supposed if report.prior_chosen else known
        if highest >= 2 * base_rate:
            text += f": {odds(highest)} is {highest / base_rate:.0f} times the usual"
    return text


def _changes(changes: Changes) -> str:
    text = f"since {visible(changes.base)}: {counted(changes.new, 'new function')}"
    text += f", {changes.changed:,} changed"
    if changes.changed:
        text += f"; odds rose by a point or more in {changes.rose:,} of them, fell so in {changes.fell:,}"
    return text


def _scanned(report: ScanReport) -> str:
    totals = report.totals
    text = f"{counted(totals.files, 'file')}, {counted(totals.lines, 'line')}"
    if totals.seconds and totals.lines:
        text += f" in {duration(totals.seconds)} ({totals.lines / totals.seconds:,.0f} lines/s)"
    if totals.cached:
        text += f"; {counted(totals.cached, 'function')} cached"
    return text


def _languages(languages: Mapping[str, int]) -> str:
    return ", ".join(f"{language_name(name)} {number:,}" for name, number in languages.items())


def _no_odds(reason: str, number: int) -> str:
    return f"{counted(number, 'function')}, metrics and rules only: {visible(reason)}"


def _caveats(numbers: Mapping[Caveat, int]) -> str:
    """Functions that the odds say little of, by why, then those that the encoder saw in part."""
    doubted = [caveat for caveat in (Caveat.UNFAMILIAR, Caveat.TINY) if caveat in numbers]
    listed = [f"{counted(numbers[caveat], 'function')} {CAVEATS[caveat]}" for caveat in doubted]
    parts = [f"{', '.join(listed)}: their odds mean little"] if listed else []
    if number := numbers.get(Caveat.TRUNCATED):
        parts.append(f"{counted(number, 'function')} {CAVEATS[Caveat.TRUNCATED]}")
    return "; ".join(parts)


def _model(report: ScanReport) -> str:
    text = f"{visible(report.model)}, threshold {percent(report.threshold, 3)}"
    if report.prior_chosen and report.calibrated_rate and report.base_rate:
        old, new = percent(report.calibrated_rate, 2), percent(report.base_rate, 2)
        text += f"; odds moved from a prior of {old} to {new}"
    return text


def _not_scanned(report: ScanReport, style: Style) -> Iterator[tuple[str, Line]]:
    """What was left out on purpose, and apart from it what should have been scanned but failed."""
    counts = report.skipped_by_reason
    passed_over = {reason: number for reason, number in counts.items() if reason not in report.failures}
    for label, reasons, look in (("skipped", passed_over, ""), ("failed", report.failures, "bold yellow")):
        if reasons:
            hint = "" if style.verbose else "; each with --verbose"
            yield label, (Piece(listed(reasons), look), Piece(hint))


def _skip(skip: Skipped) -> Line:
    detail = f" ({visible(skip.detail)})" if skip.detail else ""
    return plain(f"{skip.reason.value}: {visible(skip.path)}{detail}")
