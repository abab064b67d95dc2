"""Reports as a scan would leave them, for the tests of the report formats."""

from __future__ import annotations

from dataclasses import replace

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
)

RULES = {
    rule.id: rule
    for rule in (
        RuleInfo(
            id="c-strcpy-unbounded",
            title="strcpy copies without a bound",
            message="The source may be longer than the destination.",
            severity=Severity.HIGH,
            confidence=Confidence.MEDIUM,
            cwe=(120,),
            page="# strcpy copies without a bound\n\nUse a bound.\n",
        ),
        RuleInfo(
            id="c-memcpy-length-from-parameter",
            title="memcpy takes its length from a parameter that nothing checks",
            message="Compare the length with the size of the destination first.",
            severity=Severity.MEDIUM,
            confidence=Confidence.LOW,
            cwe=(120, 805),
        ),
        RuleInfo(
            id="py-eval",
            title="eval of a value that is not a literal",
            message="Parse the value instead.",
            severity=Severity.HIGH,
            confidence=Confidence.HIGH,
            cwe=(95,),
        ),
    )
}

KNOWN = "the model knows C and C++ only"


def finding(
    path: str = "lib/http.c",
    line: int = 1,
    name: str = "parse",
    probability: float | None = 0.08,
    severity: Severity = Severity.LOW,
    matches: tuple[RuleMatch, ...] = (),
    reasons: tuple[str, ...] = (),
    language: str = "c",
    lines: int = 40,
    caveats: tuple[Caveat, ...] = (),
    influence: tuple[LineInfluence, ...] = (),
) -> Finding:
    text = f"int {name}(void) {{ }}"
    span = Span(line, line + lines - 1, 1000, 1000 + len(text))
    return Finding(
        function=Function(path, language, name, span, text),
        score=Score(probability, "" if probability is not None else KNOWN, caveats),
        matches=matches,
        severity=severity,
        cwe=tuple(sorted({number for match in matches for number in RULES[match.rule_id].cwe})),
        reasons=reasons,
        fingerprint=f"{line:016x}",
        influence=influence,
        by_odds=probability is not None and probability >= 0.009,
        places=tuple(
            _place(n) for n in sorted({line, line + lines - 1, *(line + m.start_line - 1 for m in matches)})
        ),
    )


def _place(line: int) -> Place:
    return Place(line, 5, 42, f"{line * 7919:x}:1")


def strcpy(line: int, excerpt: str = "strcpy(buffer, name);") -> RuleMatch:
    return RuleMatch("c-strcpy-unbounded", line, line, excerpt)


def memcpy(line: int) -> RuleMatch:
    excerpt = "memcpy(state->buffer + state->used,\n         data, length);"
    return RuleMatch("c-memcpy-length-from-parameter", line, line + 1, excerpt)


def scan_report() -> ScanReport:
    """Every kind of row and of summary line."""
    return ScanReport(
        findings=(
            finding(
                "lib/telnet.c",
                1203,
                "telrcv_suboption",
                0.3142,
                Severity.HIGH,
                matches=(strcpy(14), memcpy(31), memcpy(52)),
                reasons=("cyclomatic complexity 38, more than 97 % of C functions", "nesting depth 6"),
                lines=212,
                caveats=(Caveat.TRUNCATED, Caveat.UNFAMILIAR),
                influence=(LineInfluence(52, 0.31), LineInfluence(31, 0.12), LineInfluence(77, 0.081234567)),
            ),
            finding(
                "src/protocols/transport/security/negotiation/handshake_state_machine.cpp",
                88,
                "acme::transport::security::negotiation::HandshakeStateMachine::on_certificate_request",
                0.1187,
                Severity.CRITICAL,
                matches=tuple(memcpy(line) for line in range(3, 24, 3)),
                reasons=("long: 214 lines", "7 pointer parameters", "12 casts", "nesting depth 5"),
                language="cpp",
            ),
            finding(
                "lib/url.c",
                1840,
                "parseurlandfillconn",
                0.0823,
                Severity.MEDIUM,
                matches=(strcpy(7),),
                influence=(LineInfluence(7, 1.0),),
            ),
            finding("tools/build.py", 12, "load", None, Severity.HIGH, PY_EVAL, language="python"),
            finding("lib/ftp.c", 402, "ftp_parse_epsv", 0.0519, reasons=("array index from input",)),
            finding("lib/mime.c", 9, "escape_string", 0.0094, caveats=(Caveat.TINY,)),
        ),
        hidden=37,
        beyond_top=30,
        skipped=(
            Skipped("docs/logo.png", SkipReason.BINARY),
            Skipped("lib/generated/tables.c", SkipReason.GENERATED, "marked as generated in line 1"),
            Skipped("lib/generated/unicode.c", SkipReason.GENERATED, "marked as generated in line 3"),
            Skipped("tests/data/huge.c", SkipReason.TOO_LARGE, "14.2 MB, the limit is 1.0 MB"),
            Skipped("tests/data/nested.c", SkipReason.TIMED_OUT, "no result after 10 s"),
        ),
        totals=Totals(
            files=412,
            functions=4616,
            lines=182_340,
            cached=3911,
            seconds=12.34,
            started=1_700_000_000,
            languages={"c": 2998, "cpp": 414, "python": 1204},
            abstained={KNOWN: 1204},
            caveats={Caveat.TRUNCATED: 301, Caveat.TINY: 1, Caveat.UNFAMILIAR: 41},
            suppressed={Origin.COMMENT: 1, Origin.BASELINE: 1},
        ),
        model="vscan-small 1.0",
        threshold=0.009,
        rules=RULES,
        base_rate=0.03,
        calibrated_rate=0.03,
        suppressed=(
            replace(
                finding("lib/imap.c", 77, "imap_atom", 0.21, Severity.HIGH, matches=(strcpy(3),)),
                suppressed=(Suppression(Origin.COMMENT, 79, "bounded by the caller"),),
            ),
            replace(finding("lib/smb.c", 9, "smb_send"), suppressed=(Suppression(Origin.BASELINE),)),
        ),
        notices=(
            Notice("lib/imap.c", 90, NoticeKind.STALE, "nothing of c-strcpy-unbounded to suppress"),
            Notice("lib/url.c", 7, NoticeKind.UNKNOWN, "strcpy"),
            Notice("lib/url.c", 9, NoticeKind.UNKNOWN, "gest"),
            Notice("lib/old.c", 0, NoticeKind.GONE),
        ),
        roots=(Root(".", "curl"),),
    )


