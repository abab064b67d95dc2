"""The pipelines: paths, sources or changes -> ScanReport."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vscan import forks
from vscan.baseline import Baseline
from vscan.cache import cache_folder, last_kept
from vscan.discover import Candidate, read, roots_of, walk
from vscan.domain import Analysed, Root, ScanReport, Score, Skipped, SourceFile
from vscan.progress import Progress, Silent
from vscan.session import Session
from vscan.settings import ScanSettings
from vscan.toolkit import Toolkit

if TYPE_CHECKING:
    from vscan.changes import Edit


def scan(
    paths: Sequence[Path],
    settings: ScanSettings,
    progress: Progress | None = None,
    *,
    baseline: Baseline | None = None,
) -> ScanReport:
    """Raises DiscoveryError, RuleError, ModelError or BaselineError; everything that befalls a single file
    becomes a skip in the report. A `baseline` stands for that of the settings."""
    found = list(_watched(walk(paths, settings), settings))
    candidates = [item for item in found if isinstance(item, Candidate)]
    skipped = [item for item in found if isinstance(item, Skipped)]
    progress = progress or Silent()
    progress.begin(len(candidates), "files")
    with Session(settings, progress, skipped, roots=roots_of(paths), baseline=baseline) as session:
        sources = (read(one, settings) for one in session.recall(candidates))
        session.decide(session.count(session.read(sources)))
        return session.report()


def scan_sources(
    sources: Iterable[SourceFile | Skipped],
    settings: ScanSettings,
    progress: Progress,
    files: int,
    skipped: Iterable[Skipped] = (),
    *,
    toolkit: Toolkit | None = None,
    each: Callable[[Analysed, Score], None] | None = None,
) -> ScanReport:
    """Like `scan`, for `files` sources that have been found, or read from standard input, beside what
    was `skipped` before it was read. A `toolkit` made for these settings stays open; `each` sees every
    function with its odds, shown or not."""
    progress.begin(files, "files")
    with Session(settings, progress, skipped, toolkit=toolkit) as session:
        session.decide(session.count(session.read(sources)), each)
        return session.report()


def scan_changes(
    edits: Iterable[Edit],
    base: str,
    paths: Sequence[Path],
    settings: ScanSettings,
    progress: Progress | None = None,
    *,
    roots: tuple[Root, ...] = (),
) -> ScanReport:
    """The functions that `edits` touch since `base`, in words, of files below `paths`, of all when there
    are none. Raises what `scan` does, and ChangeError."""
    from vscan.changed import ChangedFile, changed_files, compare

    progress = progress or Silent()
    found = list(changed_files(edits, paths, settings))
    files = [item for item in found if isinstance(item, ChangedFile)]
    progress.begin(len(files), "files")
    skipped = [item for item in found if isinstance(item, Skipped)]
    with Session(settings, progress, skipped, roots=roots, base=base) as session:
        outcomes = list(session.read_changes((file.before, file.after) for file in files))
        comparison = compare(outcomes, session.score)
        there = (after for (_, after), file in zip(outcomes, files, strict=True) if not file.gone)
        touched = (pair for pair in session.count(there) if comparison.touches(pair[1]))
        session.decide(touched, changes=comparison.change)
        return session.report()


def _watched(found: Iterable[Candidate | Skipped], settings: ScanSettings) -> Iterator[Candidate | Skipped]:
    """All of them. The first file that has changed since anything was kept is likely to need workers: what
    they are forked from then imports while the rest is found."""
    kept = last_kept(cache_folder(settings.cache_dir)) if settings.cache else 0
    idle = True
    for one in found:
        if idle and isinstance(one, Candidate) and one.changed > kept:
            forks.prepare()
            idle = False
        yield one
