"""Size and cyclomatic complexity, from lizard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vscan.languages import Language

COMPLEXITY_METRICS = ("nloc", "complexity", "tokens", "parameters")


def complexity(text: str, language: Language) -> dict[str, int]:
    """COMPLEXITY_METRICS of one function's text.

    Where lizard recognises functions that make up most of the text, they are added up: the function
    with the lambdas and local classes inside it. Where it recognises none, or only a fragment, the
    whole text counts, and the parameters are unknown: 0.
    """
    try:
        file, conditions = _analyze(f"function{language.suffixes[0]}", language.prefix + text)
    except IndexError:  # lizard's JavaScript reader, on unbalanced text; its C reader never does
        file, conditions = _analyze("function.c", text)
    found = file.function_list
    if 2 * sum(function.token_count for function in found) < file.token_count:
        return {
            "nloc": file.nloc,
            "complexity": 1 + conditions,
            "tokens": file.token_count,
            "parameters": 0,
        }
    outermost = min(found, key=lambda function: function.start_line, default=None)
    return {
        "nloc": sum(function.nloc for function in found),
        "complexity": 1 + sum(function.cyclomatic_complexity - 1 for function in found),
        "tokens": sum(function.token_count for function in found),
        "parameters": outermost.parameter_count if outermost else 0,
    }


def _analyze(file_name: str, text: str) -> tuple[Any, int]:
    """lizard's FileInformation, and the number of conditions in all of the text."""
    from lizard import CLikeReader, FileAnalyzer, get_reader_for, preprocessing

    from vscan.metrics.clike import read

    counter = _Counter()
    if (get_reader_for(file_name) or CLikeReader) is CLikeReader:
        return read(file_name, text, counter), counter.conditions
    analyzer = FileAnalyzer([preprocessing, counter])
    return analyzer.analyze_source_code(file_name, text), counter.conditions


class _Counter:
    """lizard's counters of lines, tokens and conditions in one, which is quicker; deaf to the comments
    `#lizard forgive` and `GENERATED CODE`, by which scanned code could hide from it. Keeps the conditions of
    the whole text beside those by function."""

    def __init__(self) -> None:
        self.conditions = 0

    def __call__(self, tokens: Iterable[str], reader: Any) -> Iterator[str]:
        context, conditions, comment_in = reader.context, reader.conditions, reader.get_comment_from_token
        file = context.fileinfo
        context.current_line = 1
        fresh = 1  # 1 until the line has a token
        for token in tokens:
            if token == "\n":  # noqa: S105 - no secret
                context.current_line += 1
                fresh = 1
                continue
            if not token[0].isalnum() and (comment := comment_in(token)) is not None:
                if breaks := len(comment.splitlines()) - 1:
                    context.current_line += max(breaks, 0)
                    fresh = 1
                continue
            if fresh or "\n" in token:
                breaks = token.count("\n")
                context.current_line += breaks
                context.add_nloc(breaks + fresh)
                fresh = 0
            file.token_count += 1
            context.current_function.token_count += 1
            if token in conditions:
                self.conditions += 1
                context.add_condition()
            yield token
