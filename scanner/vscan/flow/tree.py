"""The syntax tree as the walk needs it: named nodes without comments, offsets in characters."""

from __future__ import annotations

import tree_sitter

from vscan.languages import LANGUAGES

MAX_DEPTH = 150
MAX_NODES = 30_000

_DROPPED = frozenset({"comment"})
_NO_CHILDREN: list[Node] = []
_NO_FIELDS: dict[str, Node] = {}
_MARKED = frozenset({"labeled_statement", "case_statement", "ERROR"})
_CHANGES = frozenset({"assignment_expression", "update_expression", "pointer_expression"})


class Node:
    """One named node. `op` is its operator or, without one, empty; `fields` are its named fields.

    `broken`: something at or below it did not parse; `labelled`: a jump may lead to it or below.
    """

    __slots__ = (
        *("_changes", "_end", "_flat", "_names", "_order", "_place", "broken", "children", "end", "fields"),
        *("kind", "labelled", "op", "start", "text"),
    )

    _order: list[Node]
    _place: int
    _end: int
    _flat: str
    _names: frozenset[str]
    _changes: list[Node]

    def __init__(self, kind: str, start: int, end: int, text: str) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.op = ""
        self.broken = self.labelled = False
        self.children = _NO_CHILDREN
        self.fields = _NO_FIELDS

    def open(self, order: list[Node]) -> None:
        """There are nodes below it, which `order`, in which it is the last one, will get."""
        self.children, self.fields = [], {}
        self._order, self._place = order, len(order) - 1

    def close(self) -> None:
        self._end = len(self._order)

    @property
    def flat(self) -> str:
        """The text without white space: equal for what is written alike."""
        try:
            return self._flat
        except AttributeError:
            self._flat = "".join(self.text.split())
            return self._flat

    @property
    def names(self) -> frozenset[str]:
        """Every identifier below."""
        try:
            return self._names
        except AttributeError:
            self._names = frozenset(node.text for node in self.walk() if node.kind == "identifier")
            return self._names

    @property
    def changes(self) -> list[Node]:
        """What assigns or steps something at or below, or takes its address."""
        try:
            return self._changes
        except AttributeError:
            self._changes = [
                node
                for node in self.walk()
                if node.kind in _CHANGES and node.children and (node.kind[0] != "p" or node.op == "&")
            ]
            return self._changes

    def walk(self) -> list[Node]:
        """This node and all below, in source order."""
        return self._order[self._place : self._end] if self.children else [self]

    def field(self, name: str) -> Node | None:
        return self.fields.get(name)


def forget(root: Node) -> None:
    """Its nodes hold the list that holds them: else only the garbage collector would free them."""
    root._order.clear()


def tree_of(text: str, language: str) -> Node | None:
    """The root, or None where the text is too deep or too large to be walked.

    Characters beyond ASCII are replaced one by one, so that byte and character offsets are the same.
    """
    plain = text if text.isascii() else "".join(c if c < "\x80" else "_" for c in text)
    return _converted(LANGUAGES[language].parse(plain.encode()), plain)


def _converted(tree: tree_sitter.Tree, source: str) -> Node | None:
    cursor = tree.walk()
    sound = not tree.root_node.has_error
    root = above = Node(tree.root_node.type, 0, len(source), source)
    order, path = [root], [root]
    root.open(order)
    more = cursor.goto_first_child()
    while more:
        node = cursor.node
        assert node is not None
        if not sound and (node.is_error or node.is_missing):
            for outer in path:
                outer.broken = True
        if not node.is_named:
            if cursor.field_name == "operator":
                above.op = node.type
        elif (kind := node.type) not in _DROPPED:
            start, end = node.start_byte, node.end_byte
            made = Node(kind, start, end, source[start:end])
            above.children.append(made)
            order.append(made)
            if (field := cursor.field_name) and field not in above.fields:
                above.fields[field] = made
            if kind in _MARKED:
                _mark(made, path)
            if cursor.goto_first_child():
                made.open(order)
                path.append(made)
                above = made
                if len(order) > MAX_NODES or len(path) > MAX_DEPTH:
                    return None
                continue
        while not (more := cursor.goto_next_sibling()):
            path.pop().close()
            if not path or not cursor.goto_parent():
                break
            above = path[-1]
    return root if len(order) <= MAX_NODES else None


def _mark(node: Node, path: list[Node]) -> None:
    if node.kind == "ERROR":
        node.broken = True
    else:
        for one in (*path, node):
            one.labelled = True
