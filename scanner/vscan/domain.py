"""The frozen nouns that flow from discovery to a report.

Standard library only: every other module may import this one, it imports none of them.
Lines are 1-based and inclusive; bytes are 0-based, half-open offsets into the UTF-8 encoding of
``SourceFile.text``.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class VscanError(Exception):
    """What a user can do something about: shown as one line, exit code 2."""


class Severity(enum.IntEnum):
    """How bad it would be if true; ordered, printed in lower case."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Severity:
        """Raises ValueError naming the known labels."""
        try:
            return cls[label.upper()]
        except KeyError:
            known = ", ".join(s.label for s in cls)
            raise ValueError(f"unknown severity {label!r} (known: {known})") from None


class Confidence(enum.IntEnum):
    """How often a rule's match is right; ordered, printed in lower case."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Confidence:
        """Raises ValueError naming the known labels."""
        try:
            return cls[label.upper()]
        except KeyError:
            known = ", ".join(c.label for c in cls)
            raise ValueError(f"unknown confidence {label!r} (known: {known})") from None


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


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule's hit. Lines count from the function's first line (1), so a match is a function of the
    text alone; `Finding.line_of` turns them into lines of the file."""

    rule_id: str
    start_line: int
    end_line: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What static analysis says of one function text: metrics by name, in a fixed order, and rule
    matches sorted by line."""

    metrics: Mapping[str, float]
    matches: tuple[RuleMatch, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A function with its analysis."""

    function: Function
    analysis: Analysis


class Caveat(str, enum.Enum):
    """Why a function's odds mean less than others'; the values appear in reports and in JSON."""

    TRUNCATED = "truncated"
    TINY = "tiny"
    UNFAMILIAR = "unfamiliar"

    @classmethod
    def in_order(cls, caveats: Iterable[Caveat]) -> tuple[Caveat, ...]:
        """Each once, in the order they are defined in."""
        found = set(caveats)
        return tuple(caveat for caveat in cls if caveat in found)


@dataclass(frozen=True, slots=True)
class Score:
    """A calibrated probability, or None with the reason why the model abstains. `caveats` stand in the
    order of `Caveat`, each at most once."""

    probability: float | None
    abstained: str = ""
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class LineInfluence:
    """A line that raised the odds, and its `share`, 0 to 1, of what all such lines raised: influence,
    not location. The line counts from the function's first one (1)."""

    line: int
    share: float


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file without its indentation, as viewers of findings point at it. Columns count
    UTF-16 units from 1, the end exclusive. `line_hash` tells the line from others of its file by its text
    and what follows, so that it can be found again elsewhere; '' when unknown."""

    line: int
    start_column: int = 1
    end_column: int = 1
    line_hash: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that speaks to vscan. `line` is its first; `target` the line it speaks of: its own
    beside code, else the next below it. A function's target is its first line."""

    line: int
    target: int
    text: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report needs to know of a rule; `page` is its documentation in Markdown."""

    id: str
    title: str
    message: str
    severity: Severity
    confidence: Confidence
    cwe: tuple[int, ...]
    page: str = ""


class Origin(str, enum.Enum):
    """What keeps a finding out of sight; the values appear in reports and in JSON."""

    COMMENT = "comment"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding, or a part of it, is not shown: a comment at `line` of the file with the reason that it
    gives, or the baseline."""

    origin: Origin
    line: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The parts of a finding that are not to be shown, and why: its odds, some of its matches."""

    odds: Suppression | None = None
    matches: Mapping[RuleMatch, Suppression] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.odds is not None or bool(self.matches)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did to a function: the `lines` of the file that are new, none where all of them are;
    the odds that it had, None where there are none to compare with; `new` where it was not there."""

    lines: tuple[int, ...] = ()
    before: float | None = None
    new: bool = False

    def rise(self, score: Score) -> float | None:
        """By how much it raised the odds to `score`; a new function had none. None where nothing can be
        said."""
        if score.probability is None or (self.before is None and not self.new):
            return None
        return score.probability - (self.before or 0.0)


