"""C++."""

from __future__ import annotations

from vscan.languages import c, c_definitions
from vscan.languages.base import Language


def _load() -> object:
    import tree_sitter_cpp

    return tree_sitter_cpp.language()


LANGUAGE = Language(
    name="cpp",
    title="C++",
    suffixes=(".C", ".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl"),
    load=_load,
    functions=frozenset({"function_definition"}),
    name_of=c_definitions.name_of,
    recover=c_definitions.recover,
    variants=c.variants,
    separator="::",
    scopes=dict.fromkeys(
        ("class_specifier", "struct_specifier", "union_specifier", "namespace_definition"), "name"
    ),
    counted=c.COUNTED
    | {
        "for_range_loop": "loops",
        "catch_clause": "branches",
        "co_return_statement": "returns",
        "raw_string_literal": "string_literals",
        "new_expression": "allocations",
        "delete_expression": "frees",
    },
    operators=c.OPERATORS,
    calls={"call_expression": "function"},
    nesting=c.NESTING | {"for_range_loop", "try_statement"},
    ifs=frozenset({"if_statement"}),
    nulls=frozenset({"null"}),
    c_family=True,
)
