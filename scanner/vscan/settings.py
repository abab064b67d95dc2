"""Every option of a scan, its default and its limits: the one place that knows them all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from vscan.domain import ExitPolicy, Severity, VscanError

SCORERS = ("onnx", "torch", "none")
SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown", ".sarif": "sarif"}
"""The formats that a file's name tells where nothing else does."""
GATES = (*(severity.label for severity in Severity), "none")

ALTERNATIVES = (("quiet", "verbose"), ("threshold", "point", "target_fpr"))
"""Fields of which one at most is given."""

_SHAPES_RESULTS = {"shapes": "functions"}
_SHAPES_FILES = {"shapes": "files"}


class SettingsError(VscanError):
    """An option whose value makes no sense; the message names it as the user writes it."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file for a report in one format; None: in the one that is shown."""

    format: str | None
    path: Path

    @classmethod
    def parse(cls, text: str, folder: Path = Path()) -> Output:
        """`FORMAT:FILE`, or `FILE` alone; one letter before a colon is a drive. Raises SettingsError."""
        format_, colon, file = text.partition(":")
        named = bool(colon) and len(format_) > 1 and "/" not in format_ and "\\" not in format_
        if not (file if named else text) or "\0" in text:
            raise SettingsError(f"output must be FILE or FORMAT:FILE, got {text!r}")
        return cls(format_, folder / file) if named else cls(None, folder / text)


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What the user asked for, from flags and config file.

    Globs are gitignore patterns; one with an inner slash is anchored at the current folder. Sizes are
    in bytes, `memory_limit` in MB a worker, `file_timeout` in seconds. At most one of `threshold`, `point`
    and `target_fpr` is given; none stands for the model's own operating point. Otherwise None stands for:
    the prevalence that the model is calibrated to (`prior`), no limit (`top`, `min_severity`), the terminal
    decides (`color`), the bundled model (`model`), the user's cache folder (`cache_dir`), a name after the
    folder that is scanned (`sarif_category`). `jobs` 0 uses all cores, an empty `languages` reads them all;
    without an `output` in no format of its own the report is shown.
    `select`, `ignore` and the first parts of `severity` name rules: by id, by glob or by weakness.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    default_excludes: bool = field(default=True, metadata=_SHAPES_FILES)
    gitignore: bool = True
    force_exclude: bool = False
    languages: tuple[str, ...] = field(default=(), metadata=_SHAPES_FILES)
    max_file_bytes: int = field(default=2_000_000, metadata=_SHAPES_FILES)
    max_function_bytes: int = field(default=200_000, metadata=_SHAPES_RESULTS)
    file_timeout: float = 10.0
    memory_limit: int = 2048
    jobs: int = 0
    scorer: str = field(default="onnx", metadata=_SHAPES_RESULTS)
    model: Path | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = field(default=(), metadata=_SHAPES_FILES)
    ignore: tuple[str, ...] = field(default=(), metadata=_SHAPES_FILES)
    severity: tuple[tuple[str, Severity], ...] = field(default=(), metadata=_SHAPES_FILES)
    threshold: float | None = None
    point: str | None = None
    target_fpr: float | None = None
    prior: float | None = None
    top: int | None = None
    min_severity: Severity | None = field(default=None, metadata=_SHAPES_FILES)
    baseline: Path | None = None
    fail_on_increase: float | None = None
    ignore_suppressions: bool = False
    require_suppression_reason: bool = False
    show_suppressed: bool = False
    influence: bool = True
    format: str = "text"
    output: tuple[Output, ...] = ()
    sarif_category: str | None = None
    fail_on: str | None = None
    max_findings: int = 0
    exit_zero: bool = False
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False
    cache: bool = True
    cache_dir: Path | None = None

    def __post_init__(self) -> None:
        """Raises SettingsError."""
        for name, fits, wanted in _LIMITS:
            value = getattr(self, name)
            if value is not None and not fits(value):
                raise SettingsError(f"{option_name(name)} must be {wanted}, got {value!r}")
        for names in ALTERNATIVES:
            values = {option_name(name): getattr(self, name) for name in names}
            given = [name for name, value in values.items() if value is not None and value is not False]
            if len(given) > 1:
                raise SettingsError(f"{' and '.join(given)} exclude each other")
        if self.top is not None and self.top <= self.max_findings:
            raise SettingsError("max-findings must be below top: what is not shown is not counted")
        if sum(output.format is None for output in self.files) > 1:
            raise SettingsError("output: one file at most in the shown format")

    @property
    def files(self) -> tuple[Output, ...]:
        """Where `output` sends reports. Unless another format is shown, `r.sarif` and its like say theirs by
        their names: nobody wants a table for people in them."""
        if self.format != "text":
            return self.output
        return tuple(
            output if output.format else Output(SUFFIXES.get(output.path.suffix.lower()), output.path)
            for output in self.output
        )

    def exit_policy(self, *, changes: bool = False) -> ExitPolicy:
        """For a scan of `changes` alone, or of whole files, which no odds rise in."""
        increase = self.fail_on_increase if changes else None
        fail_on = self.fail_on or ("low" if increase is None else "none")
        grave = None if fail_on == "none" else Severity.parse(fail_on)
        return ExitPolicy(grave, self.max_findings, self.exit_zero, increase)

    def cache_key(self) -> str:
        """The settings that shape what is computed of one function, and nothing else.

        Models and rules are known to the cache by the digests of their contents, not by their paths.
        """
        return self._key("functions")

    def file_key(self) -> str:
        """The settings that decide what becomes of a file and its functions, once these are scored, but for
        the threshold, which a model may know under a name."""
        return self._key("files")

    def _key(self, what: str) -> str:
        shaping = [f.name for f in dataclasses.fields(self) if f.metadata.get("shapes") == what]
        return json.dumps({name: getattr(self, name) for name in sorted(shaping)})


