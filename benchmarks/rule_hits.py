"""Count how often each rule matches in source trees (C and C++ unless told), and how fast matching is.

    python benchmarks/rule_hits.py PATH...            a Markdown table, by rule
    python benchmarks/rule_hits.py PATH... --language go   of other languages, with commas between
    python benchmarks/rule_hits.py PATH... --show ID  the matches of one rule, to be read
    python benchmarks/rule_hits.py --pairs FILE       before/after pairs (JSON lines, xz) by rule

Pairs need the fields `func_src_before`, `func_src_after` and `file_name`, as in SVEN (He and Vechev, 2023).
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from vscan.domain import Function, SourceFile
from vscan.extract import extract
from vscan.languages import language_of
from vscan.rulebook import Rulebook, builtin_rules


def main() -> None:
    parser = argparse.ArgumentParser(description="Count rule matches in source trees.")
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--language", default="c,cpp", metavar="NAMES", help="with commas between")
    parser.add_argument("--show", metavar="ID", help="print this rule's matches")
    parser.add_argument("--pairs", metavar="FILE", type=Path, help="before/after pairs instead of trees")
    arguments = parser.parse_args()
    rulebook = Rulebook.load([builtin_rules()])
    languages = frozenset(arguments.language.split(","))
    if arguments.pairs:
        print_pairs(rulebook, arguments.pairs, languages)
    elif arguments.show:
        print_matches(rulebook, arguments.show, functions(arguments.paths, languages))
    else:
        print_hits(rulebook, list(functions(arguments.paths, languages)))


def functions(roots: Sequence[Path], languages: Collection[str]) -> Iterator[Function]:
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if not path.is_file():
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            language = language_of(path.name, text)
            if language is not None and language in languages:
                yield from extract(SourceFile(path.as_posix(), language, text))


def print_hits(rulebook: Rulebook, found: list[Function]) -> None:
    lines = sum(function.text.count("\n") + 1 for function in found)
    started = time.process_time()
    matches = [match.rule_id for one in found for match in rulebook.match(one.text, one.language)]
    seconds = time.process_time() - started
    speed = len(found) / seconds
    print(f"{len(found):,} functions, {lines:,} lines, {seconds:.1f} s of CPU: {speed:,.0f} functions/s\n")
    print("| rule | matches | per 1,000 lines |\n| --- | ---: | ---: |")
    for rule_id, count in sorted(Counter(matches).items(), key=lambda item: (-item[1], item[0])):
        print(f"| `{rule_id}` | {count} | {1000 * count / lines:.3f} |")
    print(f"| all | {len(matches)} | {1000 * len(matches) / lines:.3f} |")


def print_matches(rulebook: Rulebook, rule_id: str, found: Iterator[Function]) -> None:
    for function in found:
        for match in rulebook.match(function.text, function.language):
            if match.rule_id == rule_id:
                line = function.span.start_line + match.start_line - 1
                print(f"{function.path}:{line}: {match.excerpt}")


def print_pairs(rulebook: Rulebook, path: Path, languages: Collection[str]) -> None:
    before, gone, added = Counter[str](), Counter[str](), Counter[str]()
    pairs = 0
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            language = language_of(row["file_name"], row["func_src_before"])
            if language is None or language not in languages:
                continue
            pairs += 1
            old, new = (
                Counter(match.rule_id for match in rulebook.match(row[side], language))
                for side in ("func_src_before", "func_src_after")
            )
            before += old
            gone += old - new
            added += new - old
    print(f"{pairs} pairs\n\n| rule | before | gone after | new after |\n| --- | ---: | ---: | ---: |")
    for rule_id in sorted(before + added, key=lambda rule_id: (-before[rule_id], rule_id)):
        print(f"| `{rule_id}` | {before[rule_id]} | {gone[rule_id]} | {added[rule_id]} |")


if __name__ == "__main__":
    main()
