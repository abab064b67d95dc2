"""The walk over statements: every path forward, from the first to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vscan.flow import library
from vscan.flow.calls import DeadEndError
from vscan.flow.choices import PREPROCESSOR, Choices
from vscan.flow.state import State, doubtful
from vscan.flow.tree import Node
from vscan.flow.values import Content, Pointer, Value

_SIMPLE = frozenset({"ERROR", "expression_statement", "declaration"})
_SKIPPED = frozenset(
    """type_definition preproc_def preproc_call preproc_include preproc_function_def struct_specifier
    union_specifier enum_specifier using_declaration function_definition class_specifier""".split()  # noqa: SIM905
)


class Statements(Choices):
    """`run` takes the paths that enter a statement and gives those that leave it at its end."""

    def __init__(self, name: str, returns_place: bool) -> None:
        super().__init__()
        self.name = name
        self.returns_place = returns_place
        self.labels: dict[str, list[State]] = {}

    def body(self, node: Node, parameters: Iterable[Node]) -> None:
        """The whole function."""
        state = State()
        for parameter in parameters:
            self.parameter(parameter, state)
        for last in self.run(node, [state]):
            self.leave(last, None)

    def run(self, node: Node | None, states: list[State]) -> list[State]:
        if node is None:
            return states
        self.step()
        if not states and not node.labelled:
            return []
        if node.broken and node.kind in _SIMPLE:
            return self._broken(node, states)
        left = self._statement(node, states)
        return self._broken(node, left) if node.broken and _torn(node) else left

    def _statement(self, node: Node, states: list[State]) -> list[State]:
        handler = _HANDLERS.get(node.kind)
        if handler is not None:
            return self.apart(handler(self, node, states))
        if node.kind in PREPROCESSOR:
            return self._directive(node, states)
        if node.kind in _SKIPPED:
            return states
        return self._evaluated(node, states)

    def _broken(self, node: Node, states: list[State]) -> list[State]:
        """What did not parse may have said anything about everything that was known."""
        for state in states:
            state.doubt(state.env.keys(), weak=True)
            state.doubt(state.blocks.keys(), weak=True)
        return states

    def _expression(self, node: Node, states: list[State]) -> list[State]:
        inner = node.children[0] if node.children else None
        if inner is None:
            return states
        called = inner.children[0].text if inner.kind == "call_expression" else ""
        if called and library.states(called):
            arguments = inner.field("arguments")
            condition = arguments.children[-1] if arguments is not None and arguments.children else None
            held, failed = self.branch(condition, states)
            return failed if library.refuses(called) and condition is not None else held
        if called and library.may_leave(called):
            return []
        if inner.kind == "binary_expression" and inner.op in ("&&", "||"):
            before = [state.copy() for state in states]
            return doubtful(*self.branch(inner, states), before)
        return self._evaluated(inner, states)

    def _declaration(self, node: Node, states: list[State]) -> list[State]:
        if states:
            try:
                self.declare(node, states)
            except DeadEndError:
                return []
        return states

    def _block(self, node: Node, states: list[State]) -> list[State]:
        with self.scope():
            for child in node.children:
                states = self.run(child, states)
        return states

    def _break(self, node: Node, states: list[State]) -> list[State]:
        if self.loops:
            self.loops[-1].breaks.extend(states)
        return []

    def _continue(self, node: Node, states: list[State]) -> list[State]:
        if self.loops:
            self.loops[-1].continues.extend(states)
        return []

    def _goto(self, node: Node, states: list[State]) -> list[State]:
        label = node.field("label")
        if label is not None:
            self.labels.setdefault(label.text, []).extend(states)
        return []

    def _labeled(self, node: Node, states: list[State]) -> list[State]:
        label = node.field("label")
        jumped = self.labels.pop(label.text, []) if label is not None else []
        states = self.apart(doubtful(states, jumped))
        for child in node.children:
            if child is not label:
                states = self.run(child, states)
        return states

    def _return(self, node: Node, states: list[State]) -> list[State]:
        value = node.children[0] if node.children else None
        for state in states:
            try:
                result = self.evaluate(value, state)
            except DeadEndError:
                continue
            if value is not None:
                self.note(value, result, state)
                self._handed_over(value, state)
                if self.returns_place and isinstance(result, Pointer):
                    self._outlived(value, result)
            self.leave(state, result)
        return []

    def _handed_over(self, value: Node, state: State) -> None:
        """A structure that is returned takes along what its members hold."""
        key = self.path(value, state)
        members = [held for name, held in state.env.items() if name.startswith(f"{key}.")] if key else []
        for held in members:
            self.escape(held, state)

    def _outlived(self, node: Node, value: Pointer) -> None:
        if self.regions[value.region].kind == "stack":
            self.fact(node, "stack-returned")

    def _throw(self, node: Node, states: list[State]) -> list[State]:
        self._evaluated(node, states)
        return []

    def leave(self, state: State, result: Value) -> None:
        """The path returns: what nobody holds any more is lost."""
        if isinstance(result, Pointer):
            state.put(result.region, Content(status="gone"))
        if self.name == "main":
            return
        for region, content in state.blocks.items():
            block = self.regions[region]
            if block.releasable and content.status == "live" and state.certain(region):
                name = "leaked" if block.kind == "heap" else "leaked-file"
                self.facts.setdefault(block.node, set()).add(name)

    def _try(self, node: Node, states: list[State]) -> list[State]:
        caught = [state.copy() for state in states]
        for state in caught:
            self._havoc(node, None, state)
            for region in state.blocks:
                state.doubt([region], weak=True)
        states = self.run(node.field("body"), states)
        for child in node.children:
            if child.kind == "catch_clause":
                states = states + self.run(child.field("body"), [state.copy() for state in caught])
        return states


def _torn(node: Node) -> bool:
    """A statement that ends where the parser lost its way, or a piece of one taken for a function."""
    return node.kind == "function_definition" or any(
        child.kind == "ERROR" for child in node.children if node.kind != "compound_statement"
    )


_HANDLERS: dict[str, Callable[[Statements, Node, list[State]], list[State]]] = {
    "expression_statement": Statements._expression,
    "declaration": Statements._declaration,
    "compound_statement": Statements._block,
    "if_statement": Statements._if,
    "else_clause": Statements._else,
    "switch_statement": Statements._switch,
    "while_statement": Statements._while,
    "for_statement": Statements._for,
    "for_range_loop": Statements._for_range,
    "do_statement": Statements._do,
    "break_statement": Statements._break,
    "continue_statement": Statements._continue,
    "goto_statement": Statements._goto,
    "labeled_statement": Statements._labeled,
    "return_statement": Statements._return,
    "throw_statement": Statements._throw,
    "try_statement": Statements._try,
}
