"""Which rule, if any, keeps a path out: ignore files of the tree, the user's globs, the defaults."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vscan.discover.regular import RefusedError, read_regular
from vscan.globs import Glob, GlobError, parse_glob

_MAX_BYTES = 1_000_000
_NEVER = _MAX_BYTES  # a rank that no rule has
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and where it was written: `.gitignore:3`, `exclude`, ..."""

    glob: Glob
    origin: str

    def __str__(self) -> str:
        return f"{self.glob.pattern} ({self.origin})"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one place, for paths below the folder `depth` names down: each with its rank, the last
    one first. Most name one file or folder, and are found by it."""

    depth: int
    by_name: Mapping[str, Sequence[tuple[int, Rule]]]
    others: Sequence[tuple[int, Rule]]

    def find(self, parts: Sequence[str], is_folder: bool) -> Rule | None:
        """The rule that decides about this very path; None where this place says nothing of it."""
        below = parts[self.depth :]
        named = self.by_name.get(below[-1], ()) if below else ()
        last, found = next((one for one in named if one[1].glob.matches(below, is_folder)), (_NEVER, None))
        for rank, rule in self.others:
            if rank > last:
                break
            if rule.glob.matches(below, is_folder):
                return rule
        return found


@dataclass(frozen=True, slots=True)
class Scope:
    """The ignore files in force inside one folder, the nearest first."""

    git: tuple[RuleSet, ...] = ()
    own: tuple[RuleSet, ...] = ()

    def enter(self, folder: str, display: str, *, gitignore: bool) -> Scope:
        """The scope inside `folder`. The root of another git checkout starts anew, as git does."""
        own = _read(folder, display, ".vscanignore") + self.own
        if not gitignore:
            return Scope((), own)
        inherited = self.git
        if is_git_root(folder):
            inherited = _read(folder, display, ".git/info/exclude")
        return Scope(_read(folder, display, ".gitignore") + inherited, own)


def find_in(places: Iterable[RuleSet], parts: Sequence[str], is_folder: bool) -> Rule | None:
    """The first place that has something to say decides."""
    for place in places:
        if rule := place.find(parts, is_folder):
            return rule
    return None


def rule_set(depth: int, rules: Sequence[Rule]) -> RuleSet:
    """`rules` in the order they were written."""
    named: dict[str, list[tuple[int, Rule]]] = {}
    others: list[tuple[int, Rule]] = []
    for rank, rule in enumerate(reversed(rules)):
        name = rule.glob.name
        (others if name is None else named.setdefault(name, [])).append((rank, rule))
    return RuleSet(depth, named, others)


def is_git_root(folder: str) -> bool:
    return os.path.lexists(f"{folder}/.git")


def parts_of(real: str) -> tuple[str, ...]:
    """The names that lead from the file system's root to an absolute path."""
    return tuple(name for name in real.split("/") if name)


def _read(folder: str, display: str, name: str) -> tuple[RuleSet, ...]:
    """The rules of one ignore file. One that is absent, unreadable or a symlink has none, as in git."""
    path = f"{folder}/{name}"
    if not os.path.lexists(path):
        return ()
    try:
        data = read_regular(path, _MAX_BYTES)
    except RefusedError:
        return ()
    rules: list[Rule] = []
    lines = os.fsdecode(data).removeprefix(_BOM).split("\n")
    for number, line in enumerate(lines, start=1):
        try:
            glob = parse_glob(line.removesuffix("\r"))
        except GlobError:
            continue  # git, too, lets a broken pattern match nothing
        if glob:
            rules.append(Rule(glob, f"{display}{name}:{number}"))
    return (rule_set(len(parts_of(folder)), rules),) if rules else ()
