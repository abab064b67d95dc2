"""Where the lines of a file stand, while its text is at hand: reporters read no files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from vscan.domain import Finding, Place, SourceFile
from vscan.line_hashes import LineHashes

_LONE_CARRIAGE_RETURN = re.compile(r"\r(?!\n)")


class Places:
    """The lines of one file; what costs is computed when a place is first asked for."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source

    def located(self, finding: Finding, lines: Iterable[int] = ()) -> Finding:
        """The finding with the places of its function, of its matches and of other `lines`."""
        span = finding.function.span
        wanted = {span.start_line, span.end_line, *map(finding.line_of, finding.matches), *lines}
        return replace(finding, places=tuple(map(self.place, sorted(wanted))))

    def place(self, line: int) -> Place:
        text = self._lines[line - 1].removesuffix("\r")
        bare = text.strip(" \t")
        start = 1 + len(text) - len(text.lstrip(" \t")) if bare else 1
        return Place(line, start, start + _units(bare), self._hashes[line - 1] if self._hashes else "")

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.text.split("\n")

    @cached_property
    def _hashes(self) -> LineHashes | None:
        """None where others would read another text or count its lines otherwise: a wrong hash is
        worse than none."""
        text = self.source.text
        exact = self.source.exact and not _LONE_CARRIAGE_RETURN.search(text)
        return LineHashes(text) if exact else None


def _units(text: str) -> int:
    """Its length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)
