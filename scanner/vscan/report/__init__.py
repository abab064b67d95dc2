"""The report formats by name. To add one: a module with a `Reporter`, a line here, a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from vscan.lazy import Lazy
from vscan.report.base import Reporter, Style

__all__ = ["FORMATS", "Reporter", "Style"]

_REPORTERS = {
    "text": ("text", "TextReporter"),
    "json": ("json_", "JsonReporter"),
    "jsonl": ("json_", "JsonLinesReporter"),
    "sarif": ("sarif", "SarifReporter"),
    "markdown": ("markdown", "MarkdownReporter"),
    "github": ("github", "GithubReporter"),
    "gitlab-sast": ("gitlab", "GitlabSastReporter"),
    "gitlab-codequality": ("gitlab", "GitlabCodeQualityReporter"),
    "junit": ("junit", "JunitReporter"),
    "csv": ("csv_", "CsvReporter"),
}


def _made(name: str) -> Reporter:
    module, kind = _REPORTERS[name]
    reporter: Reporter = getattr(import_module(f"{__name__}.{module}"), kind)()
    return reporter


FORMATS: Mapping[str, Reporter] = Lazy(_REPORTERS, _made)
"""Each is imported when it is asked for: a run writes one or two."""
