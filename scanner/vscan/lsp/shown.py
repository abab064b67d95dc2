"""What a look at a document means in the protocol's terms."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as lsp
from pygls.workspace import PositionCodec

from vscan.directives import MODEL
from vscan.domain import Finding, Notice, NoticeKind, RuleMatch, Severity
from vscan.lsp import words
from vscan.lsp.desk import Look
from vscan.lsp.lines import lines_of, suppression
from vscan.report.visible import visible

SOURCE = "vscan"
_LEVELS = {
    Severity.CRITICAL: lsp.DiagnosticSeverity.Error,
    Severity.HIGH: lsp.DiagnosticSeverity.Warning,
    Severity.MEDIUM: lsp.DiagnosticSeverity.Warning,
    Severity.LOW: lsp.DiagnosticSeverity.Information,
}
_NOTICES = frozenset(kind.value for kind in NoticeKind)


def diagnostics(look: Look, uri: str, codec: PositionCodec) -> list[lsp.Diagnostic]:
    """One a rule's match, one on the first line of each function that its odds speak against, and one a
    comment that suppresses nothing; in the order of their lines."""
    page = _Page(uri, lines_of(look.text), codec)
    found = [one for finding in look.report.findings for one in _of_finding(look, finding, page)]
    found += [_of_notice(notice, page) for notice in look.report.notices if notice.line]
    return sorted(found, key=lambda one: one.range.start.line)


def hover(look: Look, line: int) -> lsp.Hover | None:
    """For a line (0 is the first) that opens a function, or that a diagnostic stands on."""
    if not (found := look.at(line + 1)):
        return None
    one, score = found
    finding = next((f for f in look.report.findings if f.function.span == one.function.span), None)
    opening = one.function.span.start_line + one.function.text.partition("{")[0].count("\n")
    matched = {finding.line_of(match) for match in finding.matches} if finding else set()
    if line + 1 > opening and line + 1 not in matched:
        return None
    return lsp.Hover(
        lsp.MarkupContent(lsp.MarkupKind.Markdown, words.hover(look.report, one, score, finding))
    )


def suppress(text: str, uri: str, found: lsp.Diagnostic, language: str) -> lsp.CodeAction | None:
    """Puts a comment above the line of one of our diagnostics; its reason is left to the author."""
    if found.source != SOURCE or not isinstance(found.code, str) or found.code in _NOTICES:
        return None
    line = found.range.start.line
    if not (comment := suppression(text, line, found.code, language)):
        return None
    here = lsp.Position(line, 0)
    edit = lsp.TextEdit(lsp.Range(here, here), comment)
    title = f"Suppress {found.code} here" if found.code != MODEL else "Suppress the odds of this function"
    return lsp.CodeAction(
        title=title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[found],
        edit=lsp.WorkspaceEdit(changes={uri: [edit]}),
    )


class _Page:
    """The lines of a document as its editor counts them."""

    def __init__(self, uri: str, lines: list[str], codec: PositionCodec) -> None:
        self.uri, self._lines, self._codec = uri, lines, codec

    def line(self, number: int) -> lsp.Range:
        """A line of the file (1 is the first), without its indentation."""
        text = self._lines[number - 1] if number <= len(self._lines) else ""
        start = len(text) - len(text.lstrip())
        units = self._codec.client_num_units
        return lsp.Range(
            lsp.Position(number - 1, units(text[:start])), lsp.Position(number - 1, units(text.rstrip()))
        )

    def related(self, number: int, message: str) -> lsp.DiagnosticRelatedInformation:
        return lsp.DiagnosticRelatedInformation(lsp.Location(self.uri, self.line(number)), message)


def _of_finding(look: Look, finding: Finding, page: _Page) -> Iterator[lsp.Diagnostic]:
    yield from (_of_match(look, finding, match, page) for match in finding.matches)
    if finding.by_odds:
        yield lsp.Diagnostic(
            range=page.line(finding.function.span.start_line),
            severity=_LEVELS[finding.severity],
            code=MODEL,
            source=SOURCE,
            message=words.of_odds(look.report, finding),
            related_information=[
                page.related(finding.line_of(one), "raised the odds: influence, not location")
                for one in finding.influence
            ],
        )


def _of_notice(notice: Notice, page: _Page) -> lsp.Diagnostic:
    """It is the comment that is wrong, not the code."""
    said = notice.kind.value.replace("-", " ").capitalize()
    stale = notice.kind is NoticeKind.STALE
    return lsp.Diagnostic(
        range=page.line(notice.line),
        severity=lsp.DiagnosticSeverity.Information,
        code=notice.kind.value,
        source=SOURCE,
        message=f"{said}: {visible(notice.detail)}" if notice.detail else said,
        tags=[lsp.DiagnosticTag.Unnecessary] if stale else None,
    )


def _of_match(look: Look, finding: Finding, match: RuleMatch, page: _Page) -> lsp.Diagnostic:
    rule = look.report.rules[match.rule_id]
    span = finding.function.span
    return lsp.Diagnostic(
        range=page.line(finding.line_of(match)),
        severity=_LEVELS[min(rule.severity, finding.severity)],
        code=rule.id,
        code_description=_described(look, rule.id),
        source=SOURCE,
        message=words.of_rule(rule, finding),
        related_information=[page.related(span.start_line, f"in {finding.function.name}")],
    )


def _described(look: Look, rule_id: str) -> lsp.CodeDescription | None:
    """The first of the rule's references that is nothing but an address."""
    references = look.rules[rule_id].page.references if rule_id in look.rules else ()
    address = next((one for one in references if one.startswith("https://") and " " not in one), None)
    return lsp.CodeDescription(address) if address else None