def option_name(field_name: str) -> str:
    """`max_file_bytes` as users write it: `max-file-bytes`."""
    return field_name.replace("_", "-")


def _positive(value: float) -> bool:
    return 0 < value < float("inf")


def _inside(value: float) -> bool:
    return 0 < value < 1


def _no_blanks(names: tuple[str, ...]) -> bool:
    return all(name.strip() for name in names)


def _named(pairs: tuple[tuple[str, Severity], ...]) -> bool:
    return _no_blanks(tuple(name for name, _ in pairs))


_LIMITS: tuple[tuple[str, Callable[..., bool], str], ...] = (
    ("include", _no_blanks, "patterns that are not blank"),
    ("exclude", _no_blanks, "patterns that are not blank"),
    ("languages", _no_blanks, "names of languages"),
    ("max_file_bytes", _positive, "a positive number of bytes"),
    ("max_function_bytes", _positive, "a positive number of bytes"),
    ("file_timeout", _positive, "a positive number of seconds"),
    ("memory_limit", lambda value: value >= 64, "at least 64 MB"),
    ("jobs", lambda value: value >= 0, "0 (all cores) or more"),
    ("scorer", lambda value: value in SCORERS, f"one of {', '.join(SCORERS)}"),
    ("select", _no_blanks, "rules that are not blank"),
    ("ignore", _no_blanks, "rules that are not blank"),
    ("severity", _named, "a severity for each rule"),
    ("threshold", lambda value: 0 <= value <= 1, "a probability between 0 and 1"),
    ("point", lambda value: bool(value.strip()), "the name of an operating point"),
    ("target_fpr", _inside, "a false-positive rate between 0 and 1, neither of them"),
    ("prior", _inside, "a prevalence between 0 and 1, neither of them"),
    ("fail_on_increase", lambda value: 0 < value <= 1, "a difference of odds above 0, up to 1"),
    ("top", _positive, "1 or more"),
    ("format", lambda value: bool(value), "the name of a report format"),
    ("sarif_category", lambda value: bool(value.strip("/ ")), "a name such as vscan/src"),
    ("fail_on", lambda value: value in GATES, f"one of {', '.join(GATES)}"),
    ("max_findings", lambda value: value >= 0, "0 or more"),
)
