"""Runs kept in a JSON file, so that one tool can be run again without the others."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tools import TOOLS, Files, Hit, Run

Runs = dict[str, Run]


def runs(part: str, files: Files, again: list[str], keep: Path | None) -> Runs:
    """Each tool's run on one part; those in `again`, and those that are not kept, are made now."""
    known = _read(keep).get(part, {})
    found: Runs = {}
    for name, tool in TOOLS.items():
        if name in again or name not in known:
            found[name] = tool(files)
            _write(keep, part, name, found[name])
        else:
            found[name] = known[name]
    return found


def _read(keep: Path | None) -> dict[str, Runs]:
    if keep is None or not keep.is_file():
        return {}
    parts = json.loads(keep.read_text(encoding="utf-8"))
    return {part: {name: _run(run) for name, run in runs.items()} for part, runs in parts.items()}


def _run(kept: dict[str, object]) -> Run:
    hits = kept.pop("hits")
    assert isinstance(hits, list)
    return Run(hits=tuple(Hit(*hit[:4], tuple(hit[4])) for hit in hits), **kept)  # type: ignore[arg-type]


def _write(keep: Path | None, part: str, name: str, run: Run) -> None:
    if keep is None:
        return
    parts = json.loads(keep.read_text(encoding="utf-8")) if keep.is_file() else {}
    flat = {**asdict(run), "hits": [tuple(asdict(hit).values()) for hit in run.hits]}
    parts.setdefault(part, {})[name] = flat
    keep.write_text(json.dumps(parts), encoding="utf-8")
