"""One function's text -> facts about its expressions."""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from vscan.flow.formats import unlimited
from vscan.flow.memory import StepLimitError
from vscan.flow.reads import never_read
from vscan.flow.returns import returns_place
from vscan.flow.statements import Statements
from vscan.flow.tree import Node, forget, tree_of

LANGUAGES = frozenset({"c", "cpp"})


@dataclass(frozen=True)
class Facts:
    """Names of facts by the first and last offset, in characters, of the expression they are about."""

    by_range: Mapping[tuple[int, int], Set[str]]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every fact that holds of anything in the function."""
        return frozenset().union(*self.by_range.values()) if self.by_range else frozenset()

    def hold(self, start: int, end: int, name: str) -> bool:
        """True where the analysis is sure enough; False where it is not, or does not know."""
        return name in self.by_range.get((start, end), ())


NOTHING = Facts({})


def follow(text: str, language: str) -> Facts:
    """The facts of the first function in the text, which costs a bounded number of steps.

    A text that is too deep, too large or no function has none; one that takes too many steps has those
    found until then.
    """
    if language not in LANGUAGES:
        return NOTHING
    root = tree_of(text, language)
    if root is None:
        return NOTHING
    facts = Facts(_facts(root, language))
    forget(root)
    return facts


def _facts(root: Node, language: str) -> Mapping[tuple[int, int], Set[str]]:
    definition = _definition(root)
    body = definition.field("body") if definition is not None else None
    if definition is None or body is None:
        return {}
    declarator = _declarator(definition)
    walk = Statements(_name(declarator), returns_place(definition, language))
    parameters = declarator.field("parameters") if declarator is not None else None
    with suppress(StepLimitError):
        walk.body(body, parameters.children if parameters is not None else [])
    for name in never_read(body):
        walk.fact(name, "never-read")
    for call in unlimited(body):
        walk.fact(call, "unlimited-text")
    return walk.facts


def _definition(root: Node) -> Node | None:
    for node in root.walk():
        if node.kind == "function_definition" and node.field("body") is not None:
            return node
    return None


def _declarator(definition: Node) -> Node | None:
    node = definition.field("declarator")
    while node is not None and node.kind != "function_declarator":
        node = node.field("declarator") or next(
            (child for child in node.children if child.kind.endswith("declarator")), None
        )
    return node


def _name(declarator: Node | None) -> str:
    name = declarator.field("declarator") if declarator is not None else None
    return name.text if name is not None else ""
