"""What the stages need to know of a language: its files, its grammar, its node types."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import tree_sitter

BINARY: dict[str, str] = (
    dict.fromkeys(("==", "!=", "===", "!==", "<", ">", "<=", ">=", "<=>"), "comparisons")
    | dict.fromkeys(("+", "-", "*", "/", "%", "**", "//"), "arithmetic")
    | dict.fromkeys(("<<", ">>", ">>>"), "shifts")
    | dict.fromkeys(("&", "|", "^", "bitand", "bitor", "xor"), "bitwise")
    | dict.fromkeys(("&&", "||", "and", "or", "??"), "logical")
)
UNARY: dict[str, str] = {"!": "logical", "not": "logical", "~": "bitwise", "compl": "bitwise"}
_COMPOUND = "+= -= *= /= %= **= //= <<= >>= >>>= &= |= ^= &&= ||= ??= .= &^= and_eq or_eq xor_eq"
ASSIGNMENT: dict[str, str] = {"=": "assignments", ":=": "assignments"} | dict.fromkeys(
    _COMPOUND.split(), "compound_assignments"
)
STEP: dict[str, str] = {"++": "increments", "--": "increments"}


def field_name(node: tree_sitter.Node) -> str:
    """The name of a definition whose grammar gives it a field; nothing without a body."""
    name = node.child_by_field_name("name")
    return text_of(name) if name is not None and node.child_by_field_name("body") is not None else ""


def text_of(node: tree_sitter.Node) -> str:
    return " ".join((node.text or b"").decode("utf-8", "replace").split())


@dataclass(frozen=True, slots=True)
class Language:
    """One language: which files are its, how to parse them, what its node types mean.

    Finding functions: `load` returns the grammar as tree_sitter.Language takes it; `functions` are the
    node types that may define one, `name_of` names it or returns nothing where it does not; `scopes`
    maps the node types that qualify the functions inside to the field with their name. `sealed` are those
    that hold no function as long as they parse, and need not be searched. `recover`
    names a definition that fell apart into two siblings, signature and body. `variants` are what to
    read instead of a source that does not parse: the same bytes, parts of them blanked.

    Measuring them: `counted` maps node types to names in `metrics.METRICS`, `operators` to what each of
    their operators counts as, `calls` to the field with the callee, if it has one. `nesting` are the control
    structures that `max_nesting` counts, `ifs` those of them that an `else if` does not nest deeper.
    `prefix` has to stand before the text of a function, and `wrappers` around that of one that does not
    parse on its own: a method outside its class.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    load: Callable[[], object]
    functions: frozenset[str]
    filenames: tuple[str, ...] = ()
    name_of: Callable[[tree_sitter.Node], str] = field_name
    scopes: Mapping[str, str] = field(default_factory=dict)
    sealed: frozenset[str] = frozenset()
    separator: str = "."
    recover: Callable[[tree_sitter.Node, tree_sitter.Node], str] | None = None
    variants: Callable[[bytes], Iterable[bytes]] | None = None
    counted: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    calls: Mapping[str, str] = field(default_factory=dict)
    nesting: frozenset[str] = frozenset()
    ifs: frozenset[str] = frozenset()
    nulls: frozenset[str] = frozenset()
    c_family: bool = False
    prefix: str = ""
    wrappers: tuple[tuple[str, str], ...] = ()

    def parse(self, source: bytes) -> tree_sitter.Tree:
        """The syntax tree of UTF-8 source; never fails, errors are nodes of the tree. The last one is kept:
        one stage after another reads the same text."""
        return _parsed(self.load, source)


@functools.lru_cache(maxsize=1)
def _parsed(load: Callable[[], object], source: bytes) -> tree_sitter.Tree:
    return _parser(load).parse(source)


@functools.cache
def _parser(load: Callable[[], object]) -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(load()))
