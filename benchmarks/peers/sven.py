"""SVEN's pairs as files: a function before and after the fix of a real weakness (He and Vechev, 2023)."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

from vscan.languages import language_of


def write(path: Path, folder: Path) -> int:
    """The number of C and C++ pairs written."""
    pairs = 0
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = language_of(row["file_name"], row["func_src_before"])
            if language not in ("c", "cpp"):
                continue
            suffix = {"c": ".c", "cpp": ".cpp"}[language]
            for side in ("before", "after"):
                file = folder / f"pair{pairs:04}-{side}{suffix}"
                file.write_text(row[f"func_src_{side}"], encoding="utf-8")
            pairs += 1
    return pairs
