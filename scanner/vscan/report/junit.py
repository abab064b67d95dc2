"""JUnit XML, for servers that show tests: a finding that fails the run is a failed test."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vscan.domain import Finding, ScanReport
from vscan.report.base import Style
from vscan.report.visible import visible
from vscan.report.wording import chance, counted, place, reasons


class JunitReporter:
    """One suite: a test that passes for the scan itself, one a finding, one a file that could not be read.
    Findings that the exit policy does not count, and those files, are skipped tests."""

    def render(self, report: ScanReport, style: Style) -> str:
        unread = [skip for skip in report.skipped if skip.reason.is_failure]
        failed = sum(map(report.policy.counts, report.findings))
        passed = len(report.findings) - failed
        counts = {
            "tests": str(1 + len(report.findings) + len(unread)),
            "failures": str(failed),
            "errors": "0",
            "skipped": str(passed + len(unread)),
        }
        suites = ET.Element("testsuites", {"name": "vscan", **counts})
        suite = ET.SubElement(suites, "testsuite", {"name": "vscan", **counts})
        _case(suite, "vscan", f"scan of {counted(report.totals.files, 'file')}")
        for finding in report.findings:
            _finding(suite, report, finding)
        for skip in unread:
            case = _case(suite, skip.path, "not scanned")
            ET.SubElement(case, "skipped", message=visible(f"{skip.reason.value}: {skip.detail}"))
        ET.indent(suites)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=visible(group), name=visible(name))


def _finding(suite: ET.Element, report: ScanReport, finding: Finding) -> None:
    case = _case(suite, finding.function.path, finding.function.name)
    why = [str(reason) for reason in reasons(report, finding)]
    first = why[0] if why else "no single reason stands out"
    message = f"{finding.severity.label}, odds {chance(finding.score)}: {first}"
    if not report.policy.counts(finding):
        ET.SubElement(case, "skipped", message=message)
        return
    failure = ET.SubElement(case, "failure", message=message, type=finding.severity.label)
    failure.text = "\n".join([f"{place(finding)} {visible(finding.function.name)}", *why])
