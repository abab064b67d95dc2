"""The report formats by name. To add one: a module with a `Reporter`, a line here, a snapshot."""

from __future__ import annotations

from vscan.report.base import Reporter, Style
from vscan.report.json_ import JsonReporter
from vscan.report.text import TextReporter

__all__ = ["FORMATS", "Reporter", "Style"]

FORMATS: dict[str, Reporter] = {
    "text": TextReporter(),
    "json": JsonReporter(),
}
