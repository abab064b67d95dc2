"""The action's scan: inputs from the environment, results into the files that the runner names.

Runs in the environment that install.sh made, and imports nothing but the standard library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "VSCAN_ACTION_"


class InputError(Exception):
    """An input whose value makes no sense."""


@dataclass(frozen=True)
class Inputs:
    """What the workflow asks for; `base` is where a pull request starts, empty elsewhere."""

    paths: tuple[str, ...]
    diff: str
    base: str
    fail_on: str
    args: tuple[str, ...]
    sarif_file: str
    annotations: bool
    summary: bool

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Inputs:
        """Raises InputError."""

        def given(name: str) -> str:
            return environment.get(_PREFIX + name, "").strip()

        return cls(
            paths=_lines(given("PATHS")) or (".",),
            diff=given("DIFF") or "auto",
            base=given("BASE"),
            fail_on=given("FAIL_ON") or "low",
            args=_lines(given("ARGS")),
            sarif_file=given("SARIF_FILE"),
            annotations=_switch("annotations", given("ANNOTATIONS")),
            summary=_switch("summary", given("SUMMARY")),
        )

    @property
    def since(self) -> str:
        """The revision whose changes are scanned; empty for the whole tree."""
        if self.diff == "auto":
            return self.base
        return "" if self.diff == "never" else self.diff


def command(inputs: Inputs, reports: Path) -> list[str]:
    """The one run that writes everything; its JSON and Markdown go to the folder `reports`."""
    words = ["scan", f"--fail-on={inputs.fail_on}", f"--cache-dir={reports / 'cache'}"]
    words += ["--format=github" if inputs.annotations else "--format=text", "--no-color"]
    words += [f"--output=json:{reports / 'report.json'}"]
    if inputs.sarif_file:
        words.append(f"--output=sarif:{inputs.sarif_file}")
    if inputs.summary:
        words.append(f"--output=markdown:{reports / 'summary.md'}")
    if inputs.since:
        words.append(f"--diff={inputs.since}")
    # Not `python -m vscan`, which would look for modules in the scanned tree first.
    return [str(Path(sys.executable).with_name("vscan")), *words, *inputs.args, "--", *inputs.paths]


def main(environment: Mapping[str, str]) -> int:
    try:
        inputs = Inputs.read(environment)
    except InputError as error:
        print(f"::error title=vscan::{error}")
        return 2
    with tempfile.TemporaryDirectory(dir=environment.get("RUNNER_TEMP")) as folder:
        reports = Path(folder)
        code = subprocess.run(command(inputs, reports), check=False).returncode  # noqa: S603 - no shell
        _publish(environment, inputs, reports, code)
    return code


def _publish(environment: Mapping[str, str], inputs: Inputs, reports: Path, code: int) -> None:
    """Job summary and outputs; without a report, as after a failure, the code alone."""
    summary, report = reports / "summary.md", reports / "report.json"
    if summary.is_file():
        _append(environment.get("GITHUB_STEP_SUMMARY"), summary.read_text(encoding="utf-8"))
    findings = len(json.loads(report.read_text(encoding="utf-8"))["findings"]) if report.is_file() else ""
    written = inputs.sarif_file if inputs.sarif_file and Path(inputs.sarif_file).is_file() else ""
    lines = [f"findings={findings}", f"exit-code={code}", f"sarif-file={written}"]
    _append(environment.get("GITHUB_OUTPUT"), "".join(line + "\n" for line in lines))


def _append(path: str | None, text: str) -> None:
    if path:
        with open(path, "a", encoding="utf-8") as stream:  # noqa: PTH123
            stream.write(text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _switch(name: str, value: str) -> bool:
    if value not in ("", "true", "false"):
        raise InputError(f"{name} must be true or false, got {value!r}")
    return value != "false"


if __name__ == "__main__":
    sys.exit(main(os.environ))
