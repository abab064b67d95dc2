"""The syntax tree as the walk needs it: named nodes without comments, offsets in characters."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from vscan.languages import LANGUAGES

MAX_DEPTH = 150
MAX_NODES = 30_000

_DROPPED = frozenset({"comment"})
_LABELS = frozenset({"labeled_statement", "case_statement"})
_CHANGES = frozenset({"assignment_expression", "update_expression", "pointer_expression"})


class Node:
    """One named node. `op` is its operator or, without one, empty; `fields` are its named fields.

    `broken`: something at or below it did not parse; `labelled`: a jump may lead to it or below.
    """

    __slots__ = (
        *("_changes", "_flat", "_names", "broken", "children", "end", "fields"),
        *("kind", "labelled", "op", "source", "start", "text"),
    )

    def __init__(self, kind: str, start: int, end: int, source: str) -> None:
        self.kind, self.start, self.end, self.source = kind, start, end, source
        self.text = source[start:end]
        self.op = ""
        self.broken = kind == "ERROR"
        self.labelled = kind in _LABELS
        self.children: list[Node] = []
        self.fields: dict[str, Node] = {}
        self._flat: str | None = None
        self._names: frozenset[str] | None = None
        self._changes: list[Node] | None = None

    @property
    def flat(self) -> str:
        """The text without white space: equal for what is written alike."""
        if self._flat is None:
            self._flat = "".join(self.text.split())
        return self._flat

    @property
    def names(self) -> frozenset[str]:
        """Every identifier below."""
        if self._names is None:
            self._names = frozenset(node.text for node in self.walk() if node.kind == "identifier")
        return self._names

    @property
    def changes(self) -> list[Node]:
        """What assigns or steps something at or below, or takes its address."""
        if self._changes is None:
            self._changes = [
                node
                for node in self.walk()
                if node.kind in _CHANGES and node.children and (node.kind[0] != "p" or node.op == "&")
            ]
        return self._changes

    def walk(self) -> Iterator[Node]:
        """This node and all below, in source order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            if node.children:
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
    sound = not tree.root_node.has_error
    root = Node(tree.root_node.type, 0, len(source), source)
    path = [root]
    count = 0
    more = cursor.goto_first_child()
    while more:
        node = cursor.node
        assert node is not None
        if not sound and (node.is_error or node.is_missing):
            for above in path:
                above.broken = True
        if node.is_named and (kind := node.type) not in _DROPPED:
            count += 1
            made = Node(kind, node.start_byte, node.end_byte, source)
            _add(made, cursor.field_name, path)
            if cursor.goto_first_child():
                path.append(made)
                if count > MAX_NODES or len(path) > MAX_DEPTH:
                    return None
                continue
        elif cursor.field_name == "operator":
            path[-1].op = node.type
        while not (more := cursor.goto_next_sibling()):
            path.pop()
            if not path or not cursor.goto_parent():
                break
    return root if count <= MAX_NODES else None


def _add(node: Node, field: str | None, path: list[Node]) -> None:
    parent = path[-1]
    parent.children.append(node)
    if field and field not in parent.fields:
        parent.fields[field] = node
    if node.labelled:
        for above in path:
            above.labelled = True
