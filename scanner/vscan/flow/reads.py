"""Variables that are written and never read."""

from __future__ import annotations

from collections.abc import Iterator

from vscan.flow.tree import Node


def never_read(body: Node) -> Iterator[Node]:
    """Where such variables are declared: each name that stands for nothing but what it is assigned, by
    statements that do nothing else, at least once."""
    nodes = body.walk()
    declared = [name for node in nodes if node.kind == "declaration" for name in _declared(node)]
    assigned = [name for node in nodes if node.kind == "expression_statement" for name in _assigned(node)]
    written = {id(name) for name in (*declared, *assigned)}
    read = {node.text for node in nodes if node.kind == "identifier" and id(node) not in written}
    idle = {name.text for name in assigned} - read
    yield from (name for name in declared if name.text in idle)


def _declared(node: Node) -> Iterator[Node]:
    for child in node.children:
        name = child.field("declarator") if child.kind == "init_declarator" else child
        if name is not None and name.kind == "identifier":
            yield name


def _assigned(node: Node) -> Iterator[Node]:
    if node.children:
        assignment = node.children[0]
        left = assignment.field("left") if assignment.kind == "assignment_expression" else None
        if left is not None and left.kind == "identifier":
            yield left
