"""Languages whose grammars come from the optional tree-sitter-languages package.

Its own loader needs an old tree-sitter, so the grammars are taken from its shared library. Lua is left
out: built for ABI 13, it no longer tells keywords from names.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import tree_sitter

from vscan.languages import c
from vscan.languages.base import Language, text_of


def installed() -> tuple[Language, ...]:
    """The languages below if the package is there, else none."""
    return (BASH, KOTLIN, OBJECTIVE_C, PERL, SCALA) if _library_path() is not None else ()


@functools.cache
def _library_path() -> Path | None:
    spec = importlib.util.find_spec("tree_sitter_languages")
    if spec is None or not spec.submodule_search_locations:
        return None
    name = "languages.dll" if sys.platform == "win32" else "languages.so"
    path = Path(spec.submodule_search_locations[0]) / name
    return path if path.is_file() else None


def _load(grammar: str) -> object:
    import ctypes

    grammar_of = getattr(ctypes.PyDLL(str(_library_path())), f"tree_sitter_{grammar}")
    grammar_of.restype = ctypes.c_void_p
    capsule_of = ctypes.pythonapi.PyCapsule_New
    capsule_of.restype = ctypes.py_object
    capsule_of.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    capsule: object = capsule_of(grammar_of(), b"tree_sitter.Language", None)
    return capsule


def _objective_c_name(node: tree_sitter.Node) -> str:
    """`f` of a C function, `move:to:` of a method."""
    selector = node.child_by_field_name("selector")
    if selector is None:
        return c.LANGUAGE.name_of(node)
    keywords = [part.child_by_field_name("keyword") for part in selector.named_children]
    return "".join(f"{text_of(keyword)}:" for keyword in keywords if keyword) or text_of(selector)


BASH = Language(
    name="bash",
    title="Shell",
    suffixes=(".sh", ".bash"),
    load=functools.partial(_load, "bash"),
    functions=frozenset({"function_definition"}),
    counted={
        "for_statement": "loops",
        "while_statement": "loops",
        "if_statement": "branches",
        "elif_clause": "branches",
        "case_statement": "branches",
        "case_item": "switch_cases",
        "variable_assignment": "assignments",
        "string": "string_literals",
        "raw_string": "string_literals",
    },
    calls={"command": "name"},
    nesting=frozenset({"if_statement", "for_statement", "while_statement", "case_statement"}),
)
KOTLIN = Language(
    name="kotlin",
    title="Kotlin",
    suffixes=(".kt", ".kts"),
    load=functools.partial(_load, "kotlin"),
    functions=frozenset({"function_declaration"}),
    scopes={"class_declaration": "name", "object_declaration": "name"},
    counted={
        "for_statement": "loops",
        "while_statement": "loops",
        "do_while_statement": "loops",
        "if_expression": "branches",
        "when_expression": "branches",
        "when_entry": "switch_cases",
        "equality_expression": "comparisons",
        "comparison_expression": "comparisons",
        "additive_expression": "arithmetic",
        "multiplicative_expression": "arithmetic",
        "conjunction_expression": "logical",
        "disjunction_expression": "logical",
        "assignment": "assignments",
        "property_declaration": "declarations",
        "string_literal": "string_literals",
        "integer_literal": "number_literals",
    },
    calls={"call_expression": ""},
    nesting=frozenset(
        {"if_expression", "when_expression", "for_statement", "while_statement", "do_while_statement"}
    ),
)
OBJECTIVE_C = replace(
    c.LANGUAGE,
    name="objc",
    title="Objective-C",
    suffixes=(".m",),
    load=functools.partial(_load, "objc"),
    functions=frozenset({"function_definition", "method_definition"}),
    name_of=_objective_c_name,
    scopes={"class_implementation": "name"},
    recover=None,
    variants=None,
    counted={
        kind: metric
        for kind, metric in c.COUNTED.items()
        if kind not in ("#elifdef", "#elifndef", "gnu_asm_expression")
    },
    calls={"call_expression": "function", "message_expression": "selector"},
    wrappers=(("@implementation _\n", "\n@end"),),
)
PERL = Language(
    name="perl",
    title="Perl",
    suffixes=(".pl", ".pm"),
    load=functools.partial(_load, "perl"),
    functions=frozenset({"function_definition"}),
    counted={
        "for_statement_1": "loops",
        "for_statement_2": "loops",
        "while_statement": "loops",
        "if_statement": "branches",
        "elsif_clause": "branches",
        "return_expression": "returns",
        "variable_declaration": "declarations",
        "string_double_quoted": "string_literals",
        "string_single_quoted": "string_literals",
        "integer": "number_literals",
    },
    calls={"call_expression": "function_name"},
    nesting=frozenset({"if_statement", "for_statement_1", "for_statement_2", "while_statement"}),
)
SCALA = Language(
    name="scala",
    title="Scala",
    suffixes=(".scala", ".sc"),
    load=functools.partial(_load, "scala"),
    functions=frozenset({"function_definition"}),
    scopes={"object_definition": "name", "class_definition": "name", "trait_definition": "name"},
    counted={
        "for_expression": "loops",
        "while_expression": "loops",
        "if_expression": "branches",
        "match_expression": "branches",
        "case_clause": "switch_cases",
        "return_expression": "returns",
        "val_definition": "declarations",
        "var_definition": "declarations",
        "assignment_expression": "assignments",
        "string": "string_literals",
        "integer_literal": "number_literals",
    },
    calls={"call_expression": "function"},
    nesting=frozenset({"if_expression", "for_expression", "while_expression", "match_expression"}),
    ifs=frozenset({"if_expression"}),
)
