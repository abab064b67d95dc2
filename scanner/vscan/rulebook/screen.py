"""Which rules may match a text, told without parsing it: most never run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from vscan.comments import code_of
from vscan.rulebook.rule import Rule

# A shape may cost the square of the text's length.
MAX_SHAPED = 10_000

_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Glance:
    """A text as `needs` and `shape` look at it."""

    text: str
    language: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Its identifiers and keywords."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def code(self) -> str:
        return code_of(self.text, self.language)


class Screen:
    """Rules by the words that they need, so that the words of a text lead to its rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: dict[str, list[Rule]] = {}
        self._others: list[Rule] = []
        for rule in rules:
            words = next((need.words for need in rule.needs if not need.pieces), None)
            if words is None:
                self._others.append(rule)
            for word in words or ():
                self._by_word.setdefault(word, []).append(rule)

    def candidates(self, text: str, language: str) -> list[Rule]:
        """The rules that may match; all others cannot."""
        glance = Glance(text, language)
        spoken = {
            rule.info.id: rule for word in glance.words & self._by_word.keys() for rule in self._by_word[word]
        }
        return [rule for rule in (*self._others, *spoken.values()) if _may_match(rule, glance)]


def _may_match(rule: Rule, glance: Glance) -> bool:
    if not all(need.met(glance.text, glance.words) for need in rule.needs):
        return False
    return len(glance.text) > MAX_SHAPED or all(shape.search(glance.code) for shape in rule.shape)
