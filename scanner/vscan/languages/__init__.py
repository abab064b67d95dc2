"""The languages vscan reads: one module each, registered here."""

from __future__ import annotations

from vscan.languages import c, cpp
from vscan.languages.base import Language

__all__ = ["LANGUAGES", "Language"]

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        c.LANGUAGE,
        cpp.LANGUAGE,
    )
}
