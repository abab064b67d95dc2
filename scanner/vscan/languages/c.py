"""C."""

from __future__ import annotations

from collections.abc import Iterator

from vscan.languages import c_definitions
from vscan.languages.base import ASSIGNMENT, BINARY, STEP, UNARY, Language


def _load() -> object:
    import tree_sitter_c

    return tree_sitter_c.language()


def variants(source: bytes) -> Iterator[bytes]:
    """What to read of a file that does not parse."""
    from vscan.languages.skeleton import skeletons

    return skeletons(source)


COUNTED = {
    "for_statement": "loops",
    "while_statement": "loops",
    "do_statement": "loops",
    "if_statement": "branches",
    "switch_statement": "branches",
    "case_statement": "switch_cases",
    "return_statement": "returns",
    "goto_statement": "gotos",
    "labeled_statement": "labels",
    "subscript_expression": "array_accesses",
    "field_expression": "field_accesses",
    "cast_expression": "casts",
    "conditional_expression": "ternaries",
    "sizeof_expression": "sizeofs",
    "string_literal": "string_literals",
    "number_literal": "number_literals",
    "gnu_asm_expression": "asm",
    "#if": "preprocessor",
    "#ifdef": "preprocessor",
    "#ifndef": "preprocessor",
    "#elif": "preprocessor",
    "#elifdef": "preprocessor",
    "#elifndef": "preprocessor",
}
OPERATORS = {
    "binary_expression": BINARY,
    "unary_expression": UNARY,
    "assignment_expression": ASSIGNMENT,
    "update_expression": STEP,
    "pointer_expression": {"*": "pointer_dereferences", "&": "address_of"},
}
NESTING = frozenset({"if_statement", "for_statement", "while_statement", "do_statement", "switch_statement"})

LANGUAGE = Language(
    name="c",
    title="C",
    suffixes=(".c", ".h"),
    load=_load,
    functions=frozenset({"function_definition"}),
    name_of=c_definitions.name_of,
    recover=c_definitions.recover,
    variants=variants,
    sealed=frozenset({"declaration", "type_definition", "preproc_def", "preproc_function_def"}),
    separator="::",
    counted=COUNTED,
    operators=OPERATORS,
    calls={"call_expression": "function"},
    nesting=NESTING,
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null"}),
    c_family=True,
)
