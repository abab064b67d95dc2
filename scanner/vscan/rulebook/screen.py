"""Which rules may match a text, told without parsing it: most never run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from vscan.comments import code_of
from vscan.rulebook.rule import Need, Rule

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

    def has(self, need: Need) -> bool:
        """One of its words, or of its pieces."""
        return not need.words.isdisjoint(self.words) or any(piece in self.text for piece in need.pieces)

    @cached_property
    def code(self) -> str:
        return code_of(self.text, self.language)


class Screen:
    """Rules by what they need, so that each word is looked for once, whoever needs it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._free: list[Rule] = []  # of needs
        self._by_word: dict[str, list[Rule]] = {}
        self._by_piece: dict[str, list[Rule]] = {}
        for rule in rules:
            if not rule.needs:
                self._free.append(rule)
                continue
            rarest = min(rule.needs, key=lambda need: len(need.pieces))
            for word in rarest.words:
                self._by_word.setdefault(word, []).append(rule)
            for piece in rarest.pieces:
                self._by_piece.setdefault(piece, []).append(rule)

    def candidates(self, text: str, language: str) -> list[Rule]:
        """The rules that may match; all others cannot."""
        glance = Glance(text, language)
        spoken = {
            rule.info.id: rule for word in glance.words & self._by_word.keys() for rule in self._by_word[word]
        }
        spoken |= {
            rule.info.id: rule for piece, rules in self._by_piece.items() if piece in text for rule in rules
        }
        return [rule for rule in (*self._free, *spoken.values()) if _may_match(rule, glance)]


def _may_match(rule: Rule, glance: Glance) -> bool:
    for need in rule.needs:
        if not glance.has(need):
            return False
    return len(glance.text) > MAX_SHAPED or all(shape.search(glance.code) for shape in rule.shape)
