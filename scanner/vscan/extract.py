"""Functions of a source file, from its syntax tree."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter

from vscan.domain import Function, SourceFile, Span
from vscan.languages import LANGUAGES, Language
from vscan.languages.base import text_of


@dataclass(frozen=True, slots=True)
class _Definition:
    name: str
    span: Span


def extract(source: SourceFile) -> tuple[Function, ...]:
    """The function definitions of a file in the order they stand in it, never overlapping.

    Functions nested in others are part of them. A file that does not parse gives what does. Raises
    KeyError for a language that is not in LANGUAGES.
    """
    language = LANGUAGES[source.language]
    data = source.text.encode("utf-8", "replace")
    return tuple(
        Function(
            path=source.path,
            language=source.language,
            name=found.name,
            span=found.span,
            text=data[found.span.start_byte : found.span.end_byte].decode("utf-8", "replace"),
        )
        for found in _definitions(data, language)
    )


def _definitions(data: bytes, language: Language) -> list[_Definition]:
    tree = language.parse(data)
    found = list(_walk(tree, language))
    if not tree.root_node.has_error or language.variants is None:
        return found
    merged: list[_Definition] = []
    for variant in language.variants(data):
        merged = _merge(merged, list(_walk(language.parse(variant), language)))
    return _merge(merged, found)


def _merge(first: list[_Definition], second: list[_Definition]) -> list[_Definition]:
    """All of `first`, and those of `second` that overlap none of them, in file order."""
    starts = [one.span.start_byte for one in first]
    extra = []
    for one in second:
        after = bisect.bisect_left(starts, one.span.end_byte)
        if after == 0 or first[after - 1].span.end_byte <= one.span.start_byte:
            extra.append(one)
    return sorted(first + extra, key=lambda one: one.span.start_byte)


def _walk(tree: tree_sitter.Tree, language: Language) -> Iterator[_Definition]:
    cursor = tree.walk()
    scopes: list[str] = []  # the names around the cursor, one a level, empty where there is none
    previous: list[tree_sitter.Node | None] = [None]  # the sibling before, one a level
    while True:
        node = cursor.node
        assert node is not None
        name, start = "", node
        if node.type in language.functions:
            name = language.name_of(node)
        elif language.recover is not None and (before := previous[-1]) is not None:
            name, start = language.recover(before, node), before
        if name:
            yield _Definition(language.separator.join([*filter(None, scopes), name]), _span(start, node))
        elif not (node.type in language.sealed and not node.has_error) and cursor.goto_first_child():
            scopes.append(_scope_name(node, language))
            previous.append(None)
            continue
        previous[-1] = node
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            scopes.pop()
            previous.pop()
            previous[-1] = cursor.node


def _scope_name(node: tree_sitter.Node, language: Language) -> str:
    field = language.scopes.get(node.type)
    name = node.child_by_field_name(field) if field else None
    return text_of(name) if name is not None else ""


def _span(start: tree_sitter.Node, end: tree_sitter.Node) -> Span:
    return Span(start.start_point.row + 1, end.end_point.row + 1, start.start_byte, end.end_byte)
