"""Names, pointers and arrays in the declarators of C and C++, and the parameters of any definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter

from vscan.languages import Language

_POINTERS = frozenset({"pointer_declarator", "abstract_pointer_declarator"})
_ARRAYS = frozenset({"array_declarator", "abstract_array_declarator"})
_FIELDLESS = frozenset(
    {"parenthesized_declarator", "abstract_parenthesized_declarator", "reference_declarator"}
)
_NOT_PARAMETERS = frozenset({"comment", "line_comment", "block_comment", "ERROR"})
_WIDEST = 1000  # a level of the tree with more nodes is inside a body


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared name and what it is at first hand: `char *argv[2]` is an array of pointers,
    `char (*p)[2]` a pointer. `is_static` is also true of `extern`: not on the stack."""

    name: str
    is_pointer: bool
    is_array: bool
    is_static: bool


def declared_in(node: tree_sitter.Node) -> list[Declared]:
    """What a `declaration` or `parameter_declaration` declares."""
    is_static = any(
        child.type == "storage_class_specifier" and child.text in (b"static", b"extern")
        for child in node.named_children
    )
    return [_declared(declarator, is_static) for declarator in node.children_by_field_name("declarator")]


def _declared(declarator: tree_sitter.Node, is_static: bool) -> Declared:
    innermost = ""
    node, inner = declarator, _inside(declarator)
    while inner is not None:
        if node.type not in _FIELDLESS and node.type != "init_declarator":
            innermost = node.type
        node, inner = inner, _inside(inner)
    if node.type in _POINTERS | _ARRAYS:  # abstract: a parameter without a name
        innermost = node.type
    name = (node.text or b"").decode("utf-8", "replace") if node.child_count == 0 else ""
    return Declared(name, innermost in _POINTERS, innermost in _ARRAYS, is_static)


def _inside(declarator: tree_sitter.Node) -> tree_sitter.Node | None:
    inner = declarator.child_by_field_name("declarator")
    if inner is None and declarator.type in _FIELDLESS:
        return next(iter(declarator.named_children), None)
    return inner


def parameters_of(root: tree_sitter.Node, language: Language) -> list[tree_sitter.Node] | None:
    """The parameter nodes of the first definition in a function's text, `(void)` having none.

    None where there is no definition or it has no parameter list.
    """
    definition = next(definitions_in(root, language), None)
    node: tree_sitter.Node | None = definition
    parameters = None
    while node is not None and parameters is None:
        parameters = node.child_by_field_name("parameters")
        node = node.child_by_field_name("declarator") or (_inside(node) if node is not definition else None)
    if parameters is None:
        return None
    found = [node for node in parameters.named_children if node.type not in _NOT_PARAMETERS]
    return [] if [node.text for node in found] == [b"void"] else found


def definitions_in(root: tree_sitter.Node, language: Language) -> Iterator[tree_sitter.Node]:
    """Nodes that may define a function, breadth first through what may stand around one: a class, a
    template, an export, an error."""
    level = [root]
    while level:
        yield from (node for node in level if node.type in language.functions)
        level = [child for node in level for child in node.named_children] if len(level) < _WIDEST else []