PY_EVAL = (RuleMatch("py-eval", 4, 4, "eval(value)"),)


def other_prior() -> ScanReport:
    """Odds at another prevalence than the model's."""
    return replace(scan_report(), base_rate=0.004, threshold=0.0012)


def nothing_found() -> ScanReport:
    """Scanned, and nothing reached the threshold."""
    totals = replace(scan_report().totals, suppressed={Origin.COMMENT: 2})
    return replace(scan_report(), findings=(), suppressed=(), threshold=0.05, totals=totals)


def changed() -> ScanReport:
    """A scan of changes: odds that rose, fell, stayed or cannot be compared, and a new function."""
    base = scan_report()
    changes = (
        Change((1216, 1240, 1254), before=0.0812),
        Change(new=True),
        Change((1847,), before=0.3),
        Change((15,)),
        Change((403,), before=0.0519),
        Change((10,), before=0.0102),
    )
    findings = tuple(replace(one, change=change) for one, change in zip(base.findings, changes, strict=True))
    counts = Changes("origin/main", new=1, changed=5, rose=1, fell=1)
    policy = ExitPolicy(None, fail_on_increase=0.1)
    return replace(base, findings=findings, changes=counts, policy=policy)


def nothing_changed() -> ScanReport:
    """No function was touched."""
    return replace(empty_tree(), changes=Changes("origin/main"))


def no_functions() -> ScanReport:
    """Headers with declarations alone."""
    totals = Totals(files=3, lines=120, seconds=0.02)
    return replace(
        scan_report(),
        findings=(),
        hidden=0,
        beyond_top=0,
        skipped=(),
        totals=totals,
        suppressed=(),
        notices=(),
    )


def empty_tree() -> ScanReport:
    """Nothing to read."""
    return replace(no_functions(), totals=Totals(), skipped=scan_report().skipped[:1])


def hostile() -> ScanReport:
    """Names and texts that try to draw, move, hide or reorder."""
    nasty = "a[red]b[/red]\x1b[31m\x1b]8;;http://evil\x07\r\nc\u202egpj.\u2066\u200b\xa0\udcff :smile:"
    rule = replace(RULES["c-strcpy-unbounded"], title=nasty, message=nasty)
    base = scan_report()
    return replace(
        base,
        findings=(
            finding(nasty + ".c", 3, nasty, 0.2, Severity.HIGH, (strcpy(2, nasty),), (nasty,)),
            replace(finding(nasty, 5, nasty), score=Score(None, nasty)),
        ),
        skipped=(Skipped(nasty, SkipReason.UNREADABLE, nasty),),
        suppressed=(replace(finding(nasty, 5, nasty), suppressed=(Suppression(Origin.COMMENT, 5, nasty),)),),
        notices=(Notice(nasty, 3, NoticeKind.MALFORMED, nasty),),
        totals=replace(base.totals, languages={nasty: 1}, abstained={nasty: 1}),
        model=nasty,
        rules={rule.id: rule},
    )


REPORTS = {
    "full": scan_report,
    "other-prior": other_prior,
    "nothing-found": nothing_found,
    "changed": changed,
    "nothing-changed": nothing_changed,
    "no-functions": no_functions,
    "empty-tree": empty_tree,
    "hostile": hostile,
}
