"""Measurements kept in a JSON file, so that a run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from performance.process import Cost, repeat


class Kept:
    """What was measured, by section and name. `again` names the sections to measure anew; a file of another
    machine is no use, since ratios hold within one alone."""

    def __init__(self, file: Path | None, machine: dict[str, Any], again: tuple[str, ...] = ()) -> None:
        """Raises SystemExit for a file of another machine."""
        self._file = file
        known = json.loads(file.read_text("utf-8")) if file and file.is_file() else {"machine": machine}
        if known["machine"] != machine:
            raise SystemExit(f"{file} holds measurements of another machine or other versions: remove it")
        self._known = {name: part for name, part in known.items() if name not in again}

    def value(self, section: str, name: str, make: Callable[[], Any]) -> Any:
        """What JSON can hold: kept, or made now."""
        part = self._known.setdefault(section, {})
        if name not in part:
            print(f"{section}: {name}", flush=True)
            part[name] = make()
            self._write()
        return part[name]

    def cost(self, section: str, name: str, run: Callable[[], Cost], runs: int = 1) -> Cost:
        """The least of so many runs; of one, where that takes ten seconds."""
        return Cost(**self.value(section, name, lambda: asdict(repeat(run, runs))))

    def _write(self) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(self._known, indent=1) + "\n", "utf-8")
