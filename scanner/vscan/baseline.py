"""Findings that are known already: a file beside the code, which holds no lines and no times.

An entry is one reason for one function as it stands, by path, qualified name and bare body, so it
survives moves and reformatting, and a changed body is news. Entries are counted: one covers one
finding. docs/baselines.md explains the file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vscan.comments import bare
from vscan.domain import Finding, Held, Notice, NoticeKind, Origin, RuleMatch, Suppression, VscanError

HEADER = '{"vscan-baseline": 1}'
ODDS = "odds"
_MAX_BYTES = 100_000_000
_FIELDS = ("path", "function", "reason", "body")
_KNOWN = Suppression(Origin.BASELINE)


class BaselineError(VscanError):
    """A baseline that cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One reason why one function is a finding: the id of a rule, or `ODDS`. `path` counts from the
    baseline's root, `body` is a digest."""

    path: str
    function: str
    reason: str
    body: str


class Baseline:
    """The entries of a file, and after `hold` what became of them."""

    def __init__(self, entries: Iterable[Entry], root: Path) -> None:
        self.entries = Counter(entries)
        self._root, self._cwd = root, Path.cwd().resolve()
        self._left = Counter(self.entries)
        self.stale: list[Entry] = []

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Raises BaselineError."""
        try:
            with path.open("rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
        except FileNotFoundError:
            raise BaselineError(f"{path} does not exist: `vscan baseline create` makes one") from None
        except OSError as error:
            raise BaselineError(f"cannot read {path}: {error.strerror or error}") from error
        if len(data) > _MAX_BYTES:
            raise BaselineError(f"{path}: larger than {_MAX_BYTES:,} bytes")
        return cls(_parse(data, path), root_of(path))

    def entries_of(self, finding: Finding) -> list[Entry]:
        """One for the odds, if they are a reason, then one for each match."""
        function = finding.function
        text = bare(function.text, function.language).encode("utf-8", "surrogatepass")
        body = hashlib.sha256(text).hexdigest()[:24]
        path = self._key(function.path)
        return [Entry(path, function.name, reason, body) for reason, _ in _reasons(finding)]

    def hold(
        self, findings: Sequence[Finding], read: Collection[str], *, partial: bool = False
    ) -> list[Held]:
        """What is known of each finding. An entry whose function is not found again in a file that was
        `read`, or is no more, may stand for the same function elsewhere; else it is stale, unless only a
        part of the files' functions was looked at."""
        asked = [[*zip(self.entries_of(f), _reasons(f), strict=True)] for f in findings]
        known = [[self._take(entry) for entry, _ in one] for one in asked]
        gone = self._gone({self._key(path) for path in read} if not partial else set())
        moved: dict[Entry, list[Entry]] = defaultdict(list)
        for entry in gone:
            moved[replace(entry, path="")].append(entry)
        for one, found in zip(asked, known, strict=True):
            for number, (entry, _) in enumerate(one):
                if not found[number] and (others := moved[replace(entry, path="")]):
                    self._take(others.pop())
                    found[number] = True
        self.stale = [] if partial else sorted(entry for others in moved.values() for entry in others)
        return [_held(one, found) for one, found in zip(asked, known, strict=True)]

    def notices(self) -> list[Notice]:
        return [
            Notice(self._shown(entry.path), 0, NoticeKind.GONE, f"{entry.function}: {entry.reason}")
            for entry in self.stale
        ]

    def unseen(self) -> Counter[Entry]:
        """What stands for no finding, and is not stale: its file was not looked at."""
        return self._left - Counter(self.stale)

    def _take(self, entry: Entry) -> bool:
        if not self._left[entry]:
            return False
        self._left[entry] -= 1
        return True

    def _gone(self, read: Collection[str]) -> list[Entry]:
        left = sorted(self._left.elements())
        missing = {path for path in {e.path for e in left} if not os.path.lexists(self._root / path)}
        return [entry for entry in left if entry.path in read or entry.path in missing]

    def _key(self, path: str) -> str:
        return Path(os.path.relpath(os.path.normpath(self._cwd / path), self._root)).as_posix()

    def _shown(self, path: str) -> str:
        return Path(os.path.relpath(self._root / path, self._cwd)).as_posix()


def root_of(path: Path) -> Path:
    """Where the paths in a baseline count from: the git checkout around the file, or around the current
    folder; the file's folder without either."""
    home = Path(os.path.realpath(path.parent))
    for start in (home, Path.cwd().resolve()):
        for folder in (start, *start.parents):
            if os.path.lexists(folder / ".git"):
                return folder
    return home


def render(entries: Iterable[Entry]) -> str:
    """The file's text: a line an entry, sorted, so that git merges it."""
    lines = [json.dumps(dict(zip(_FIELDS, _values(entry), strict=True))) for entry in sorted(entries)]
    return "".join(f"{line}\n" for line in (HEADER, *lines))


def _values(entry: Entry) -> tuple[str, ...]:
    return entry.path, entry.function, entry.reason, entry.body


def _parse(data: bytes, path: Path) -> list[Entry]:
    lines = data.decode("utf-8", "replace").splitlines()
    if not lines or lines[0].strip() != HEADER:
        raise BaselineError(f"{path}: no baseline of this version: its first line is not {HEADER}")
    return [
        _entry(line, f"{path}:{number}") for number, line in enumerate(lines[1:], start=2) if line.strip()
    ]


def _entry(line: str, place: str) -> Entry:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise BaselineError(f"{place}: an unresolved conflict: keep the lines of both sides")
    try:
        saved = json.loads(line)
        values = [saved[name] for name in _FIELDS]
    except (ValueError, KeyError, TypeError, RecursionError):
        values = []
    if not values or not all(isinstance(value, str) for value in values):
        raise BaselineError(f"{place}: not an entry of a baseline")
    return Entry(*values)


def _reasons(finding: Finding) -> list[tuple[str, RuleMatch | None]]:
    odds: list[tuple[str, RuleMatch | None]] = [(ODDS, None)] if finding.by_odds else []
    return odds + [(match.rule_id, match) for match in finding.matches]


def _held(asked: Sequence[tuple[Entry, tuple[str, RuleMatch | None]]], known: Sequence[bool]) -> Held:
    reasons = [match for (_, (_, match)), found in zip(asked, known, strict=True) if found]
    matches = {match: _KNOWN for match in reasons if match is not None}
    return Held(_KNOWN if None in reasons else None, matches)
