"""The tools side by side: files in, hits out, with the processor time and memory that they took."""

from __future__ import annotations

import csv
import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STUBS = Path(__file__).parent / "stubs"
CHECKS = "-*,clang-analyzer-*,bugprone-*,cert-*"
_CHUNK = 50
# Seconds of processor time after which a process is stopped; what it said until then counts.
LIMIT = 800


@dataclass(frozen=True, slots=True)
class Hit:
    """One report. `kind` is the tool's own class of it, `cwe` what the tool says it is, if anything."""

    file: str
    line: int
    check: str
    kind: str
    cwe: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """`findings` as the tool counts them. `seconds` of processor time, all processes together; `megabytes` at
    the peak of the largest one."""

    hits: tuple[Hit, ...]
    findings: int
    seconds: float
    megabytes: float
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Files:
    """What a tool is given: sources and headers below `root`, and folders to look for headers in."""

    root: Path
    sources: tuple[Path, ...]
    includes: tuple[Path, ...] = ()
    max_configs: int = 12


@dataclass(frozen=True, slots=True)
class _Child:
    output: str
    seconds: float
    megabytes: float
    stopped: bool


_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER


def _run(command: Sequence[str | Path]) -> _Child:
    """Standard output and error of a child, whatever it exits with."""
    with tempfile.TemporaryFile() as log:
        words = [str(word) for word in command]
        adopt_orphans()
        child = subprocess.Popen(words, stdout=log, stderr=log, preexec_fn=_limit, start_new_session=True)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        usages = [used, *orphans(child.pid)]
        log.seek(0)
        output = log.read().decode("utf-8", "replace")
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    megabytes = max(usage.ru_maxrss for usage in usages) / 1024
    stopped = child.returncode == -signal.SIGXCPU
    return _Child(output, seconds, megabytes, stopped)


def adopt_orphans() -> None:
    """From now on, what children leave behind becomes this process's."""
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)


def orphans(group: int) -> Iterator[resource.struct_rusage]:
    """What a child's own servers and workers took: they outlive it, and become ours. Other children of this
    process are not waited for: they may outlive us all."""
    while True:
        try:
            yield os.wait4(-group, 0)[2]
        except ChildProcessError:
            return


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT + 1))


def _joined(children: Iterable[_Child], hits: Callable[[str], Iterator[Hit]]) -> Run:
    done = list(children)
    found = tuple(hit for child in done for hit in hits(child.output))
    seconds, megabytes = sum(c.seconds for c in done), max(c.megabytes for c in done)
    return Run(found, len(found), seconds, megabytes, any(c.stopped for c in done))


