"""Ruby."""

from __future__ import annotations

import tree_sitter

from vscan.languages.base import ASSIGNMENT, BINARY, UNARY, Language, text_of


def _load() -> object:
    import tree_sitter_ruby

    return tree_sitter_ruby.language()


def name_of(node: tree_sitter.Node) -> str:
    """`f`, and `self.f` for a singleton method."""
    name, owner = node.child_by_field_name("name"), node.child_by_field_name("object")
    if name is None:
        return ""
    return f"{text_of(owner)}.{text_of(name)}" if owner is not None else text_of(name)


LANGUAGE = Language(
    name="ruby",
    title="Ruby",
    suffixes=(".rb", ".rake"),
    filenames=("Rakefile", "Gemfile"),
    load=_load,
    functions=frozenset({"method", "singleton_method"}),
    name_of=name_of,
    scopes={"class": "name", "module": "name"},
    separator="::",
    counted={
        "for": "loops",
        "while": "loops",
        "until": "loops",
        "while_modifier": "loops",
        "until_modifier": "loops",
        "if": "branches",
        "elsif": "branches",
        "unless": "branches",
        "if_modifier": "branches",
        "unless_modifier": "branches",
        "case": "branches",
        "when": "switch_cases",
        "in_clause": "switch_cases",
        "return": "returns",
        "element_reference": "array_accesses",
        "instance_variable": "field_accesses",
        "conditional": "ternaries",
        "assignment": "assignments",
        "string": "string_literals",
        "integer": "number_literals",
        "float": "number_literals",
    },
    operators={"binary": BINARY, "unary": UNARY, "operator_assignment": ASSIGNMENT},
    calls={"call": "method"},
    nesting=frozenset({"if", "unless", "for", "while", "until", "case", "begin"}),
    nulls=frozenset({"nil"}),
)
