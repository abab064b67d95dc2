"""One path through a function, as far as it has been followed."""

from __future__ import annotations

from collections.abc import Iterable

from vscan.flow.values import Content, Pointer, Value, joined

_GONE = Content(status="gone")


class State:
    """Variables, blocks and decided conditions of one path.

    `doubts` names variables and blocks whose state depends on an earlier condition: true once a later,
    different condition may be the same in disguise.
    """

    __slots__ = ("assumptions", "blocks", "doubts", "env")

    def __init__(self) -> None:
        self.env: dict[str, Value] = {}
        self.blocks: dict[int, Content] = {}
        self.assumptions: dict[str, tuple[bool, frozenset[str]]] = {}
        self.doubts: dict[str | int, bool] = {}

    def copy(self) -> State:
        new = State.__new__(State)
        new.env = self.env.copy()
        new.blocks = self.blocks.copy()
        new.assumptions = self.assumptions.copy()
        new.doubts = self.doubts.copy()
        return new

    def set(self, name: str, value: Value) -> None:
        """A new value of a variable: what hung on the old one is forgotten, what it led to included."""
        self.blur(name, value)
        self.drop_members(name)

    def drop_members(self, name: str) -> None:
        """`name` stands for another object: `name.x`, and what `name->x` led to, are others as well."""
        member = f"{name}."
        for key in [key for key in self.env if key.startswith(member)]:
            del self.env[key]
            self.doubts.pop(key, None)

    def blur(self, name: str, value: Value) -> None:
        """A variable that may have a new value."""
        self.env[name] = value
        self.doubts.pop(name, None)
        if self.assumptions:
            self.forget(name)

    def forget(self, name: str) -> None:
        plain = name.partition("#")[0].partition(".")[0]
        stale = [key for key, (_, names) in self.assumptions.items() if plain in names]
        for key in stale:
            del self.assumptions[key]

    def put(self, region: int, content: Content) -> None:
        self.blocks[region] = content
        self.doubts.pop(region, None)

    def suppose(self, key: str, truth: bool, names: frozenset[str]) -> None:
        """An undecided condition that has nothing to do with the earlier ones, as far as one can read."""
        self.assumptions[key] = (truth, names)
        for what, weak in self.doubts.items():
            if not weak and not (isinstance(what, str) and what.partition("#")[0] in names):
                self.doubts[what] = True

    def doubt(self, what: Iterable[str | int], weak: bool = False) -> None:
        if weak:
            self.doubts.update(dict.fromkeys(what, True))
        else:
            self.doubts = dict.fromkeys(what, False) | self.doubts

    def certain(self, what: str | int) -> bool:
        return not self.doubts.get(what, False)

    def become(self, states: list[State]) -> None:
        """What holds of all these paths, which went on from this one."""
        if not states:
            return
        first = states[0]
        for other in states[1:]:
            _join(first, other)
        self.env, self.blocks = first.env, first.blocks
        self.assumptions, self.doubts = first.assumptions, first.doubts

    def like(self, other: State) -> bool:
        """The same is known on both paths, how they came here aside."""
        return self.env == other.env and self.blocks == other.blocks and self.doubts == other.doubts


def distinct(states: list[State], most: int) -> list[State]:
    """The paths that differ; more than `most` are joined to what holds of all of them."""
    if len(states) < 2:
        return states
    kept: list[State] = []
    for state in states:
        for twin in kept:
            if twin.like(state):
                if twin is not state:
                    _keep_common(twin, state)
                break
        else:
            kept.append(state)
    while len(kept) > most:
        last = kept.pop()
        _join(kept[-1], last)
    return kept


def _keep_common(state: State, other: State) -> None:
    state.assumptions = {k: v for k, v in state.assumptions.items() if other.assumptions.get(k) == v}


def _join(state: State, other: State) -> None:
    _keep_common(state, other)
    ours, theirs = state.env, other.env
    # A variable known on one path only stays known to be unknown.
    env = {
        name: value if value is (their := theirs.get(name)) else joined(value, their)
        for name, value in ours.items()
    }
    env |= {name: None for name in theirs if name not in ours}
    for one in (state, other):
        for name, value in one.env.items():
            if value is not env[name] and isinstance(value, Pointer) and not isinstance(env[name], Pointer):
                one.blocks[value.region] = _GONE
    state.env = env
    for region in state.blocks.keys() | other.blocks.keys():
        if state.blocks.get(region) != other.blocks.get(region):
            state.blocks[region] = _GONE
    state.doubt(what for what, weak in other.doubts.items() if weak)


def doubtful(first: list[State], second: list[State], before: list[State] | None = None) -> list[State]:
    """Both ways together; what differs hangs on the condition between them.

    What one way left as it was `before`, and the other changed, is not held against anybody: such a
    default seldom meets the use that it does not fit.
    """
    if first and second:
        a, b = first[0], second[0]
        differing: set[str | int] = {k for k in a.env.keys() | b.env.keys() if a.env.get(k) != b.env.get(k)}
        differing |= {k for k in a.blocks.keys() & b.blocks.keys() if a.blocks[k] != b.blocks[k]}
        for state in (*first, *second) if differing else ():
            state.doubt(differing)
            if before is not None:
                state.doubt([what for what in differing if _is_old(what, state, before)], weak=True)
    return first + second


def _is_old(what: str | int, state: State, before: list[State]) -> bool:
    if isinstance(what, str):
        return any(what in old.env and old.env[what] == state.env.get(what) for old in before)
    return any(what in old.blocks and old.blocks[what] == state.blocks.get(what) for old in before)
