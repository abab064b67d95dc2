"""JavaScript."""

from __future__ import annotations

import tree_sitter

from vscan.languages.base import ASSIGNMENT, BINARY, STEP, UNARY, Language, field_name, text_of

_VALUES = {
    "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "pair": ("key", "value"),
    "field_definition": ("property", "value"),
    "public_field_definition": ("name", "value"),
}
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})


def _load() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def name_of(node: tree_sitter.Node) -> str:
    """The name of a declared function, or the one that a function expression is assigned to."""
    if node.type not in _VALUES:
        return field_name(node)
    name, value = (node.child_by_field_name(field) for field in _VALUES[node.type])
    if name is None or value is None or value.type not in _FUNCTIONS:
        return ""
    return text_of(name)


FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
COUNTED = {
    "for_statement": "loops",
    "for_in_statement": "loops",
    "while_statement": "loops",
    "do_statement": "loops",
    "if_statement": "branches",
    "switch_statement": "branches",
    "catch_clause": "branches",
    "switch_case": "switch_cases",
    "switch_default": "switch_cases",
    "return_statement": "returns",
    "labeled_statement": "labels",
    "subscript_expression": "array_accesses",
    "member_expression": "field_accesses",
    "ternary_expression": "ternaries",
    "variable_declarator": "declarations",
    "new_expression": "allocations",
    "string": "string_literals",
    "template_string": "string_literals",
    "number": "number_literals",
}
OPERATORS = {
    "binary_expression": BINARY,
    "unary_expression": UNARY,
    "augmented_assignment_expression": ASSIGNMENT,
    "assignment_expression": {"=": "assignments"},
    "update_expression": STEP,
}
NESTING = frozenset(
    {"if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement"}
    | {"switch_statement", "try_statement"}
)

LANGUAGE = Language(
    name="javascript",
    title="JavaScript",
    suffixes=(".js", ".jsx", ".mjs", ".cjs"),
    load=_load,
    functions=FUNCTIONS | _VALUES.keys() - {"public_field_definition"},
    name_of=name_of,
    scopes={"class_declaration": "name", "class": "name"},
    counted=COUNTED,
    operators=OPERATORS,
    calls={"call_expression": "function"},
    nesting=NESTING,
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null", "undefined"}),
    wrappers=(("class _ {", "\n}"),),
)
