"""C++ names of what others own: references, structured bindings, elements of a range."""

from __future__ import annotations

from vscan.flow.ctypes_ import CType, base_type
from vscan.flow.declarations import STRUCTURED, Declarations, declared_name
from vscan.flow.state import State
from vscan.flow.tree import Node


class Bindings(Declarations):
    """What a name is bound to."""

    def bind(self, declarator: Node, value: Node, kind: CType, states: list[State]) -> None:
        """A reference to a variable is the variable."""
        name = declared_name(declarator)
        target = self.resolve(value.text) if value.kind == "identifier" else None
        if name is not None and target is not None and _parts(declarator) is None:
            self.scopes[-1][name.text] = target
            return
        for state in states:
            self._may_set(value.walk(), state)
            self.escape(self.evaluate(value, state), state)
        self._unknown(declarator, kind, states)

    def next_element(self, loop: Node, state: State) -> None:
        """`for (T *p : list)`: its variable holds anything."""
        first, right, declarator = (loop.field(name) for name in ("initializer", "right", "declarator"))
        self.first(first, state)
        value = self.evaluate(right, state)
        if declarator is not None:
            if _is_reference(declarator):
                self.escape(value, state)
            kind = self.declared(declarator, base_type(loop.field("type")), state)[1]
            self._unknown(declarator, kind, [state])

    def first(self, node: Node | None, state: State) -> None:
        """The statement in front of a condition: `if (T *p = f(); p->ready)`."""
        for child in node.children if node is not None else ():
            if child.kind == "declaration":
                self.declare(child, [state])
            else:
                self.evaluate(child, state)

    def _unknown(self, declarator: Node, kind: CType, states: list[State]) -> None:
        """A reference is a variable of somebody else's, as good as a global one."""
        parts = _parts(declarator)
        for name in parts.children if parts is not None else [declared_name(declarator)]:
            if name is None:
                continue
            key = name.text
            if _is_reference(declarator):
                self.scopes[-1].pop(key, None)
                self.types[key] = kind
            else:
                key = self.define(name.text, name, kind if parts is None else CType("other"))
            for state in states:
                state.set(key, None)


def _is_reference(declarator: Node) -> bool:
    return any(node.kind == "reference_declarator" for node in declarator.walk())


def _parts(declarator: Node) -> Node | None:
    """What `auto [a, b]` names."""
    return next((node for node in declarator.walk() if node.kind == STRUCTURED), None)
