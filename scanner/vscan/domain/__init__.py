"""The frozen nouns that flow from discovery to a report.

Standard library only: every other package may import this one, it imports none of them.
Lines are 1-based and inclusive; bytes are 0-based, half-open offsets into the UTF-8 encoding of
``SourceFile.text``.
"""

from vscan.domain.analysis import Analysed, Analysis, Remark, RuleInfo, RuleMatch
from vscan.domain.finding import Change, Finding, Place
from vscan.domain.held import Held, Notice, NoticeKind, Origin, Suppression
from vscan.domain.levels import Confidence, Severity, VscanError
from vscan.domain.odds import Caveat, LineInfluence, Score
from vscan.domain.report import Changes, ExitPolicy, Root, ScanReport, Totals
from vscan.domain.result import FileResult
from vscan.domain.source import Function, Skipped, SkipReason, SourceFile, Span

__all__ = [
    "Analysed",
    "Analysis",
    "Caveat",
    "Change",
    "Changes",
    "Confidence",
    "ExitPolicy",
    "FileResult",
    "Finding",
    "Function",
    "Held",
    "LineInfluence",
    "Notice",
    "NoticeKind",
    "Origin",
    "Place",
    "Remark",
    "Root",
    "RuleInfo",
    "RuleMatch",
    "ScanReport",
    "Score",
    "Severity",
    "SkipReason",
    "Skipped",
    "SourceFile",
    "Span",
    "Suppression",
    "Totals",
    "VscanError",
]
