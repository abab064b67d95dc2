"""Names of function definitions in C and C++, macros included."""

from __future__ import annotations

import itertools
import re

import tree_sitter

from vscan.languages.base import text_of

_BODIES = frozenset({"compound_statement", "try_statement", "constructor_try_statement"})
_UNWRAPPED = frozenset({"parenthesized_declarator", "reference_declarator", "attributed_declarator"})
_CONTROL = frozenset(
    """if else for while do switch case return goto sizeof catch try asm __attribute__ defined""".split()  # noqa: SIM905
)
_MACRO = re.compile(r"[A-Z][A-Z0-9_]+")
_PLAIN = re.compile(r"\w+")


def name_of(definition: tree_sitter.Node) -> str:
    """The name of a function_definition node; nothing where it is none.

    None are `= default`, and the likes of `FOREACH(x) {` and `else if (x) {` that an unknown macro
    turned into definitions.
    """
    if not any(child.type in _BODIES for child in definition.named_children):
        return ""
    declarator = _function_declarator(definition)
    if declarator is None:
        return _bare_name(definition)
    if declarator.type == "operator_cast" or declarator.type == "qualified_identifier":
        return text_of(declarator).partition("(")[0].rstrip()
    name = _declared_name(declarator)
    if name in _CONTROL:
        return ""
    if definition.child_by_field_name("type") is None and _MACRO.fullmatch(name):
        return name + _plain_arguments(declarator.child_by_field_name("parameters"))
    return name


def _inner(declarator: tree_sitter.Node) -> tree_sitter.Node | None:
    inner = declarator.child_by_field_name("declarator")
    if inner is None and declarator.type in _UNWRAPPED:
        return next(iter(declarator.named_children), None)
    return inner


def _function_declarator(definition: tree_sitter.Node) -> tree_sitter.Node | None:
    node = definition.child_by_field_name("declarator")
    while node is not None and node.type != "function_declarator":
        if node.type == "operator_cast":
            return node
        if node.type == "qualified_identifier":  # Class::operator bool()
            return node if b"operator" in (node.text or b"") else None
        node = _inner(node)
    return node


def _declared_name(function: tree_sitter.Node) -> str:
    """`f` of `f(int)` and of `(*f(int))(char)`, `MACRO(f)` of `MACRO(f)(int)`."""
    node = function.child_by_field_name("declarator")
    if node is not None and node.type == "function_declarator":
        return text_of(node)
    while node is not None and (inner := _inner(node)) is not None:
        node = inner
    return text_of(node) if node is not None else ""


def _bare_name(definition: tree_sitter.Node) -> str:
    """`MACRO(name)` of `static MACRO(name) {...}`, `main` of `main(argc) {...}`; only at the margin, as
    `MACRO(x) {...}` further in is a loop."""
    kind, declarator = (definition.child_by_field_name(field) for field in ("type", "declarator"))
    if kind is None or declarator is None or declarator.type != "parenthesized_declarator":
        return ""
    name = text_of(kind)
    if definition.start_point.column > 0 or name in _CONTROL or not _PLAIN.fullmatch(name):
        return ""
    return name + text_of(declarator) if _MACRO.fullmatch(name) else name


def recover(signature: tree_sitter.Node, body: tree_sitter.Node) -> str:
    """The name of a definition that a macro, or a missing type, turned into a call and a block.

    `PNG_FUNCTION(void, png_read, (png_structp p)) {...}` is png_read, `SYSCALL_DEFINE1(close, unsigned
    int, fd) {...}` is SYSCALL_DEFINE1(close), `main() {...}` is main. Nothing where the two siblings
    are no such pair.
    """
    if body.type != "compound_statement" or signature.type != "expression_statement":
        return ""
    call = next(iter(signature.named_children), None)
    if call is None or call.type != "call_expression" or not signature.children[-1].is_missing:
        return ""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if callee is None or arguments is None or (name := text_of(callee)) in _CONTROL:
        return ""
    named = _named_argument(arguments)
    return named or name + (_plain_arguments(arguments) if _MACRO.fullmatch(name) else "")


def _named_argument(arguments: tree_sitter.Node) -> str:
    """The argument before the one that holds a parameter list."""
    previous = None
    for argument in arguments.named_children:
        if argument.type == "parenthesized_expression" and previous is not None:
            return text_of(previous) if previous.type == "identifier" else ""
        previous = argument
    return ""


def _plain_arguments(arguments: tree_sitter.Node | None) -> str:
    """The leading arguments that are single words."""
    text = text_of(arguments)[1:-1] if arguments is not None else ""
    plain = itertools.takewhile(_PLAIN.fullmatch, (argument.strip() for argument in text.split(",")))
    joined = ", ".join(plain)
    return f"({joined})" if joined else ""
