"""Java."""

from __future__ import annotations

from vscan.languages.base import ASSIGNMENT, BINARY, STEP, UNARY, Language


def _load() -> object:
    import tree_sitter_java

    return tree_sitter_java.language()


LANGUAGE = Language(
    name="java",
    title="Java",
    suffixes=(".java",),
    load=_load,
    functions=frozenset({"method_declaration", "constructor_declaration", "compact_constructor_declaration"}),
    scopes=dict.fromkeys(
        ("class_declaration", "interface_declaration", "enum_declaration", "record_declaration"), "name"
    ),
    counted={
        "for_statement": "loops",
        "enhanced_for_statement": "loops",
        "while_statement": "loops",
        "do_statement": "loops",
        "if_statement": "branches",
        "switch_expression": "branches",
        "catch_clause": "branches",
        "switch_label": "switch_cases",
        "return_statement": "returns",
        "labeled_statement": "labels",
        "array_access": "array_accesses",
        "field_access": "field_accesses",
        "cast_expression": "casts",
        "ternary_expression": "ternaries",
        "local_variable_declaration": "declarations",
        "object_creation_expression": "allocations",
        "array_creation_expression": "allocations",
        "string_literal": "string_literals",
        "decimal_integer_literal": "number_literals",
        "hex_integer_literal": "number_literals",
        "decimal_floating_point_literal": "number_literals",
    },
    operators={
        "binary_expression": BINARY,
        "unary_expression": UNARY,
        "assignment_expression": ASSIGNMENT,
        "update_expression": STEP,
    },
    calls={"method_invocation": "name"},
    nesting=frozenset(
        {"if_statement", "for_statement", "enhanced_for_statement", "while_statement", "do_statement"}
        | {"switch_expression", "try_statement", "try_with_resources_statement"}
    ),
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null_literal"}),
    wrappers=(("class _ {", "\n}"),),
)
