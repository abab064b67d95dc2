"""PHP."""

from __future__ import annotations

from vscan.languages.base import ASSIGNMENT, BINARY, STEP, UNARY, Language


def _load() -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php()


LANGUAGE = Language(
    name="php",
    title="PHP",
    suffixes=(".php", ".phtml", ".php5", ".php7", ".inc"),
    load=_load,
    functions=frozenset({"function_definition", "method_declaration"}),
    scopes=dict.fromkeys(
        ("class_declaration", "interface_declaration", "trait_declaration", "enum_declaration"), "name"
    ),
    separator="::",
    counted={
        "for_statement": "loops",
        "foreach_statement": "loops",
        "while_statement": "loops",
        "do_statement": "loops",
        "if_statement": "branches",
        "else_if_clause": "branches",
        "switch_statement": "branches",
        "match_expression": "branches",
        "catch_clause": "branches",
        "case_statement": "switch_cases",
        "default_statement": "switch_cases",
        "return_statement": "returns",
        "goto_statement": "gotos",
        "named_label_statement": "labels",
        "subscript_expression": "array_accesses",
        "member_access_expression": "field_accesses",
        "cast_expression": "casts",
        "conditional_expression": "ternaries",
        "assignment_expression": "assignments",
        "object_creation_expression": "allocations",
        "string": "string_literals",
        "encapsed_string": "string_literals",
        "integer": "number_literals",
        "float": "number_literals",
    },
    operators={
        "binary_expression": BINARY,
        "unary_op_expression": UNARY,
        "augmented_assignment_expression": ASSIGNMENT,
        "update_expression": STEP,
    },
    calls={
        "function_call_expression": "function",
        "member_call_expression": "name",
        "scoped_call_expression": "name",
    },
    nesting=frozenset(
        {"if_statement", "for_statement", "foreach_statement", "while_statement", "do_statement"}
        | {"switch_statement", "try_statement"}
    ),
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null"}),
    prefix="<?php ",
    wrappers=(("class _ {", "\n}"),),
)
