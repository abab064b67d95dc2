"""The comments of C and its kin, told from strings without a parser."""

from __future__ import annotations

import re

# A comment may name the flaw or its fix, and fills the window; literals are matched first so that
# "//" inside a string stays. An unterminated comment runs to the end of the text. No literal begins
# with an escaped quote: trying each of them would cost the square of their number. That each alternative
# begins with a plain character lets the engine skip quickly what is neither.
_COMMENT = re.compile(
    r""""(?<!\\")(?:\\.|[^"\\\n])*"|'(?<!\\')(?:\\.|[^'\\\n])*'|//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z)""",
    re.DOTALL,
)

_LIKE_C = frozenset(
    {"c", "cpp", "c_sharp", "go", "java", "javascript", "kotlin", "objc", "php", "rust", "scala"}
    | {"tsx", "typescript"}
)


def strip_comments(text: str) -> str:
    """C and C++ comments become one space; string and character literals stay as they are."""
    return _COMMENT.sub(lambda m: " " if m[0][0] == "/" else m[0], text)


def blank_comments(text: str) -> str:
    """Every line and column stays where it is."""
    return _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0][0] == "/" else m[0], text)


def code_of(text: str, language: str) -> str:
    """What is neither a comment nor white space nor, in languages like C, what a literal holds: one space
    stands where some was, and the quotes of a literal are left."""
    if language not in _LIKE_C:
        return " ".join(text.split())
    plain = _COMMENT.sub(lambda m: " " if m[0][0] == "/" else m[0][0] * 2, text)
    return " ".join(plain.replace("\\\n", " ").replace("\\\r\n", " ").split())


def bare(text: str, language: str) -> str:
    """What tells two versions of a function apart: its text without white space and, in languages with C's
    comments, without these."""
    return "".join((strip_comments(text) if language in _LIKE_C else text).split())
