"""The report formats by name. To add one: a module with a `Reporter`, a line here, a snapshot."""

from __future__ import annotations

from vscan.report.base import Reporter, Style
from vscan.report.csv_ import CsvReporter
from vscan.report.github import GithubReporter
from vscan.report.gitlab import GitlabCodeQualityReporter, GitlabSastReporter
from vscan.report.json_ import JsonLinesReporter, JsonReporter
from vscan.report.junit import JunitReporter
from vscan.report.markdown import MarkdownReporter
from vscan.report.sarif import SarifReporter
from vscan.report.text import TextReporter

__all__ = ["FORMATS", "Reporter", "Style"]

FORMATS: dict[str, Reporter] = {
    "text": TextReporter(),
    "json": JsonReporter(),
    "jsonl": JsonLinesReporter(),
    "sarif": SarifReporter(),
    "markdown": MarkdownReporter(),
    "github": GithubReporter(),
    "gitlab-sast": GitlabSastReporter(),
    "gitlab-codequality": GitlabCodeQualityReporter(),
    "junit": JunitReporter(),
    "csv": CsvReporter(),
}
