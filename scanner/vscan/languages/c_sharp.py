"""C#."""

from __future__ import annotations

import tree_sitter

from vscan.languages.base import ASSIGNMENT, BINARY, STEP, UNARY, Language, field_name, text_of


def _load() -> object:
    import tree_sitter_c_sharp

    return tree_sitter_c_sharp.language()


def name_of(node: tree_sitter.Node) -> str:
    """The declared name; `operator +` and `operator int` have none of their own."""
    name = field_name(node)
    if name and node.type == "destructor_declaration":
        return f"~{name}"
    if name or node.child_by_field_name("body") is None:
        return name
    symbol = node.child_by_field_name("operator") or node.child_by_field_name("type")
    return f"operator {text_of(symbol)}" if symbol is not None and "operator" in node.type else ""


LANGUAGE = Language(
    name="c-sharp",
    title="C#",
    suffixes=(".cs",),
    load=_load,
    functions=frozenset(
        {"method_declaration", "constructor_declaration", "destructor_declaration", "accessor_declaration"}
        | {"operator_declaration", "conversion_operator_declaration", "local_function_statement"}
    ),
    name_of=name_of,
    scopes={
        "namespace_declaration": "name",
        "class_declaration": "name",
        "struct_declaration": "name",
        "interface_declaration": "name",
        "record_declaration": "name",
        "property_declaration": "name",
    },
    counted={
        "for_statement": "loops",
        "foreach_statement": "loops",
        "while_statement": "loops",
        "do_statement": "loops",
        "if_statement": "branches",
        "switch_statement": "branches",
        "switch_expression": "branches",
        "catch_clause": "branches",
        "switch_section": "switch_cases",
        "switch_expression_arm": "switch_cases",
        "return_statement": "returns",
        "goto_statement": "gotos",
        "labeled_statement": "labels",
        "element_access_expression": "array_accesses",
        "member_access_expression": "field_accesses",
        "cast_expression": "casts",
        "as_expression": "casts",
        "conditional_expression": "ternaries",
        "variable_declarator": "declarations",
        "object_creation_expression": "allocations",
        "array_creation_expression": "allocations",
        "sizeof_expression": "sizeofs",
        "string_literal": "string_literals",
        "verbatim_string_literal": "string_literals",
        "interpolated_string_expression": "string_literals",
        "integer_literal": "number_literals",
        "real_literal": "number_literals",
        "#if": "preprocessor",
        "#elif": "preprocessor",
    },
    operators={
        "binary_expression": BINARY,
        "prefix_unary_expression": UNARY | STEP | {"*": "pointer_dereferences", "&": "address_of"},
        "postfix_unary_expression": STEP,
        "assignment_expression": ASSIGNMENT,
    },
    calls={"invocation_expression": "function"},
    nesting=frozenset(
        {"if_statement", "for_statement", "foreach_statement", "while_statement", "do_statement"}
        | {"switch_statement", "try_statement"}
    ),
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null_literal"}),
    wrappers=(("class _ {", "\n}"), ("class _ { int _ {", "\n}}")),
)
