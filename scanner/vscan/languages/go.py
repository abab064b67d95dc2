"""Go."""

from __future__ import annotations

import tree_sitter

from vscan.languages.base import ASSIGNMENT, BINARY, UNARY, Language, field_name, text_of


def _load() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def name_of(node: tree_sitter.Node) -> str:
    """`f`, or `Type.f` for a method of Type or *Type."""
    name, receiver = field_name(node), node.child_by_field_name("receiver")
    if not name or receiver is None or not receiver.named_children:
        return name
    kind = receiver.named_children[0].child_by_field_name("type")
    return f"{text_of(kind).lstrip('*')}.{name}" if kind is not None else name


LANGUAGE = Language(
    name="go",
    title="Go",
    suffixes=(".go",),
    load=_load,
    functions=frozenset({"function_declaration", "method_declaration"}),
    name_of=name_of,
    counted={
        "for_statement": "loops",
        "if_statement": "branches",
        "expression_switch_statement": "branches",
        "type_switch_statement": "branches",
        "select_statement": "branches",
        "expression_case": "switch_cases",
        "type_case": "switch_cases",
        "communication_case": "switch_cases",
        "default_case": "switch_cases",
        "return_statement": "returns",
        "goto_statement": "gotos",
        "labeled_statement": "labels",
        "index_expression": "array_accesses",
        "slice_expression": "array_accesses",
        "selector_expression": "field_accesses",
        "type_conversion_expression": "casts",
        "type_assertion_expression": "casts",
        "short_var_declaration": "declarations",
        "var_spec": "declarations",
        "inc_statement": "increments",
        "dec_statement": "increments",
        "interpreted_string_literal": "string_literals",
        "raw_string_literal": "string_literals",
        "int_literal": "number_literals",
        "float_literal": "number_literals",
    },
    operators={
        "binary_expression": BINARY,
        "unary_expression": UNARY | {"*": "pointer_dereferences", "&": "address_of"},
        "assignment_statement": ASSIGNMENT,
    },
    calls={"call_expression": "function"},
    nesting=frozenset(
        {"if_statement", "for_statement", "expression_switch_statement", "type_switch_statement"}
        | {"select_statement"}
    ),
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"nil"}),
)
