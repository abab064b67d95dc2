"""Rust."""

from __future__ import annotations

from vscan.languages.base import ASSIGNMENT, BINARY, UNARY, Language


def _load() -> object:
    import tree_sitter_rust

    return tree_sitter_rust.language()


LANGUAGE = Language(
    name="rust",
    title="Rust",
    suffixes=(".rs",),
    load=_load,
    functions=frozenset({"function_item"}),
    scopes={"impl_item": "type", "trait_item": "name", "mod_item": "name"},
    separator="::",
    counted={
        "for_expression": "loops",
        "while_expression": "loops",
        "loop_expression": "loops",
        "if_expression": "branches",
        "match_expression": "branches",
        "match_arm": "switch_cases",
        "return_expression": "returns",
        "index_expression": "array_accesses",
        "field_expression": "field_accesses",
        "type_cast_expression": "casts",
        "reference_expression": "address_of",
        "let_declaration": "declarations",
        "assignment_expression": "assignments",
        "string_literal": "string_literals",
        "raw_string_literal": "string_literals",
        "integer_literal": "number_literals",
        "float_literal": "number_literals",
    },
    operators={
        "binary_expression": BINARY,
        "unary_expression": UNARY | {"*": "pointer_dereferences"},
        "compound_assignment_expr": ASSIGNMENT,
    },
    calls={"call_expression": "function", "macro_invocation": "macro"},
    nesting=frozenset(
        {"if_expression", "for_expression", "while_expression", "loop_expression", "match_expression"}
    ),
    ifs=frozenset({"if_expression"}),
)
