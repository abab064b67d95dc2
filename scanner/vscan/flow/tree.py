"""The syntax tree as the walk needs it: named nodes without comments, offsets in characters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import tree_sitter

from vscan.languages import LANGUAGES

MAX_DEPTH = 150
MAX_NODES = 30_000

_DROPPED = frozenset({"comment"})


class Node:
    """One named node. `op` is its operator or, without one, empty; `fields` are its named fields.

    `broken`: something at or below it did not parse.
    """

    def __init__(self, kind: str, start: int, end: int, source: str) -> None:
        self.kind, self.start, self.end, self.source = kind, start, end, source
        self.op = ""
        self.broken = False
        self.children: list[Node] = []
        self.fields: dict[str, Node] = {}

    @cached_property
    def text(self) -> str:
        return self.source[self.start : self.end]

    @cached_property
    def flat(self) -> str:
        """The text without white space: equal for what is written alike."""
        return "".join(self.text.split())

    @cached_property
    def names(self) -> frozenset[str]:
        """Every identifier below."""
        return frozenset(node.text for node in self.walk() if node.kind == "identifier")

    def walk(self) -> Iterator[Node]:
        """This node and all below, in source order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    def field(self, name: str) -> Node | None:
        return self.fields.get(name)


def tree_of(text: str, language: str) -> Node | None:
    """The root, or None where the text is too deep or too large to be walked.

    Characters beyond ASCII are replaced one by one, so that byte and character offsets are the same.
    """
    plain = text if text.isascii() else "".join(c if c < "\x80" else "_" for c in text)
    return _converted(LANGUAGES[language].parse(plain.encode()), plain)


def _converted(tree: tree_sitter.Tree, source: str) -> Node | None:
    cursor = tree.walk()
    root = Node(tree.root_node.type, 0, len(source), source)
    path = [root]
    count = 0
    descend = cursor.goto_first_child()
    while descend or path:
        if not descend:
            return root
        node, field = cursor.node, cursor.field_name
        assert node is not None
        kind = node.type
        if kind == "ERROR" or node.is_missing:
            for above in path:
                above.broken = True
        inside = False
        if node.is_named and kind not in _DROPPED:
            count += 1
            made = Node(kind, node.start_byte, node.end_byte, source)
            parent = path[-1]
            made.broken = kind == "ERROR"
            parent.children.append(made)
            if field and field not in parent.fields:
                parent.fields[field] = made
            if cursor.goto_first_child():
                path.append(made)
                inside = True
        elif field == "operator":
            path[-1].op = kind
        if count > MAX_NODES or len(path) > MAX_DEPTH:
            return None
        if inside:
            continue
        while not cursor.goto_next_sibling():
            path.pop()
            if not path or not cursor.goto_parent() or len(path) == 0:
                return root
    return root
