"""Gitignore patterns, matched in time linear in the path.

Patterns come from scanned trees, so they are hostile input: a pattern such as ``*a*a*a*a*b`` must not
backtrack. Source of the syntax: gitignore(5) and git's wildmatch.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_MAX_LENGTH = 4096  # PATH_MAX: nothing longer can match a path
_STAR = "*"
_SPECIAL = frozenset("*?[\\")
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\ \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r"\ \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}

Matcher = Callable[[str], object]


class GlobError(ValueError):
    """A pattern that can never match: an unclosed bracket, a trailing backslash, an unknown class."""


@dataclass(frozen=True, slots=True)
class Glob:
    """One compiled pattern. A `None` among `segments` stands for any number of folders. A pattern that
    matches one name alone, in whatever folder, has it as `name`."""

    pattern: str
    negated: bool
    folders_only: bool
    floating: bool
    segments: tuple[Matcher | None, ...]
    name: str | None = None

    def matches(self, parts: Sequence[str], is_folder: bool) -> bool:
        """Whether this very path matches, seen from the pattern's folder; its parents are not tried."""
        if self.folders_only and not is_folder:
            return False
        if self.floating:
            matcher = self.segments[-1]
            return matcher is not None and bool(matcher(parts[-1]))
        return _match_segments(self.segments, parts)


def parse_glob(line: str) -> Glob | None:
    """One line of an ignore file; None for a blank line or a comment. Raises GlobError."""
    pattern = _strip_trailing_spaces(line)
    if not pattern or pattern.startswith("#"):
        return None
    if len(pattern) > _MAX_LENGTH:
        raise GlobError(f"pattern longer than {_MAX_LENGTH} characters")
    negated = pattern.startswith("!")
    body = pattern.removeprefix("!")
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    floating = "/" not in body
    segments = tuple(_segments(body.removeprefix("/")))
    name = body if floating and not _SPECIAL.intersection(body) else None
    return Glob(pattern, negated, folders_only, floating, segments, name)


def anchor_glob(pattern: str, folder: Sequence[str]) -> str:
    """The same pattern seen from the file system's root, for one written from `folder`.

    A pattern without an inner slash means the same everywhere and stays as it is. Leading ``../``
    climb out of `folder`.
    """
    sign = "!" if pattern.startswith("!") else ""
    body = pattern.removeprefix("!")
    if "/" not in body.rstrip("/") or body.startswith("**/"):
        return pattern
    body = body.removeprefix("/")
    kept = list(folder)
    while body.startswith(("./", "../")):
        if body.startswith("../"):
            del kept[-1:]
        body = body.partition("/")[2]
    return sign + "/" + "/".join([*map(escape_glob, kept), body])


def escape_glob(name: str) -> str:
    """A pattern that matches exactly `name`."""
    return re.sub(r"([\\*?\[\]!# ])", r"\\\1", name)


def _strip_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 and stripped != line else stripped


def _match_segments(segments: Sequence[Matcher | None], parts: Sequence[str]) -> bool:
    """Only the latest `**` is ever reconsidered, so the cost is at most len(segments) * len(parts)."""
    at = part = 0
    retry: tuple[int, int] | None = None
    while part < len(parts):
        if at < len(segments):
            matcher = segments[at]
            if matcher is None:
                retry = (at + 1, part)
                at += 1
                continue
            if matcher(parts[part]):
                at += 1
                part += 1
                continue
        if retry is None:
            return False
        at, part = retry[0], retry[1] + 1
        retry = (at, part)
    return all(matcher is None for matcher in segments[at:])


def _segments(body: str) -> Iterator[Matcher | None]:
    last_is_deep = False
    for tokens in _tokens(body):
        if last_is_deep:
            yield None
        last_is_deep = len(tokens) > 1 and all(token is _STAR for token in tokens)
        if not last_is_deep:
            yield _matcher(tokens)
    if last_is_deep:  # "a/**" needs at least one name below a
        yield None
        yield _anything


def _anything(name: str) -> bool:
    return True


def _matcher(tokens: list[str]) -> Matcher:
    """A regular expression in which every star but the last is atomic: no catastrophic backtracking."""
    pieces = [""]
    for token in tokens:
        if token is _STAR:
            pieces.append("")
        else:
            pieces[-1] += token
    head, *rest = pieces
    regex = head
    for number, piece in enumerate(rest[:-1]):
        if piece:
            regex += f"(?=(?P<g{number}>.*?{piece}))(?P=g{number})"
    if rest:
        regex += ".*" + rest[-1]
    return re.compile(regex, re.DOTALL).fullmatch


def _tokens(body: str) -> Iterator[list[str]]:
    """The regular expressions and stars of each segment."""
    segment: list[str] = []
    at = 0
    while at < len(body):
        char = body[at]
        at += 1
        if char == "\\":
            char, at = _escaped(body, at)
            segment.append(re.escape(char))
        elif char == "/":
            yield segment
            segment = []
        elif char == "*":
            segment.append(_STAR)
        elif char == "?":
            segment.append(".")
        elif char == "[":
            regex, at = _bracket(body, at)
            segment.append(regex)
        else:
            segment.append(re.escape(char))
    yield segment


def _escaped(body: str, at: int) -> tuple[str, int]:
    if at >= len(body):
        raise GlobError(f"nothing after the last backslash of {body!r}")
    return body[at], at + 1


def _bracket(body: str, at: int) -> tuple[str, int]:
    """The bracket expression whose inside starts at `at`, and where it ends."""
    negated = body[at : at + 1] in ("!", "^")
    at += negated
    members = ""
    previous = ""
    first = True
    while first or body[at : at + 1] != "]":
        first = False
        if at >= len(body):
            raise GlobError(f"unclosed bracket in {body!r}")
        char = body[at]
        named = re.compile(r"\[:([^\]]*):\]").match(body, at)
        if named:
            members += _named_class(named[1])
            previous, at = "", named.end()
        elif char == "-" and previous and body[at + 1 : at + 2] not in ("", "]"):
            upper, at = _member(body, at + 1)
            if previous <= upper:
                members += f"{re.escape(previous)}-{re.escape(upper)}"
            previous = ""
        else:
            previous, at = _member(body, at)
            members += re.escape(previous)
    return _class_regex(members, negated), at + 1


def _member(body: str, at: int) -> tuple[str, int]:
    return _escaped(body, at + 1) if body[at] == "\\" else (body[at], at + 1)


def _named_class(name: str) -> str:
    if name not in _CLASSES:
        raise GlobError(f"unknown character class [:{name}:]")
    return _CLASSES[name]


def _class_regex(members: str, negated: bool) -> str:
    if not members:
        return "." if negated else "(?!)"
    return f"[{'^' if negated else ''}{members}]"
