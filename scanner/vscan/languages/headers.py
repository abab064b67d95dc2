"""Which of C and C++ a header holds."""

from __future__ import annotations

import re

from vscan.languages.preprocessor import COMMENT, LITERAL, REST_OF_LINE

_GUARDED = re.compile(
    rb"^[ \t]*#[ \t]*(?:ifdef|if)\b[^\n!]*__cplusplus\b.*?(?:^[ \t]*#[ \t]*(?:endif|else)\b|\Z)",
    re.MULTILINE | re.DOTALL,
)
_NOT_CODE = re.compile(
    COMMENT + b"|" + LITERAL + rb"|^[ \t]*#" + REST_OF_LINE,
    re.MULTILINE | re.DOTALL,
)
_CPP = re.compile(
    rb"""\b(?:
      template\s*< | namespace(?:\s+[\w:]+)?\s*\{ | using\s+\w | class\s+\w+\s*(?:final\s*)?[:{;]
    | typename\s | friend\s | virtual\s | explicit\s+\w | mutable\s | constexpr\s | noexcept\b | nullptr\b
    | (?:struct|union)\s+\w+\s*(?:final\s*)?:\s*\w | (?:public|private|protected)\s*(?:\w+\s*)?:
    | operator\s*(?:\(\s*\)|\[\s*\]|[-+*/%^&|~!<>=]+)\s*\(
    | (?:static|dynamic|reinterpret|const)_cast\s*< | decltype\s*\(
    | delete\s*\[\s*\] | catch\s*\( | throw\s*\( ) | \w\s*(?:<[^<>;{}]*>\s*)?::\s*[~\w]""",
    re.VERBOSE,
)


def guess_c_or_cpp(text: str) -> str:
    """ "cpp" if the text uses anything that only C++ has, else "c".

    What stands under `#ifdef __cplusplus` says nothing: C headers have it too.
    """
    source = _GUARDED.sub(b" ", text.encode("utf-8", "replace"))
    return "cpp" if _CPP.search(_NOT_CODE.sub(b" ", source)) else "c"
