"""A run as JUnit's XML: a suite for each configuration, a case for each prompt, as CI systems read it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from teahouse.core.evaluation.report_tables import RunReport, reason_texts, setting_text, time_text, verdict_text
from teahouse.core.evaluation.results import CellResult, CellState
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.core.evaluation.wording import in_english

_ALLOWED = frozenset("\t\n\r")


def make_junit(report: RunReport) -> str:
    """The XML, with its declaration."""
    root = ElementTree.Element("testsuites", name=xml_text(report.run.sheet.name))
    for configuration in report.run.configurations:
        suite = ElementTree.SubElement(root, "testsuite", name=xml_text(configuration.name))
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        seconds = 0.0
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in (
            ("digest", configuration.digest),
            ("quantization", configuration.quantization),
            ("setting", setting_text(report.run)),
        ):
            ElementTree.SubElement(properties, "property", name=name, value=xml_text(value))
        for prompt, columns in report.by_prompt():
            for column, result in columns:
                if column.id == configuration.id:
                    counts["tests"] += 1
                    seconds += result.cell.seconds or 0.0
                    kind = _add_case(suite, report.run.sheet.name, prompt, result)
                    if kind:
                        counts[kind] += 1
        for name, count in counts.items():
            suite.set(name, str(count))
        suite.set("time", f"{seconds:.3f}")
        suite.set("timestamp", time_text(report.run.created))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_case(suite: ElementTree.Element, sheet: str, prompt: SheetPrompt, result: CellResult) -> str:
    """Add one case; returns which count it is part of beside `tests`, or ""."""
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=xml_text(sheet),
        name=xml_text(prompt.title or prompt.id),
        time=f"{result.cell.seconds or 0.0:.3f}",
    )
    kind, tag = "", ""
    if result.cell.state is CellState.FAILED:
        kind, tag = "errors", "error"
    elif result.cell.passed is None:
        kind, tag = "skipped", "skipped"
    elif not result.cell.passed:
        kind, tag = "failures", "failure"
    if tag:
        reasons = "; ".join(reason_texts(result, in_english)) or verdict_text(result, in_english)
        ElementTree.SubElement(case, tag, message=xml_text(reasons))
    if result.answer:
        ElementTree.SubElement(case, "system-out").text = xml_text(result.answer)
    return kind


def xml_text(text: str) -> str:
    """A text with U+FFFD for each character that XML 1.0 does not allow; the serializer escapes the rest."""
    return "".join(sign if _is_allowed(sign) else "\ufffd" for sign in text)


def _is_allowed(sign: str) -> bool:
    code = ord(sign)
    return sign in _ALLOWED or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
