"""The outcome of one scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vscan.domain.analysis import RuleInfo
from vscan.domain.finding import Change, Finding
from vscan.domain.held import Notice, Origin
from vscan.domain.levels import Severity
from vscan.domain.odds import Caveat, Score
from vscan.domain.source import Skipped, SkipReason


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
    """The outcome of one scan: what is shown, what was held back, what was skipped. Of the `hidden`,
    `beyond_top` are findings beyond the limit that the user chose, the others functions whose rule matches
    say too little. `suppressed` are the findings, or the parts of them, that `totals.suppressed` counts,
    where the user asked to see them. `base_rate` is the share of all functions that odds and threshold
    suppose to be vulnerable, if known; `calibrated_rate` the one that the model was calibrated at, another
    where the user chose."""

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
    beyond_top: int = 0

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
    def failures(self) -> dict[str, int]:
        """How many files should have been scanned and could not be, by why."""
        return {why: n for why, n in self.skipped_by_reason.items() if SkipReason(why).is_failure}

    @property
    def skipped_by_reason(self) -> dict[str, int]:
        return dict(sorted(Counter(skip.reason.value for skip in self.skipped).items()))
