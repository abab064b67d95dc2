"""Source trees: the files that vscan reads by default, and parts of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vscan.discover import Candidate, read, walk
from vscan.domain import SourceFile
from vscan.settings import ScanSettings


@dataclass(frozen=True, slots=True)
class Tree:
    """`files` are those of C and C++, which all tools read; `lines` and `bytes` are theirs."""

    root: Path
    files: tuple[Path, ...]
    lines: int
    bytes: int

    @property
    def name(self) -> str:
        return self.root.name


def find(root: Path) -> Tree:
    """Reads every file, one at a time."""
    settings = ScanSettings(languages=("c", "cpp"))
    files, lines, size = [], 0, 0
    for candidate in walk([root], settings):
        source = read(candidate, settings) if isinstance(candidate, Candidate) else None
        if isinstance(source, SourceFile):
            path = Path(source.path).absolute()
            files.append(path)
            lines += source.text.count("\n")
            size += path.stat().st_size
    return Tree(root, tuple(files), lines, size)


def copy(root: Path, files: Iterable[Path], folder: Path) -> list[Path]:
    """Files below `root`, to the same places below `folder`."""
    copies = []
    for file in files:
        target = folder / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        copies.append(Path(shutil.copyfile(file, target)))
    return copies
