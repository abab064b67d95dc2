"""Scans one open document after another. Knows nothing of the protocol."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vscan.config import Config, load_config, merge
from vscan.discover import read_stdin
from vscan.discover.places import display_path
from vscan.domain import Analysed, ScanReport, Score
from vscan.progress import Silent
from vscan.rulebook import Rule
from vscan.scan import scan_sources
from vscan.settings import ScanSettings
from vscan.toolkit import Toolkit


@dataclass(frozen=True, slots=True)
class Look:
    """What a scan saw of a document's `text`: its report, all functions with their odds, shown or not,
    and the rules by id."""

    text: str
    report: ScanReport
    functions: tuple[tuple[Analysed, Score], ...]
    rules: Mapping[str, Rule]

    def at(self, line: int) -> tuple[Analysed, Score] | None:
        """The function around a line of the file (1 is the first)."""
        for one, score in self.functions:
            if one.function.span.start_line <= line <= one.function.span.end_line:
                return one, score
        return None


class Desk:
    """Not to be used by two threads at once, except for `close`."""

    def __init__(self, flags: Mapping[str, Any], config: Path | None = None, no_config: bool = False) -> None:
        """`flags` as `vscan.config.merge` takes them; they win over the config that a document is under."""
        self._flags, self._config, self._no_config = dict(flags), config, no_config
        self._settings: ScanSettings | None = None
        self._toolkit: Toolkit | None = None

    def look(self, path: Path, text: str) -> Look:
        """What stands in the editor under this path, saved or not. Raises VscanError."""
        found = Config() if self._no_config else load_config(path, self._config)
        settings = merge(self._flags, found)
        # One document keeps one worker busy; and what the CLI would walk past is not looked at here.
        settings = replace(settings, jobs=settings.jobs or 1, force_exclude=True)
        toolkit = self._equipped(settings)
        called = display_path(str(path), str(Path.cwd()))
        source = read_stdin(called, settings, io.BytesIO(text.encode("utf-8", "replace")))
        seen: list[tuple[Analysed, Score]] = []

        def note(one: Analysed, score: Score) -> None:
            seen.append((one, score))

        report = scan_sources([source], settings, Silent(), 1, toolkit=toolkit, each=note)
        return Look(text, report, tuple(seen), toolkit.rulebook.rules)

    def close(self) -> None:
        """Ends the workers, and with them a scan that still runs."""
        if self._toolkit:
            self._toolkit.stop()
        self._toolkit = self._settings = None

    def _equipped(self, settings: ScanSettings) -> Toolkit:
        if self._toolkit is None or settings != self._settings:
            self.close()
            self._toolkit, self._settings = Toolkit(settings), settings
        return self._toolkit
