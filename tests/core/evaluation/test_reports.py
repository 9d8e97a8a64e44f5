"""Reports with hostile answers: nothing of them becomes markup, a formula or broken XML."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from fixtures.evaluating import COLUMNS, SHEET, SUM
from teahouse.core.evaluation.report import ReportKind, write_report
from teahouse.core.evaluation.report_tables import RunReport
from teahouse.core.evaluation.results import (
    CellResult,
    CellState,
    CheckReason,
    CheckResult,
    EvaluationRun,
    GridCell,
    RunSetting,
)
from teahouse.core.run import Hardware

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x',
    "]]></system-out></testcase><testcase name='more'/>",
    '=HYPERLINK("http://127.0.0.1";"tea")',
    "````\n# heading\n| a | b |",
    "\x00\x1b[31m\ud800\uffff\u202e",
    "</pre></details><h1>",
)


def _report(text: str) -> RunReport:
    sheet = replace(SHEET, name=text or "n", prompts=(replace(SUM, title=text),))
    run = EvaluationRun("r", sheet, 0.0, COLUMNS, setting=RunSetting("1", "", text, True, Hardware(cpu=text)))
    results = tuple(
        CellResult(
            GridCell("sum", column.id, state, passed, problem=text if state is CellState.FAILED else "", seconds=1.0),
            answers=(text,),
            checks=(CheckResult(passed, 0.0, CheckReason.LACKS, {"missing": text}),),
        )
        for column, state, passed in zip(COLUMNS, (CellState.DONE, CellState.FAILED), (False, None), strict=True)
    )
    return RunReport(run, results)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_html_has_no_tags_but_its_own_and_loads_nothing(text: str) -> None:
    page = write_report(_report(text), ReportKind.HTML)
    tags = Tags()
    tags.feed(page)
    assert tags.found <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "table", "tr", "th", "td", "details",
        "summary", "pre", "b", "span",
    }  # fmt: skip
    assert tags.attributes <= {"charset", "http-equiv", "content", "name", "class"}
    assert "default-src &#x27;none&#x27;" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_junit_is_xml_with_one_case_for_each_cell(text: str) -> None:
    root = ElementTree.fromstring(write_report(_report(text), ReportKind.JUNIT).encode("utf-8", "replace"))
    suites = root.findall("testsuite")
    assert [len(suite.findall("testcase")) for suite in suites] == [1, 1]
    assert [(suite.get("failures"), suite.get("errors")) for suite in suites] == [("1", "0"), ("0", "1")]


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_has_a_row_for_each_cell_and_no_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write_report(_report(text), ReportKind.CSV), newline="")))
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(field.startswith(("=", "@")) for row in rows for field in row)
    assert {"digest", "quantization", "options", "created", "engine", "engine_version", "hardware", "driver"} < set(
        rows[0]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_and_json_keep_the_answer_as_it_is(text: str) -> None:
    values = json.loads(write_report(_report(text), ReportKind.JSON))
    assert values["results"][0]["answers"] == [text]
    page = write_report(_report(text), ReportKind.MARKDOWN)
    fence = "`" * 5 if "````" in text else "```"
    assert f"{fence}\n{text}\n{fence}" in page
    outside = "".join(page.split(f"{fence}\n{text}\n{fence}"))
    assert re.search(r"(?<!\\)<", outside) is None, "every < is escaped"
