"""The languages vscan reads: one module each, registered here."""

from __future__ import annotations

from vscan.languages import c, c_sharp, cpp, extra, go, java, javascript, php, python, ruby, rust, typescript
from vscan.languages.base import Language
from vscan.languages.headers import guess_c_or_cpp

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
