"""What the stages need to know of a language: its files, its grammar, its node types."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import tree_sitter

BINARY: Mapping[str, str] = (
    dict.fromkeys(("==", "!=", "===", "!==", "<", ">", "<=", ">=", "<=>"), "comparisons")
    | dict.fromkeys(("+", "-", "*", "/", "%", "**", "//"), "arithmetic")
    | dict.fromkeys(("<<", ">>", ">>>"), "shifts")
    | dict.fromkeys(("&", "|", "^", "bitand", "bitor", "xor"), "bitwise")
    | dict.fromkeys(("&&", "||", "and", "or", "??"), "logical")
)
UNARY: Mapping[str, str] = {"!": "logical", "not": "logical", "~": "bitwise", "compl": "bitwise"}
_COMPOUND = "+= -= *= /= %= **= //= <<= >>= >>>= &= |= ^= &&= ||= ??= .= &^= and_eq or_eq xor_eq"
ASSIGNMENT: Mapping[str, str] = {"=": "assignments", ":=": "assignments"} | dict.fromkeys(
    _COMPOUND.split(), "compound_assignments"
)
STEP: Mapping[str, str] = {"++": "increments", "--": "increments"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Mappings go from node types of its grammar to names in `metrics.METRICS`.

    `load` returns the grammar as tree_sitter.Language takes it. `functions` are the node types of
    definitions; `scopes` those whose name qualifies the functions inside (classes, namespaces);
    `blocks` those that hold functions without naming them. `operators` maps a node type to what each
    of its operators counts as, `calls` a node type to the field with the callee. `nesting` are the
    control structures that `max_nesting` counts, `ifs` those that don't nest deeper as an `else if`.
    `method_wrapper` surrounds the text of a method that only parses inside a class.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    load: Callable[[], object]
    functions: frozenset[str]
    filenames: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()
    counted: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    calls: Mapping[str, str] = field(default_factory=dict)
    nesting: frozenset[str] = frozenset()
    ifs: frozenset[str] = frozenset()
    nulls: frozenset[str] = frozenset()
    c_family: bool = False
    method_wrapper: tuple[str, str] = ("", "")

    def parse(self, source: bytes) -> tree_sitter.Tree:
        """The syntax tree of UTF-8 source; never fails, errors are nodes of the tree."""
        return _parser(self.load).parse(source)


@functools.cache
def _parser(load: Callable[[], object]) -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(load()))
