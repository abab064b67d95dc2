"""docs/discovery.md and the code tell the same story."""

from __future__ import annotations

import re
from pathlib import Path

from vscan.discover import DEFAULT_EXCLUDES
from vscan.domain import SkipReason

TEXT = (Path(__file__).parent.parent / "docs/discovery.md").read_text()
LATER = {SkipReason.TIMED_OUT, SkipReason.OUT_OF_MEMORY, SkipReason.CRASHED}


def section(title: str) -> str:
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_default_excludes():
    rows = re.findall(r"^\| ([a-z ]+) \| (`.*`) \|", section("Default excludes"), re.MULTILINE)
    documented = {kind: tuple(re.findall(r"`([^`]+)`", cell)) for kind, cell in rows}
    assert documented == dict(DEFAULT_EXCLUDES)


def test_reasons():
    documented = re.findall(r"^\| `([a-z-]+)` \|", section("Reasons"), re.MULTILINE)
    assert sorted(documented) == sorted(reason.value for reason in set(SkipReason) - LATER)
