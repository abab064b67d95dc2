"""The comments of C and its kin, told from strings without a parser."""

from __future__ import annotations

import re

# A comment may name the flaw or its fix, and fills the window; literals are matched first so that
# "//" inside a string stays. An unterminated comment runs to the end of the text. No literal begins
# with an escaped quote: trying each of them would cost the square of their number.
_COMMENT = re.compile(
    r"""((?<!\\)(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z)""",
    re.DOTALL,
)

_LIKE_C = frozenset(
    {"c", "cpp", "c_sharp", "go", "java", "javascript", "kotlin", "objc", "php", "rust", "scala"}
    | {"tsx", "typescript"}
)


def strip_comments(text: str) -> str:
    """C and C++ comments become one space; string and character literals stay as they are."""
    return _COMMENT.sub(lambda m: m.group(1) or " ", text)


def blank_comments(text: str) -> str:
    """Every line and column stays where it is."""
    return _COMMENT.sub(lambda m: m.group(1) or re.sub(r"[^\n]", " ", m.group()), text)


def bare(text: str, language: str) -> str:
    """What tells two versions of a function apart: its text without white space and, in languages with C's
    comments, without these."""
    return "".join((strip_comments(text) if language in _LIKE_C else text).split())
