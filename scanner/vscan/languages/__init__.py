"""The languages vscan reads: one module each, registered here."""

from __future__ import annotations

import re

from vscan.languages import c, c_sharp, cpp, extra, go, java, javascript, php, python, ruby, rust, typescript
from vscan.languages.base import Language

__all__ = ["LANGUAGES", "Language", "guess_c_or_cpp", "language_of"]

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        c.LANGUAGE,
        cpp.LANGUAGE,
        c_sharp.LANGUAGE,
        go.LANGUAGE,
        java.LANGUAGE,
        javascript.LANGUAGE,
        php.LANGUAGE,
        python.LANGUAGE,
        ruby.LANGUAGE,
        rust.LANGUAGE,
        typescript.LANGUAGE,
        typescript.TSX,
        *extra.installed(),
    )
}

_SUFFIXES = {suffix: language.name for language in LANGUAGES.values() for suffix in language.suffixes}
_FILENAMES = {name: language.name for language in LANGUAGES.values() for name in language.filenames}

_GUARDED = re.compile(
    r"^[ \t]*#[ \t]*(?:ifdef|if)\b[^\n!]*__cplusplus\b.*?^[ \t]*#[ \t]*(?:endif|else)\b",
    re.MULTILINE | re.DOTALL,
)
_NOT_CODE = re.compile(
    r"""/\*.*?(?:\*/|\Z)|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*\#(?:\\\r?\n|[^\n])*""",
    re.MULTILINE | re.DOTALL,
)
_CPP = re.compile(
    r"""\b(?:
      template\s*< | namespace(?:\s+[\w:]+)?\s*\{ | using\s+\w
    | class\s+\w+\s*(?:final\s*)?[:{;] | typename\s | friend\s | virtual\s
    | (?:struct|union)\s+\w+\s*(?:final\s*)?:\s*\w | (?:public|private|protected)\s*(?:\w+\s*)?:
    | operator\s*(?:\(\s*\)|\[\s*\]|[-+*/%^&|~!<>=]+)\s*\( | explicit\s+\w | mutable\s
    | (?:static|dynamic|reinterpret|const)_cast\s*< | constexpr\s | noexcept\b | decltype\s*\( | nullptr\b
    | delete\s*\[\s*\] | catch\s*\( | throw\s*\( ) | \w\s*(?:<[^<>;{}]*>\s*)?::\s*[~\w]""",
    re.VERBOSE,
)


def language_of(filename: str, text: str = "") -> str | None:
    """The key in LANGUAGES for a file, by its name; a `.h` is C or C++ by its text. None if unknown."""
    name = filename.rpartition("/")[2]
    if name in _FILENAMES:
        return _FILENAMES[name]
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        return None
    if suffix == "h":
        return guess_c_or_cpp(text)
    return _SUFFIXES.get(dot + suffix) or _SUFFIXES.get(dot + suffix.lower())


def guess_c_or_cpp(text: str) -> str:
    """ "cpp" if the text uses anything that only C++ has, else "c".

    What stands under `#ifdef __cplusplus` says nothing: C headers have it too.
    """
    code = _NOT_CODE.sub(" ", _GUARDED.sub(" ", text))
    return "cpp" if _CPP.search(code) else "c"
