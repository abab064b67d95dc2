"""Candidates to decoded source, or the reason why not."""

from __future__ import annotations

import sys
from typing import BinaryIO

from vscan.discover.candidates import Candidate
from vscan.discover.regular import RefusedError, read_regular
from vscan.discover.text import decode, generated_by, is_minified
from vscan.discover.walker import skip_named
from vscan.domain import Skipped, SkipReason, SourceFile
from vscan.languages import language_of
from vscan.settings import ScanSettings


def read(candidate: Candidate, settings: ScanSettings) -> SourceFile | Skipped:
    """The text of a candidate. Never raises: whatever is wrong with the file is a `Skipped`."""
    try:
        data = read_regular(candidate.real, settings.max_file_bytes)
    except RefusedError as refusal:
        return Skipped(candidate.path, refusal.reason, refusal.detail)
    return _source(candidate.path, data, settings, explicit=candidate.explicit)


def read_stdin(filename: str, settings: ScanSettings, stream: BinaryIO | None = None) -> SourceFile | Skipped:
    """Standard input under the name of `filename`, which need not exist."""
    if skipped := skip_named(filename, settings):
        return skipped
    data = (stream or sys.stdin.buffer).read(settings.max_file_bytes + 1)
    if len(data) > settings.max_file_bytes:
        return Skipped(filename, SkipReason.TOO_LARGE, f"more than {settings.max_file_bytes:,} bytes")
    return _source(filename, data, settings, explicit=not settings.force_exclude)


def read_bytes(path: str, data: bytes, settings: ScanSettings) -> SourceFile | Skipped:
    """The text of a file that does not lie on disk, under the path that reports print."""
    return _source(path, data, settings, explicit=False)


def _source(path: str, data: bytes, settings: ScanSettings, *, explicit: bool) -> SourceFile | Skipped:
    text = decode(data)
    if text is None:
        return Skipped(path, SkipReason.BINARY, "holds NUL bytes")
    if not text.strip():
        return Skipped(path, SkipReason.EMPTY)
    language = language_of(path, text)
    if language is None:
        return Skipped(path, SkipReason.UNSUPPORTED)
    if settings.languages and language not in settings.languages:
        return Skipped(path, SkipReason.EXCLUDED, f"{language} is not among the chosen languages")
    if settings.default_excludes and not explicit:
        if is_minified(text):
            return Skipped(path, SkipReason.MINIFIED, "most of it stands in very long lines")
        if line := generated_by(text):
            return Skipped(path, SkipReason.GENERATED, line)
    return SourceFile(path, language, text, exact=text.encode("utf-8", "surrogatepass") == data)
