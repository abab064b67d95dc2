"""TypeScript, and TSX with its own grammar."""

from __future__ import annotations

from dataclasses import replace

from vscan.languages import javascript


def _load() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _load_tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


LANGUAGE = replace(
    javascript.LANGUAGE,
    name="typescript",
    title="TypeScript",
    suffixes=(".ts", ".mts", ".cts"),
    load=_load,
    functions=javascript.LANGUAGE.functions - {"field_definition"} | {"public_field_definition"},
    scopes=dict.fromkeys(
        ("class_declaration", "abstract_class_declaration", "class", "internal_module", "module"), "name"
    ),
    counted=javascript.COUNTED | {"as_expression": "casts", "type_assertion": "casts"},
)
TSX = replace(
    LANGUAGE,
    name="tsx",
    title="TSX",
    suffixes=(".tsx",),
    load=_load_tsx,
    counted=javascript.COUNTED | {"as_expression": "casts"},
)
