"""Several reports -> one: the parts of a large tree, or the repositories of a fleet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from vscan.decide import rank
from vscan.domain import Caveat, Changes, ExitPolicy, Finding, Root, ScanReport, Skipped, Totals, VscanError

K = TypeVar("K")
_SAME = ("model", "threshold", "base_rate", "calibrated_rate")


class MergeError(VscanError):
    """Reports that cannot stand in one list."""


def merge_reports(reports: Sequence[ScanReport]) -> ScanReport:
    """Findings ranked anew, each once; counts added up. The same reports in another order give the same.

    Raises MergeError for odds that do not compare.
    """
    for name in _SAME:
        values = sorted({str(getattr(report, name)) for report in reports})
        if len(values) > 1:
            noun = name.replace("_", " ")
            raise MergeError(f"the reports differ in their {noun} ({', '.join(values)}): scan with the same")
    first = reports[0]
    return replace(
        first,
        findings=rank(_once(finding for report in reports for finding in report.findings)),
        suppressed=rank(_once(finding for report in reports for finding in report.suppressed)),
        notices=tuple(sorted({notice for report in reports for notice in report.notices}, key=str)),
        hidden=sum(report.hidden for report in reports),
        beyond_top=sum(report.beyond_top for report in reports),
        skipped=tuple(sorted({skip for report in reports for skip in report.skipped}, key=_skip_order)),
        totals=_totals([report.totals for report in reports]),
        rules={rule_id: rule for report in reports for rule_id, rule in report.rules.items()},
        changes=_changes([report.changes for report in reports]),
        roots=tuple(sorted({root for report in reports for root in report.roots}, key=str)),
        policy=first.policy if len({report.policy for report in reports}) == 1 else ExitPolicy(),
    )


def below(report: ScanReport, folder: str) -> ScanReport:
    """The report as if it had been made from outside, its paths inside of `folder`."""

    def inside(path: str) -> str:
        return str(PurePosixPath(folder) / path.lstrip("/"))

    def each(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(_below(finding, folder, inside(finding.function.path)) for finding in findings)

    return replace(
        report,
        findings=each(report.findings),
        suppressed=each(report.suppressed),
        notices=tuple(replace(notice, path=inside(notice.path)) for notice in report.notices),
        skipped=tuple(replace(skip, path=inside(skip.path)) for skip in report.skipped),
        roots=tuple(Root(inside(root.path), None) for root in report.roots),
    )


def _below(finding: Finding, folder: str, path: str) -> Finding:
    """With a fingerprint of its own: another repository may hold a copy of the function."""
    key = f"{folder}\0{finding.fingerprint}".encode("utf-8", "surrogatepass")
    fingerprint = hashlib.sha256(key).hexdigest()[:24]
    return replace(finding, function=replace(finding.function, path=path), fingerprint=fingerprint)


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Without those that two reports share."""
    seen = {(f.function.path, f.function.span.start_line, f.fingerprint): f for f in findings}
    return seen.values()


def _totals(totals: Sequence[Totals]) -> Totals:
    return Totals(
        **{name: sum(getattr(one, name) for one in totals) for name in ("files", "functions", "lines")},
        cached=sum(one.cached for one in totals),
        seconds=sum(one.seconds for one in totals),
        started=min(one.started for one in totals),
        languages=_added(one.languages for one in totals),
        abstained=_added(one.abstained for one in totals),
        caveats=_in_order(_added(one.caveats for one in totals)),
        suppressed=_added(one.suppressed for one in totals),
    )


def _changes(each: Sequence[Changes | None]) -> Changes | None:
    """Added up where all of them looked at changes alone."""
    known = [changes for changes in each if changes]
    if len(known) < len(each):
        return None
    base = ", ".join(sorted({changes.base for changes in known}))
    counts = {name: sum(getattr(one, name) for one in known) for name in ("new", "changed", "rose", "fell")}
    return Changes(base, **counts)


def _added(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    added: Counter[K] = Counter()
    for count in counts:
        added.update(count)
    return dict(sorted(added.items(), key=lambda item: str(item[0])))


def _in_order(counts: Mapping[Caveat, int]) -> dict[Caveat, int]:
    return {caveat: counts[caveat] for caveat in Caveat.in_order(counts)}


def _skip_order(skip: Skipped) -> tuple[str, str, str]:
    return skip.path, skip.reason.value, skip.detail
