"""Reads back what the JSON format wrote. What is read may be damaged, or from anywhere."""

from __future__ import annotations

import calendar
import json
import time
from collections.abc import Mapping

from vscan.domain import (
    Caveat,
    Change,
    Changes,
    Confidence,
    ExitPolicy,
    Finding,
    Function,
    LineInfluence,
    Notice,
    NoticeKind,
    Origin,
    Place,
    Root,
    RuleInfo,
    RuleMatch,
    ScanReport,
    Score,
    Severity,
    Skipped,
    SkipReason,
    Span,
    Suppression,
    Totals,
    VscanError,
)
from vscan.report.json_ import SCHEMA_VERSION, UTC
from vscan.report.record import Record, RecordError


class SavedReportError(VscanError):
    """A file that is no JSON report of vscan's, or of a version that this one cannot read."""


def load(text: str, name: str) -> ScanReport:
    """The report that `text` was written from, without the functions' texts; what an older vscan did not
    write yet is left empty. `name` is the file's, for errors. Raises SavedReportError."""
    try:
        return _report(Record.of(json.loads(text)))
    except json.JSONDecodeError as error:
        raise SavedReportError(f"{name}: not JSON: {error}") from error
    except RecursionError as error:
        raise SavedReportError(f"{name}: nested too deeply") from error
    except (RecordError, ValueError, OverflowError) as error:
        raise SavedReportError(f"{name}: not a JSON report of vscan's: {error}") from error


def _report(saved: Record) -> ScanReport:
    if (version := saved.text("schema_version")) != SCHEMA_VERSION:
        raise RecordError(f"its version is {version!r}, this vscan reads {SCHEMA_VERSION!r}")
    if "findings" not in saved:
        raise RecordError("'findings' is missing")
    summary, pages = saved.record("summary"), {r.text("id"): r.text("page") for r in saved.records("rules")}
    threshold = summary.number("threshold") or 0.0
    findings, suppressed = saved.records("findings"), saved.records("suppressed")
    rules = (_rule(one, pages) for finding in (*findings, *suppressed) for one in finding.records("rules"))
    return ScanReport(
        findings=tuple(_finding(finding, threshold) for finding in findings),
        hidden=saved.count("hidden"),
        beyond_top=saved.count("beyond_top"),
        skipped=tuple(map(_skipped, saved.records("skipped"))),
        totals=_totals(summary),
        model=summary.text("model"),
        threshold=threshold,
        rules={rule.id: rule for rule in rules},
        base_rate=summary.number("base_rate"),
        calibrated_rate=summary.number("calibrated_rate"),
        suppressed=tuple(_finding(finding, threshold) for finding in suppressed),
        notices=tuple(map(_notice, saved.records("notices"))),
        changes=_changes(summary.record("changes")) if summary.has("changes") else None,
        roots=tuple(
            Root(root.text("path"), root.optional_text("in_repository")) for root in saved.records("roots")
        ),
        policy=_policy(saved.record("exit")) if "exit" in saved else ExitPolicy(),
    )


def _totals(saved: Record) -> Totals:
    started = saved.text("started") if "started" in saved else ""
    return Totals(
        **{name: saved.count(name) for name in ("files", "functions", "lines", "cached")},
        seconds=saved.number("seconds") or 0.0,
        started=calendar.timegm(time.strptime(started, UTC)) if started else 0,
        languages=saved.counts("languages"),
        abstained=saved.counts("abstained"),
        caveats={Caveat(name): number for name, number in saved.counts("caveats").items()},
        suppressed={Origin(name): number for name, number in saved.counts("suppressed").items()}
        if "suppressed" in saved
        else {},
    )


def _policy(saved: Record) -> ExitPolicy:
    fail_on = saved.text("fail_on")
    return ExitPolicy(
        None if fail_on == "none" else Severity.parse(fail_on),
        saved.count("max_findings"),
        saved.flag("exit_zero"),
        saved.number("fail_on_increase"),
    )


def _finding(saved: Record, threshold: float) -> Finding:
    start, end = saved.line("start_line"), saved.line("end_line")
    probability = saved.number("probability")
    path, language, name = (saved.text(key) for key in ("path", "language", "function"))
    return Finding(
        function=Function(path, language, name, Span(start, end, 0, 0), text=""),
        score=Score(
            probability,
            saved.optional_text("abstained") or "",
            tuple(map(Caveat, saved.texts("caveats"))),
        ),
        matches=tuple(_match(match, start) for match in saved.records("rules")),
        severity=Severity.parse(saved.text("severity")),
        cwe=_numbers(saved),
        reasons=saved.texts("reasons"),
        fingerprint=saved.text("fingerprint"),
        influence=tuple(
            LineInfluence(one.line("line") - start + 1, one.number("share") or 0.0)
            for one in saved.records("influence")
        ),
        by_odds=saved.flag("by_odds") if "by_odds" in saved else (probability or 0.0) >= threshold > 0,
        suppressed=tuple(map(_suppression, saved.records("suppressed"))),
        places=tuple(map(_place, saved.records("places"))),
        change=_change(saved.record("change")) if saved.has("change") else None,
    )


def _match(saved: Record, start: int) -> RuleMatch:
    first, last = (saved.line(key) - start + 1 for key in ("line", "end_line"))
    return RuleMatch(saved.text("id"), first, last, saved.text("excerpt"))


def _rule(saved: Record, pages: Mapping[str, str]) -> RuleInfo:
    return RuleInfo(
        id=saved.text("id"),
        title=saved.text("title"),
        message=saved.text("message"),
        severity=Severity.parse(saved.text("severity")),
        confidence=Confidence.parse(saved.text("confidence")),
        cwe=_numbers(saved),
        page=pages.get(saved.text("id"), ""),
    )


def _change(saved: Record) -> Change:
    return Change(saved.lines("lines"), saved.number("before"), saved.flag("new"))


def _changes(saved: Record) -> Changes:
    new, changed, rose, fell = (saved.count(key) for key in ("new", "changed", "rose", "fell"))
    return Changes(saved.text("base"), new, changed, rose, fell)


def _place(saved: Record) -> Place:
    line, start, end = (saved.line(key) for key in ("line", "start_column", "end_column"))
    return Place(line, start, end, saved.text("line_hash"))


def _suppression(saved: Record) -> Suppression:
    return Suppression(Origin(saved.text("by")), saved.optional_line("line"), saved.text("reason"))


def _notice(saved: Record) -> Notice:
    kind = NoticeKind(saved.text("kind"))
    return Notice(saved.text("path"), saved.optional_line("line"), kind, saved.text("detail"))


def _skipped(saved: Record) -> Skipped:
    return Skipped(saved.text("path"), SkipReason(saved.text("reason")), saved.text("detail"))


def _numbers(saved: Record) -> tuple[int, ...]:
    return tuple(int(name.removeprefix("CWE-")) for name in saved.texts("cwe"))
