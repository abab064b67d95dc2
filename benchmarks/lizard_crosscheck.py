"""Compare the functions vscan extracts from C and C++ files with those lizard finds.

    python benchmarks/lizard_crosscheck.py PATH...

Two functions agree when they end on the same line and have the same last name. Every other one is
counted under what the other tool has in its place; docs/functions.md explains the causes.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lizard import FileAnalyzer, get_extensions

from vscan.domain import SourceFile
from vscan.extract import extract
from vscan.languages import language_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A function as one of the tools sees it."""

    name: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, int]:
        return self.last_name, self.end

    @property
    def last_name(self) -> str:
        words = re.findall(r"\w+", self.name.split("(")[0])
        return words[-1] if words else self.name


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare extracted functions with lizard's.")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--examples", type=int, default=5, help="examples printed for each cause")
    arguments = parser.parse_args()
    agreed, files = 0, 0
    causes: dict[str, list[str]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    for path, source in _sources(arguments.paths):
        ours, theirs = _by_tool(source, seconds)
        files += 1
        common = Counter(one.key for one in ours) & Counter(one.key for one in theirs)
        agreed += common.total()
        for side, mine, other in (("only vscan", ours, theirs), ("only lizard", theirs, ours)):
            for one in _without(mine, common):
                causes[f"{side}: {_cause(one, other)}"].append(f"{path}:{one.start}-{one.end} {one.name}")
    print(f"{files} files, {agreed} agreed")
    for tool, spent in seconds.items():
        print(f"{tool}: {spent:.1f} s")
    for cause, examples in sorted(causes.items(), key=lambda item: (item[0].split(":")[0], -len(item[1]))):
        print(f"{len(examples):6} {cause}")
        for example in examples[: arguments.examples]:
            print(f"         {example}")


def _sources(paths: list[Path]) -> Iterator[tuple[Path, SourceFile]]:
    for root in paths:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if not path.is_file():
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            language = language_of(path.name, text)
            if language in ("c", "cpp"):
                yield path, SourceFile(path.as_posix(), language, text)


def _by_tool(source: SourceFile, seconds: Counter[str]) -> tuple[list[Seen], list[Seen]]:
    started = time.process_time()
    ours = [Seen(one.name, one.span.start_line, one.span.end_line) for one in extract(source)]
    extracted = time.process_time()
    analyzer = FileAnalyzer(get_extensions([]))
    suffix = "cpp" if source.language == "cpp" else "c"
    found = analyzer.analyze_source_code(f"file.{suffix}", source.text).function_list
    theirs = [Seen(one.name, one.start_line, one.end_line) for one in found]
    seconds["vscan"] += extracted - started  # type: ignore[assignment]
    seconds["lizard"] += time.process_time() - extracted  # type: ignore[assignment]
    return ours, theirs


def _without(seen: list[Seen], common: Counter[tuple[str, int]]) -> Iterator[Seen]:
    left = common.copy()
    for one in seen:
        if left[one.key]:
            left[one.key] -= 1
        else:
            yield one


def _cause(one: Seen, others: list[Seen]) -> str:
    if any(one.end == other.end and one.start <= other.end and other.start <= one.end for other in others):
        return "same end, other name"
    if any(
        one.last_name == other.last_name and one.start <= other.end and other.start <= one.end
        for other in others
    ):
        return "same name, other end"
    if any(other.start <= one.start and one.end <= other.end for other in others):
        return "inside a function of the other"
    if any(one.start <= other.start and other.end <= one.end for other in others):
        return "around functions of the other"
    return "nothing there"


if __name__ == "__main__":
    main()
