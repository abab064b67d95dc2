"""A sample of what a default scan shows, to be read by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools import vscan_findings
from trees import Tree


def sample(found: Sequence[Tree], number: int) -> Iterator[str]:
    """The same findings each time, in no order that favours any; a Markdown row each."""
    findings = [
        (_place(finding, tree.files.root), finding)
        for tree in found
        for finding in vscan_findings(tree.files)[0]
    ]
    findings.sort(key=lambda item: hashlib.sha256(item[0].encode()).hexdigest())
    yield f"{len(findings)} findings\n"
    yield "| place | what it says | worth a minute | why |\n| --- | --- | --- | --- |"
    for place, finding in findings[:number]:
        yield f"| {place} | {_told(finding)} | | |"


def _place(finding: dict[str, Any], root: Path) -> str:
    path = Path(finding["path"]).resolve().relative_to(root.resolve().parent)
    return f"{path}:{finding['start_line']} `{finding['function']}`"


def _told(finding: dict[str, Any]) -> str:
    rules = [f"`{rule['id']}` line {rule['line']}" for rule in finding["rules"]]
    odds = finding["probability"]
    return ", ".join([*rules, "odds unknown" if odds is None else f"odds {odds:.2f}"])
