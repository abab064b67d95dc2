"""Which rules may match a text, told without parsing it: most never run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
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
    """Rules by what they need, so that each word and each piece is looked for once, whoever needs it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._free: list[Rule] = []  # of needs
        self._by_need: dict[str, list[Rule]] = {}
        self._pieces: dict[str, str] = {}
        for rule in rules:
            first = min(rule.needs, key=lambda need: len(need.pieces), default=None)
            for name in first.spellings if first else ():
                self._by_need.setdefault(name, []).append(rule)
            if first is None:
                self._free.append(rule)
            self._pieces |= {f"*{piece}*": piece for need in rule.needs for piece in need.pieces}

    def candidates(self, text: str, language: str) -> list[Rule]:
        """The rules that may match; all others cannot."""
        glance = Glance(text, language)
        met = glance.words | {name for name, piece in self._pieces.items() if piece in text}
        spoken = {rule.info.id: rule for name in met & self._by_need.keys() for rule in self._by_need[name]}
        return [rule for rule in (*self._free, *spoken.values()) if _may_match(rule, glance, met)]


def _may_match(rule: Rule, glance: Glance, met: Set[str]) -> bool:
    for need in rule.needs:
        if need.spellings.isdisjoint(met):
            return False
    return len(glance.text) > MAX_SHAPED or all(shape.search(glance.code) for shape in rule.shape)
