"""One rule file, checked key by key: an error names the file, the key and the nearest known one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from vscan.domain import Confidence, RuleInfo, Severity, VscanError

T = TypeVar("T")

ENGINE_KEYS = ("rule", "constraints", "utils")
_METAVARIABLE = re.compile(r"\$[A-Z_][A-Z0-9_]*")


class RuleError(VscanError):
    """A rule that cannot be used; the message starts with the file's path."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule's documentation, in Markdown."""

    what_it_does: str
    why_bad: str
    example: str
    use_instead: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a text must hold for a rule to match: one of some whole words, or of some pieces of text."""

    words: frozenset[str]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, spellings: Iterable[str]) -> Need:
        """`strcpy` is a whole word, `*alloc*` a part of one, and `->` any piece of text, `*` itself
        too."""
        words = frozenset(s for s in spellings if s.isidentifier())
        return cls(words, tuple(sorted(s.strip("*") or s for s in spellings if not s.isidentifier())))

    def count(self, text: str) -> int:
        """How many places there are at most."""
        return sum(map(text.count, (*self.words, *self.pieces)))


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate of the flow analysis that must hold of what a metavariable stands for."""

    predicate: str
    variable: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`config` is what ast-grep runs, on texts that meet all of the `needs` and whose code has all of the
    `shape`; of its matches those count that meet all of `where`."""

    info: RuleInfo
    languages: tuple[str, ...]
    needs: tuple[Need, ...]
    config: Mapping[str, Any]
    page: RulePage
    shape: tuple[re.Pattern[str], ...] = ()
    where: tuple[Condition, ...] = ()

    def places(self, text: str) -> int:
        """How many places of `text` the rule starts looking from, at most: those of its first need."""
        return self.needs[0].count(text) if self.needs else len(text)


def _keys(noun: type[Any]) -> tuple[str, ...]:
    return tuple(field.name.replace("_", "-") for field in fields(noun))


_INFO_KEYS = tuple(key for key in _keys(RuleInfo) if key != "page")
KNOWN_KEYS = (*_INFO_KEYS, "languages", "needs", "shape", *ENGINE_KEYS, "where", *_keys(RulePage))


def nearest(word: str, known: Iterable[str]) -> str:
    """Advice for an unknown word: the closest known one, or all of them."""
    import difflib  # for an error alone

    candidates = sorted(known)
    close = difflib.get_close_matches(word, candidates, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(candidates)}"


@dataclass(frozen=True)
class Document:
    """A rule file's top-level mapping, read key by key."""

    path: Path
    values: Mapping[Any, Any]

    def check_keys(self) -> None:
        for key in self.values:
            if key not in KNOWN_KEYS:
                raise RuleError(self.path, f"unknown key {key!r}; {nearest(str(key), KNOWN_KEYS)}")

    def text(self, key: str) -> str:
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise RuleError(self.path, f"{key!r} must be a non-empty text, got {value!r}")
        return value.strip()

    def line(self, key: str) -> str:
        value = self.text(key)
        if "\n" in value:
            raise RuleError(self.path, f"{key!r} must be one line")
        return value

    def choice(self, key: str, parse: Callable[[str], T]) -> T:
        value = self.line(key)
        try:
            return parse(value)
        except ValueError as error:
            raise RuleError(self.path, f"{key!r}: {error}") from None

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        return self._list(key, str, default)

    def numbers(self, key: str) -> tuple[int, ...]:
        return self._list(key, int)

    def needs(self) -> tuple[Need, ...]:
        groups = self._list("needs", list, default=())
        if not all(group and all(type(text) is str and text for text in group) for group in groups):
            raise RuleError(self.path, f"'needs' must be a list of lists of texts, got {list(groups)!r}")
        return tuple(Need.of(group) for group in groups)

    def shape(self) -> tuple[re.Pattern[str], ...]:
        return tuple(self._pattern(text) for text in self.texts("shape", default=()))

    def _pattern(self, text: str) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except re.error as error:
            raise RuleError(self.path, f"'shape': {text!r} is no regular expression: {error}") from None

    def conditions(self) -> tuple[Condition, ...]:
        return tuple(self._condition(entry) for entry in self._list("where", dict, default=()))

    def _condition(self, entry: Mapping[Any, Any]) -> Condition:
        if len(entry) != 1:
            raise RuleError(self.path, f"'where' must be a list of single predicates, got {entry!r}")
        from vscan.flow.predicates import PREDICATES

        ((predicate, variable),) = entry.items()
        if predicate not in PREDICATES:
            raise RuleError(
                self.path, f"'where': unknown predicate {predicate!r}; {nearest(str(predicate), PREDICATES)}"
            )
        if not isinstance(variable, str) or not _METAVARIABLE.fullmatch(variable):
            raise RuleError(
                self.path, f"'where': {predicate!r} must be asked of a metavariable, got {variable!r}"
            )
        return Condition(predicate, variable[1:])

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self._required(key)
        if not isinstance(value, dict) or not value:
            raise RuleError(self.path, f"{key!r} must be a mapping, got {value!r}")
        return value

    def _list(self, key: str, kind: type[T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        if default is not None and key not in self.values:
            return default
        values = self._required(key)
        if not isinstance(values, list) or not values or not all(type(v) is kind for v in values):
            wanted = {"str": "texts", "int": "numbers", "list": "lists", "dict": "mappings"}[kind.__name__]
            raise RuleError(self.path, f"{key!r} must be a non-empty list of {wanted}, got {values!r}")
        return tuple(values)

    def _required(self, key: str) -> Any:
        if key not in self.values:
            raise RuleError(self.path, f"missing key {key!r}")
        return self.values[key]


def build_rule(document: Document, languages: tuple[str, ...]) -> Rule:
    """The rule a file states; `languages` is what its folder stands for. Raises RuleError."""
    document.check_keys()
    return Rule(
        info=_info(document),
        languages=_languages(document, languages),
        needs=document.needs(),
        config={key: document.mapping(key) for key in ENGINE_KEYS if key == "rule" or key in document.values},
        page=RulePage(
            what_it_does=document.text("what-it-does"),
            why_bad=document.text("why-bad"),
            example=document.text("example"),
            use_instead=document.text("use-instead"),
            references=document.texts("references"),
        ),
        shape=document.shape(),
        where=document.conditions(),
    )


def _info(document: Document) -> RuleInfo:
    identifier = document.line("id")
    if identifier != document.path.stem:
        raise RuleError(document.path, f"'id' is {identifier!r}: it must be the file's name without .yml")
    return RuleInfo(
        id=identifier,
        title=document.line("title"),
        message=document.line("message"),
        severity=document.choice("severity", Severity.parse),
        confidence=document.choice("confidence", Confidence.parse),
        cwe=document.numbers("cwe"),
    )


def _languages(document: Document, folder: tuple[str, ...]) -> tuple[str, ...]:
    languages = document.texts("languages", default=folder)
    for language in languages:
        if language not in folder:
            raise RuleError(document.path, f"'languages': unknown {language!r}; {nearest(language, folder)}")
    return languages
