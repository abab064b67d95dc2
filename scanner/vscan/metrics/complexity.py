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
    from lizard import FileAnalyzer, line_counter, preprocessing, token_counter

    conditions = _ConditionCounter()
    analyzer = FileAnalyzer([preprocessing, _drop_comments, line_counter, token_counter, conditions])
    return analyzer.analyze_source_code(file_name, text), conditions.total


class _ConditionCounter:
    """lizard's condition counter, keeping a total beside the counts by function."""

    def __init__(self) -> None:
        self.total = 0

    def __call__(self, tokens: Iterable[str], reader: Any) -> Iterator[str]:
        conditions = reader.conditions
        for token in tokens:
            if token in conditions:
                self.total += 1
                reader.context.add_condition()
            yield token


def _drop_comments(tokens: Iterable[str], reader: Any) -> Iterator[str]:
    """lizard's own processor, but deaf to the `#lizard forgive` and `GENERATED CODE` comments by which
    scanned code could hide from it."""
    for token in tokens:
        comment = reader.get_comment_from_token(token)
        if comment is None:
            yield token
        else:
            yield from "\n" * (len(comment.splitlines()) - 1)