class NoticeKind(str, enum.Enum):
    """What is wrong with a suppression or a baseline; the values appear in reports and in JSON."""

    STALE = "stale-suppression"
    UNKNOWN = "unknown-rule"
    EXPIRED = "expired-suppression"
    UNEXPLAINED = "suppression-without-reason"
    MALFORMED = "malformed-suppression"
    UNPAIRED = "unpaired-suppression"
    GONE = "stale-baseline"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that its owner should know, though nothing was found and nothing skipped.
    `line` is 0 where the whole file is meant."""

    path: str
    line: int
    kind: NoticeKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A function worth a reviewer's time, with its reasons; `by_odds` when the odds are one of them.
    `places` are the lines that a report may point at: the function's first and last, and the first of
    each match. `suppressed` says what keeps it out of sight, `change` what a change did to the function,
    where only changes were looked at."""

    function: Function
    score: Score
    matches: tuple[RuleMatch, ...]
    severity: Severity
    cwe: tuple[int, ...]
    reasons: tuple[str, ...]
    fingerprint: str
    influence: tuple[LineInfluence, ...] = ()
    places: tuple[Place, ...] = ()
    by_odds: bool = False
    suppressed: tuple[Suppression, ...] = ()
    change: Change | None = None

    @property
    def anchor_line(self) -> int:
        """The line of the file that stands for the finding: the function's first; of a changed function a
        changed one, where a rule matches if there is such."""
        changed = self.change.lines if self.change else ()
        matched = {self.line_of(match) for match in self.matches}
        return next((n for n in changed if n in matched), next(iter(changed), self.function.span.start_line))

    @property
    def rise(self) -> float | None:
        """By how much a change raised the odds, where that can be said."""
        return self.change.rise(self.score) if self.change else None

    def place(self, line: int) -> Place:
        """What is known of a line of the file."""
        return next((place for place in self.places if place.line == line), Place(line))

    def line_of(self, place: RuleMatch | LineInfluence) -> int:
        """Its line, or first line, in the file."""
        line = place.start_line if isinstance(place, RuleMatch) else place.line
        return self.function.span.start_line + line - 1


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of one scan. `abstained`, `caveats` and `languages` map a name to a number of functions, of
    all that were read; `suppressed` counts findings that are not shown, or not whole, by what keeps them.
    `started` is in seconds since 1970, UTC."""

    files: int = 0
    functions: int = 0
    lines: int = 0
    cached: int = 0
    seconds: float = 0.0
    started: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    abstained: Mapping[str, int] = field(default_factory=dict)
    caveats: Mapping[Caveat, int] = field(default_factory=dict)
    suppressed: Mapping[Origin, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file that was scanned: as printed, and where it lies in its git repository, links
    resolved: '' for the repository's own root, None outside of any."""

    path: str
    in_repository: str | None


@dataclass(frozen=True, slots=True)
class ExitPolicy:
    """When findings fail a run: where more than `max_findings` count; with `exit_zero`, never. They count
    when they are at least as grave as `fail_on`, or when a change raised their odds by `fail_on_increase`
    or more."""

    fail_on: Severity | None = Severity.LOW
    max_findings: int = 0
    exit_zero: bool = False
    fail_on_increase: float | None = None

    def counts(self, finding: Finding) -> bool:
        grave = self.fail_on is not None and finding.severity >= self.fail_on
        return grave or self.raised(finding.rise)

    def raised(self, rise: float | None) -> bool:
        """Whether odds rose by more than they may."""
        limit = self.fail_on_increase
        return limit is not None and rise is not None and rise >= limit


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scan of changes looked at: since `base`, in words; how many functions are new and how many
    were changed, and of how many of these the odds rose and fell by a percentage point or more."""

    base: str
    new: int = 0
    changed: int = 0
    rose: int = 0
    fell: int = 0

    @classmethod
    def count(cls, base: str, changes: Iterable[tuple[Score, Change]]) -> Changes:
        """Of all functions that were looked at, with the odds that they have now."""
        rises = [None if change.new else change.rise(score) or 0.0 for score, change in changes]
        old = [rise for rise in rises if rise is not None]
        rose, fell = sum(rise >= 0.01 for rise in old), sum(rise <= -0.01 for rise in old)
        return cls(base, len(rises) - len(old), len(old), rose, fell)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The outcome of one scan: what is shown, what was held back, what was skipped. `suppressed` are the
    findings, or the parts of them, that `totals.suppressed` counts, where the user asked to see them.
    `base_rate` is
    the share of all functions that odds and threshold suppose to be vulnerable, if known;
    `calibrated_rate` the one that the model was calibrated at, another where the user chose."""

    findings: tuple[Finding, ...]
    hidden: int
    skipped: tuple[Skipped, ...]
    totals: Totals
    model: str
    threshold: float
    rules: Mapping[str, RuleInfo]
    base_rate: float | None = None
    calibrated_rate: float | None = None
    suppressed: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    changes: Changes | None = None
    roots: tuple[Root, ...] = ()
    policy: ExitPolicy = ExitPolicy()

    @property
    def exit_code(self) -> int:
        """1 when more was found than the policy allows, else 0."""
        counted = sum(map(self.policy.counts, self.findings))
        return int(counted > self.policy.max_findings and not self.policy.exit_zero)

    def repository_path(self, path: str) -> str:
        """A path of this report as its repository knows it; as it is where none is known to hold it."""
        above = [root for root in self.roots if root.path in (".", path) or path.startswith(f"{root.path}/")]
        root = max(above, key=lambda root: (root.path != ".", len(root.path)), default=None)
        if root is None or root.in_repository is None:
            return path
        below = path if root.path == "." else path[len(root.path) + 1 :]
        return "/".join(filter(None, (root.in_repository, below)))

    @property
    def prior_chosen(self) -> bool:
        """Whether the user moved the odds to another prevalence."""
        return self.calibrated_rate not in (None, self.base_rate)

    @property
    def skipped_by_reason(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for skip in self.skipped:
            counts[skip.reason.value] = counts.get(skip.reason.value, 0) + 1
        return dict(sorted(counts.items()))
