"""Reports of a run: self-contained HTML, Markdown, CSV, JSON and JUnit's XML.

Answers come from models and may contain anything: each format escapes them its own way. `report_tables` has what HTML
and Markdown show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from teahouse.core.evaluation import report_html, report_markdown, report_xml
from teahouse.core.evaluation.report_tables import RunReport, csv_rows
from teahouse.core.evaluation.results import CellResult
from teahouse.core.evaluation.sheet_json import sheet_values
from teahouse.core.evaluation.statistics import compare_columns, summarize_column
from teahouse.core.evaluation.wording import Translation, describe_result, in_english

FORMAT = "teahouse-evaluation-1"


class ReportKind(StrEnum):
    """The format of a report."""

    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    JUNIT = "junit"


def write_report(report: RunReport, kind: ReportKind, translate: Translation = in_english) -> str:
    """The text of a report. JSON, CSV and JUnit are for programs and always English."""
    makers: dict[ReportKind, Callable[[], str]] = {
        ReportKind.HTML: lambda: report_html.make_page(report, translate),
        ReportKind.MARKDOWN: lambda: report_markdown.make_text(report, translate),
        ReportKind.CSV: lambda: _csv(csv_rows(report)),
        ReportKind.JSON: lambda: json.dumps(report_values(report), ensure_ascii=False, indent=2, default=str) + "\n",
        ReportKind.JUNIT: lambda: report_xml.make_junit(report),
    }
    return makers[kind]()


def report_values(report: RunReport) -> dict[str, Any]:
    """Everything, as plain values."""
    run, cells = report.run, [result.cell for result in report.results]
    first = run.configurations[0].id
    return {
        "format": FORMAT,
        "id": run.id,
        "created": run.created,
        "setting": asdict(run.setting),
        "sheet": sheet_values(run.sheet),
        "configurations": [{**asdict(each), "name": each.name} for each in run.configurations],
        "judge": None if run.judge is None else asdict(run.judge),
        "summaries": [asdict(summarize_column(cells, each.id)) for each in run.configurations],
        "pairs": [
            {"first": first, "second": each.id, **asdict(pair), "conclusion": pair.conclusion.value}
            for each in run.configurations[1:]
            for pair in (compare_columns(cells, first, each.id),)
        ],
        "results": [_result_values(result) for result in report.results],
    }


def _result_values(result: CellResult) -> dict[str, Any]:
    values = asdict(result.cell)
    values["state"] = result.cell.state.value
    return {
        **values,
        "answers": list(result.answers),
        "thinking": result.thinking,
        "figures": None if result.figures is None else asdict(result.figures),
        "facts": dict(result.facts),
        "created": result.created,
        "checks": [
            {
                "passed": check.passed,
                "score": check.score,
                "reason": check.reason.value,
                "text": describe_result(check),
                "facts": dict(check.facts),
            }
            for check in result.checks
        ],
    }


_FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def _csv(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return "".join(",".join(map(_csv_field, row)) + "\n" for row in rows)


def _csv_field(text: str) -> str:
    if text.startswith(_FORMULA_BEGINNINGS) and not _is_number(text):
        text = f"'{text}"
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in ',"\r\n') else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
