"""Lines of a document as the protocol counts them, and the suppression that goes above one."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
_REASON = "TODO: say why"
_HASH = frozenset({"bash", "perl", "python", "r", "ruby"})


def lines_of(text: str) -> list[str]:
    """Without their ends. Unlike `str.splitlines`, a form feed ends none."""
    return _LINE_END.split(text)


def suppression(text: str, line: int, rule_id: str, language: str) -> str | None:
    """What to put above line `line` (0 is the first) so that a rule is silent there: a whole line,
    indented alike. None where it would end up inside something else, after a line that a backslash
    continues."""
    lines = lines_of(text)
    if line >= len(lines) or (line and lines[line - 1].endswith("\\")):
        return None
    code = lines[line]
    indentation = code[: len(code) - len(code.lstrip(" \t"))]
    mark = "#" if language in _HASH else "//"
    end = found.group() if (found := _LINE_END.search(text)) else "\n"
    return f"{indentation}{mark} vscan: ignore[{rule_id}] -- {_REASON}{end}"
