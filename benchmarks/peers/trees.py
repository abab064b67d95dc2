"""A source tree as every tool gets it: the files that vscan reads by default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tools import Files

from vscan.discover import Candidate, read, walk
from vscan.domain import SourceFile
from vscan.settings import ScanSettings


@dataclass(frozen=True, slots=True)
class Tree:
    files: Files
    lines: int


def find(root: Path, include: tuple[str, ...]) -> Tree:
    """C and C++ files below `root`; headers are looked for in `root` and the folders named in `include`."""
    settings = ScanSettings()
    candidates = [item for item in walk([root], settings) if isinstance(item, Candidate)]
    sources = [item for item in (read(one, settings) for one in candidates) if isinstance(item, SourceFile)]
    chosen = [source for source in sources if source.language in ("c", "cpp")]
    folders = (root, *(root / name for name in include))
    files = Files(root, tuple(Path(source.path) for source in chosen), folders, max_configs=1)
    return Tree(files, sum(source.text.count("\n") + 1 for source in chosen))
