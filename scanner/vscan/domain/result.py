"""What a scan made of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vscan.domain.finding import Finding
from vscan.domain.odds import Caveat


@dataclass(frozen=True, slots=True)
class FileResult:
    """Of a file in which no comment speaks to vscan: its `lines`; the number of its functions by language,
    by why the model abstained and by caveat, and of those held back; its findings, before a baseline was
    asked."""

    path: str
    lines: int
    languages: Mapping[str, int]
    abstained: Mapping[str, int]
    caveats: Mapping[Caveat, int]
    held_back: int
    findings: tuple[Finding, ...]

    @property
    def functions(self) -> int:
        return sum(self.languages.values())

    @property
    def scored(self) -> int:
        return self.functions - sum(self.abstained.values())