def vscan_findings(files: Files, *options: str) -> tuple[list[dict[str, Any]], _Child]:
    """The findings of a scan's JSON report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        main = "from vscan.cli import main; main()"
        fixed = ["--format", "json", "--output", report, "--no-cache", "--no-config", "--jobs", "1"]
        languages = ["--language", "c", "--language", "cpp"]
        child = _run([sys.executable, "-c", main, "scan", *fixed, *languages, *options, files.root])
        if not report.is_file():
            raise SystemExit(child.output)
        return json.loads(report.read_text(encoding="utf-8"))["findings"], child


def _vscan(files: Files, *options: str) -> Run:
    findings, child = vscan_findings(files, *options)
    found = tuple(hit for finding in findings for hit in _of_finding(finding))
    return Run(found, len(findings), child.seconds, child.megabytes)


def _of_finding(finding: dict[str, Any]) -> Iterator[Hit]:
    """One hit a rule match, or one for the odds where no rule matched."""
    for rule in finding["rules"]:
        cwe = tuple(int(name.removeprefix("CWE-")) for name in rule["cwe"])
        yield Hit(finding["path"], rule["line"], rule["id"], rule["confidence"], cwe)
    if not finding["rules"]:
        yield Hit(finding["path"], finding["start_line"], "odds", "odds")


def vscan_rules(files: Files) -> Run:
    """What `vscan scan --scorer none` shows: rules of high and medium confidence."""
    return _vscan(files, "--scorer", "none")


def vscan_scan(files: Files) -> Run:
    """What `vscan scan` shows by default."""
    return _vscan(files)


def flawfinder(files: Files) -> Run:
    return _joined([_run(["flawfinder", "--csv", "--quiet", *files.sources])], _flawfinder_hits)


def _flawfinder_hits(output: str) -> Iterator[Hit]:
    if not output.startswith("File,Line,"):
        raise SystemExit(f"flawfinder: {output[-300:]}")
    for row in csv.DictReader(output.splitlines()):
        cwe = tuple(map(int, re.findall(r"CWE-(\d+)", row["CWEs"] or "")))
        yield Hit(row["File"], int(row["Line"]), row["Name"], f"level {row['Level']}", cwe)


def cppcheck(files: Files) -> Run:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(map(str, files.sources)))
        listed.flush()
        template = r"{file}\t{line}\t{severity}\t{id}\t{cwe}"
        options = ["--enable=all", "--quiet", "-j1", "--library=posix", f"--max-configs={files.max_configs}"]
        quiet = [
            f"--suppress={name}" for name in ("missingInclude", "missingIncludeSystem", "toomanyconfigs")
        ]
        folders = [f"-I{folder}" for folder in files.includes]
        command = ["cppcheck", *options, *quiet, f"--template={template}", *folders]
        return _joined([_run([*command, f"--file-list={listed.name}"])], _cppcheck_hits)


def _cppcheck_hits(output: str) -> Iterator[Hit]:
    for line in output.splitlines():
        parts = line.split("\t")
        if len(parts) == 5 and parts[1].isdigit():
            file, number, severity, check, cwe = parts
            yield Hit(file, int(number), check, severity, (int(cwe),) if cwe not in ("", "0") else ())


def clang_tidy(files: Files) -> Run:
    """Headers are read where a source includes them. What clang itself reports is kept as of its kind."""
    folders = [f"-I{folder}" for folder in files.includes]
    command = ["clang-tidy", "--quiet", f"--checks={CHECKS}"]
    children = []
    for suffixes, flags in (((".c",), ()), ((".cc", ".cpp", ".cxx"), ("-std=gnu++14",))):
        sources = [path for path in files.sources if path.suffix in suffixes]
        for start in range(0, len(sources), _CHUNK):
            children.append(_run([*command, *sources[start : start + _CHUNK], "--", *folders, *flags]))
    return _joined(children, _clang_tidy_hits)


def _clang_tidy_hits(output: str) -> Iterator[Hit]:
    pattern = re.compile(r"^(\S[^:]*):(\d+):\d+: (?:warning|error): .* \[([\w.,+-]+)\]$", re.M)
    for file, number, checks in pattern.findall(output):
        first = checks.split(",")[0]
        kind = "-".join(first.split("-")[:2]) if first.startswith("clang-") else first.split("-")[0]
        yield Hit(file, int(number), first, kind)


TOOLS: dict[str, Callable[[Files], Run]] = {
    "vscan, rules alone": vscan_rules,
    "vscan, default scan": vscan_scan,
    "flawfinder": flawfinder,
    "cppcheck": cppcheck,
    "clang-tidy": clang_tidy,
}

# A tool's reports are read in more than one way: which kinds count, by the name of the reading.
READINGS: dict[str, tuple[str, Callable[[Hit], bool]]] = {
    "vscan, rules alone": ("vscan, rules alone", lambda hit: True),
    "vscan, default scan": ("vscan, default scan", lambda hit: True),
    "flawfinder": ("flawfinder", lambda hit: True),
    "flawfinder, level 3 and up": ("flawfinder", lambda hit: hit.kind >= "level 3"),
    "cppcheck": ("cppcheck", lambda hit: hit.kind in ("error", "warning", "portability")),
    "cppcheck, style too": ("cppcheck", lambda hit: hit.kind != "information"),
    "clang-tidy": ("clang-tidy", lambda hit: hit.kind != "clang-diagnostic"),
    "clang-tidy, analyzer alone": ("clang-tidy", lambda hit: hit.kind == "clang-analyzer"),
    "clang-tidy, compiler too": ("clang-tidy", lambda hit: True),
}
