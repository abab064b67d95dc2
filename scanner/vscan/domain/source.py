"""What discovery and extraction yield."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass


class SkipReason(str, enum.Enum):
    """Why something was not scanned; the values appear in reports and in JSON."""

    BINARY = "binary"
    TOO_LARGE = "too-large"
    MINIFIED = "minified"
    GENERATED = "generated"
    EXCLUDED = "excluded"
    IGNORED = "gitignored"
    UNREADABLE = "unreadable"
    NOT_REGULAR = "not-a-regular-file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    UNSUPPORTED = "unsupported-language"
    EMPTY = "empty"
    TIMED_OUT = "timed-out"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "analysis-failed"

    @property
    def is_failure(self) -> bool:
        """Whether it should have been scanned, and could not be."""
        return self in (self.UNREADABLE, self.TIMED_OUT, self.OUT_OF_MEMORY, self.CRASHED)


@dataclass(frozen=True, slots=True)
class Span:
    start_line: int
    end_line: int
    start_byte: int
    end_byte: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One decoded file. `path` is POSIX and relative to where the user stands, as printed. `exact` says
    that the file is nothing but `text` in UTF-8, without a byte order mark."""

    path: str
    language: str
    text: str
    exact: bool = True

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not scanned, and why: a value, never only a log line."""

    path: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """One function definition. Everything scored about it derives from `text` and `language`
    alone, so that training, scanning and the cache see the same thing."""

    path: str
    language: str
    name: str
    span: Span
    text: str

    @property
    def digest(self) -> str:
        key = f"{self.language}\0{self.text}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
