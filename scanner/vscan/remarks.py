"""Comments that speak to vscan, found in the syntax tree: the same words in a string are none."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

import tree_sitter

from vscan.domain import Remark, SourceFile
from vscan.languages import LANGUAGES, Language

MARK = "vscan:"
"""What a text without any remark does not hold."""

# What may stand around a function and begin before it.
_WRAPPERS = frozenset(
    {"template_declaration", "decorated_definition", "linkage_specification", "export_statement"}
)


def remarks(source: SourceFile) -> tuple[Remark, ...]:
    """The comments with `MARK` in them, in the order of the file. Raises KeyError for a language that is
    not in LANGUAGES."""
    if MARK not in source.text:
        return ()
    language = LANGUAGES[source.language]
    data = source.text.encode("utf-8", "replace")
    root = language.parse(data).root_node
    marks = [found.start() for found in re.finditer(re.escape(MARK.encode()), data)]
    lines = data.split(b"\n")
    return tuple(
        Remark(
            line=comment.start_point.row + 1,
            target=_target(comment, root, lines, language) + 1,
            text=data[comment.start_byte : comment.end_byte].decode("utf-8", "replace"),
        )
        for comment in _comments(root, marks)
    )


def _comments(root: tree_sitter.Node, marks: Sequence[int]) -> Iterator[tree_sitter.Node]:
    """Those that hold one of the `marks`: byte offsets in ascending order."""
    cursor = root.walk()
    while True:
        node = cursor.node
        assert node is not None
        first = bisect.bisect_left(marks, node.start_byte)
        marked = first < len(marks) and marks[first] < node.end_byte
        if marked and _is_comment(node):
            yield node
        elif marked and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _target(
    comment: tree_sitter.Node, root: tree_sitter.Node, lines: Sequence[bytes], language: Language
) -> int:
    """The row that a comment speaks of: its own beside code, else the next one, below any comments that
    follow on."""
    before = lines[comment.start_point.row][: comment.start_point.column]
    row = _last_row(comment)
    after = lines[row][comment.end_point.column :] if row == comment.end_point.row else b""
    if before.strip() or after.strip():
        return row
    row += 1
    while row < len(lines) and lines[row].strip():
        column = len(lines[row]) - len(lines[row].lstrip())
        node = root.descendant_for_point_range((row, column), (row, column + 1))
        if node is None or not _is_comment(node):
            return _function_row(node, language, row) if node else row
        row = _last_row(node) + 1
    return row


def _last_row(node: tree_sitter.Node) -> int:
    """Some grammars count the line break to a comment."""
    return node.end_point.row - (node.end_point.column == 0)


def _function_row(node: tree_sitter.Node, language: Language, row: int) -> int:
    """Where the function starts whose template head or decorators begin with `node`; else `row`."""
    start = node.start_byte
    while node.parent is not None and node.parent.start_byte == start and node.type not in _WRAPPERS:
        node = node.parent
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1]
    return node.start_point.row if node.type in language.functions else row


def _is_comment(node: tree_sitter.Node) -> bool:
    return node.is_named and "comment" in node.type
