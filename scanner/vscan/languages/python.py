"""Python."""

from __future__ import annotations

from vscan.languages.base import BINARY, Language


def _load() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


LANGUAGE = Language(
    name="python",
    title="Python",
    suffixes=(".py", ".pyi", ".pyw"),
    load=_load,
    functions=frozenset({"function_definition"}),
    scopes={"class_definition": "name"},
    counted={
        "for_statement": "loops",
        "while_statement": "loops",
        "for_in_clause": "loops",
        "if_statement": "branches",
        "elif_clause": "branches",
        "match_statement": "branches",
        "case_clause": "switch_cases",
        "return_statement": "returns",
        "subscript": "array_accesses",
        "attribute": "field_accesses",
        "conditional_expression": "ternaries",
        "not_operator": "logical",
        "assignment": "assignments",
        "named_expression": "assignments",
        "augmented_assignment": "compound_assignments",
        "string": "string_literals",
        "integer": "number_literals",
        "float": "number_literals",
    },
    operators={
        "binary_operator": BINARY,
        "boolean_operator": BINARY,
        "comparison_operator": BINARY | dict.fromkeys(("is", "is not", "in", "not in"), "comparisons"),
    },
    calls={"call": "function"},
    nesting=frozenset(
        {"if_statement", "for_statement", "while_statement", "try_statement", "match_statement"}
    ),
    nulls=frozenset({"none"}),
)
