"""Counts over the syntax tree of one function's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import tree_sitter

from vscan.languages import Language
from vscan.metrics.declarators import Declared, declared_in, definitions_in, parameters_of
from vscan.metrics.names import kinds_of_call

SYNTAX_METRICS = (
    "lines",
    "max_nesting",
    "loops",
    "branches",
    "switch_cases",
    "returns",
    "gotos",
    "labels",
    "calls",
    "distinct_calls",
    "macro_calls",
    "pointer_dereferences",
    "address_of",
    "array_accesses",
    "field_accesses",
    "pointer_arithmetic",
    "casts",
    "assignments",
    "compound_assignments",
    "increments",
    "declarations",
    "local_arrays",
    "pointer_parameters",
    "allocations",
    "frees",
    "dangerous_calls",
    "memory_calls",
    "checking_calls",
    "null_checks",
    "comparisons",
    "arithmetic",
    "shifts",
    "bitwise",
    "logical",
    "ternaries",
    "sizeofs",
    "string_literals",
    "number_literals",
    "preprocessor",
    "asm",
    "parse_errors",
)
_CALLEE_FIELDS = ("field", "name", "property", "attribute", "method")
_EQUALITY = frozenset({"==", "!=", "===", "!==", "is", "is not"})
_POINTER_STEPS = frozenset({"+", "-", "+=", "-=", "++", "--"})


def count(text: str, language: Language) -> Counter[str]:
    """SYNTAX_METRICS of the text, a missing key being a zero; and `parameters`, missing where the tree
    holds no parameter list."""
    return _Count(language).of(text)


class _Count:
    """One walk over one tree, in source order: pointers are declared before they are used."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.counts: Counter[str] = Counter()
        self.called: set[str] = set()
        self.pointers: set[str] = set()

    def of(self, text: str) -> Counter[str]:
        root = self._parse(text)
        self._parameters(root)
        self._walk(root)
        self.counts["lines"] = text.rstrip("\n").count("\n") + 1
        self.counts["distinct_calls"] = len(self.called)
        return self.counts

    def _parse(self, text: str) -> tree_sitter.Node:
        """The tree of the text, standing alone or in the first wrapper that makes it a definition."""
        root = self._root(text)
        for before, after in self.language.wrappers:
            if not root.has_error and self._defines(root):
                break
            wrapped = self._root(f"{before}{text}{after}")
            if self._defines(wrapped):
                root = wrapped
        return root

    def _root(self, text: str) -> tree_sitter.Node:
        return self.language.parse(f"{self.language.prefix}{text}".encode("utf-8", "replace")).root_node

    def _defines(self, root: tree_sitter.Node) -> bool:
        return any(self.language.name_of(node) for node in definitions_in(root, self.language))

    def _parameters(self, root: tree_sitter.Node) -> None:
        parameters = parameters_of(root, self.language)
        if parameters is None:
            return
        self.counts["parameters"] = len(parameters)
        for parameter in parameters:
            self._note_parameters(declared_in(parameter))

    def _note_parameters(self, declared: list[Declared]) -> None:
        pointers = [one.name for one in declared if one.is_pointer or one.is_array]
        self.counts["pointer_parameters"] += len(pointers)
        self.pointers.update(pointers)

    def _walk(self, root: tree_sitter.Node) -> None:
        language, counts = self.language, self.counts
        counted, operators, calls = language.counted, language.operators, language.calls
        nesting, ifs = language.nesting, language.ifs
        may_miss = root.has_error
        heeded = {*counted, *operators, *calls, *nesting, "declaration"}
        cursor = root.walk()
        above: list[tuple[str, int]] = []  # type and nesting of each ancestor but the last
        parent, depth, deepest = "", 0, 0
        while True:
            node = cursor.node
            assert node is not None
            kind, inner = node.type, depth
            if kind in heeded or may_miss:  # most nodes are neither
                if kind in counted and (node.is_named or kind[0] == "#"):
                    counts[counted[kind]] += 1
                elif kind in operators:
                    self._operator(node, operators[kind])
                elif kind in calls:
                    self._call(node, calls[kind])
                elif kind == "declaration" and language.c_family:
                    self._declaration(node, parent)
                elif may_miss and (kind == "ERROR" or node.is_missing):
                    counts["parse_errors"] += 1
                if kind in nesting and node.is_named:
                    is_else_if = kind in ifs and (
                        parent == "else_clause" or cursor.field_name == "alternative"
                    )
                    inner += not is_else_if
                    deepest = max(deepest, inner)
                    if language.c_family:
                        self._condition(node)
            if cursor.goto_first_child():
                above.append((parent, depth))
                parent, depth = kind, inner
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    counts["max_nesting"] = deepest
                    return
                parent, depth = above.pop()

    def _operator(self, node: tree_sitter.Node, meanings: Mapping[str, str]) -> None:
        operator = node.child_by_field_name("operator")
        symbol = operator.type if operator else next((c.type for c in node.children if not c.is_named), "")
        metric = meanings.get(symbol)
        if metric is None:
            return
        self.counts[metric] += 1
        if symbol in _EQUALITY:
            self.counts["null_checks"] += self._is_null_comparison(node)
        elif symbol in ("!", "&&", "||"):
            self.counts["null_checks"] += self._pointers_among(node)
        elif symbol in _POINTER_STEPS:
            self.counts["pointer_arithmetic"] += self._pointers_among(node) > 0

    def _is_null_comparison(self, node: tree_sitter.Node) -> bool:
        operands = node.named_children
        if any(operand.type in self.language.nulls for operand in operands):
            return True
        return self._pointers_among(node) > 0 and any(_text(operand) == "0" for operand in operands)

    def _pointers_among(self, node: tree_sitter.Node) -> int:
        """How many operands are locals or parameters declared as a pointer or an array?"""
        return sum(
            child.type == "identifier" and _text(child) in self.pointers for child in node.named_children
        )

    def _condition(self, node: tree_sitter.Node) -> None:
        condition = node.child_by_field_name("condition")
        if condition is not None:
            self.counts["null_checks"] += self._pointers_among(condition)

    def _call(self, node: tree_sitter.Node, field: str) -> None:
        callee = node.child_by_field_name(field) if field else None
        if callee is not None and callee.type == "primitive_type":
            self.counts["casts"] += 1
            return
        name = _callee_name(callee)
        kinds = kinds_of_call(name)
        for metric in kinds:
            self.counts[metric] += 1
        if name and "calls" in kinds:
            self.called.add(name)

    def _declaration(self, node: tree_sitter.Node, parent: str) -> None:
        declared = declared_in(node)
        if parent in self.language.functions:  # the parameter types of a K&R definition
            self._note_parameters(declared)
            return
        self.pointers.update(one.name for one in declared if one.is_pointer or one.is_array)
        self.counts["declarations"] += len(declared)
        self.counts["local_arrays"] += sum(one.is_array and not one.is_static for one in declared)


def _callee_name(callee: tree_sitter.Node | None) -> str:
    """The last name of `a.b->c`, `ns::f` or `f<int>`; nothing for a computed callee."""
    while callee is not None:
        if callee.child_count == 0:
            return _text(callee)
        callee = next(filter(None, map(callee.child_by_field_name, _CALLEE_FIELDS)), None)
    return ""


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
