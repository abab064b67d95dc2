"""The languages vscan reads: one module each, registered here."""

from __future__ import annotations

import re

from vscan.languages import c, cpp
from vscan.languages.base import Language

__all__ = ["LANGUAGES", "Language", "guess_c_or_cpp", "language_of"]

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        c.LANGUAGE,
        cpp.LANGUAGE,
    )
}

_SUFFIXES = {suffix: language.name for language in LANGUAGES.values() for suffix in language.suffixes}
_FILENAMES = {name: language.name for language in LANGUAGES.values() for name in language.filenames}

_GUARDED = re.compile(
    r"^[ \t]*#[ \t]*(?:ifdef[ \t]+__cplusplus\b|if[ \t]+defined[ \t(]*__cplusplus\b).*?^[ \t]*#[ \t]*(?:endif|else)\b",
    re.MULTILINE | re.DOTALL,
)
_NOT_CODE = re.compile(
    r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*#(?:\\\r?\n|[^\n])*""",
    re.MULTILINE | re.DOTALL,
)
_CPP = re.compile(
    r"""\b(?:
      template\s*< | namespace\s*(?:\w|\{|\[) | using\s+\w | (?:class|struct)\s+[\w\s]+(?::\s*(?:public|private|protected|virtual|\w)|final)
      | class\s+\w+[^;()=]*\{ | (?:public|private|protected)\s*(?:\w+\s*)?: | operator\s*[^\w\s;,)=] | operator\s*\(\)
      | (?:static|dynamic|reinterpret|const)_cast\s*< | constexpr\b | nullptr\b | noexcept\b | virtual\s+[\w~] | typename\s
      | decltype\s*\( | static_assert\s*\( | mutable\s | explicit\s+\w | friend\s | delete\s*\[\] | catch\s*\(
      | std\s*::
    ) | \w\s*::\s*[~\w]""",
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
