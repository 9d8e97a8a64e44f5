"""`teahouse exam` and `teahouse bench` in processes of their own, against a scripted daemon."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.evaluating import OTHER, SMALL, answering, echo_number, numbered_sheet
from fixtures.isolated_environment import app_environment
from fixtures.scripted_answers import preloaded, rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.evaluation.formats import SheetFormat, format_sheet

# Fails where Qt was imported.
RUN = "import sys; from teahouse.cli import main; status = main(sys.argv[1:]);" \
      "sys.exit(99 if any(name.startswith('PySide6') for name in sys.modules) else status)"  # fmt: skip


@pytest.fixture
def daemon() -> Iterator[ScriptedDaemon]:
    with ScriptedDaemon() as scripted:
        yield scripted


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "numbers.jsonl"
    path.write_text(format_sheet(numbered_sheet(3), {}, SheetFormat.JSONL))
    return str(path)


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *words],
        env=app_environment(str(tmp_path / "home")),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_an_exam_prints_its_result_and_ends_by_the_threshold(
    tmp_path: Path, sheet: str, daemon: ScriptedDaemon
) -> None:
    daemon.on(
        "/api/chat",
        answering(lambda model, text: "no idea" if model == OTHER and "2" in text else echo_number(model, text)),
    )
    junit, page = tmp_path / "junit.xml", tmp_path / "report.html"
    words = ["exam", sheet, "--models", f"{SMALL},{OTHER}", "--host", daemon.url, "--json"]
    done = run(tmp_path, *words, "--min-score", "0.6", "--report", str(junit), "--report", str(page))
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    assert [(each["passed"], each["total"]) for each in values["summaries"]] == [(3, 3), (2, 3)]
    assert (values["pairs"][0]["only_first"], values["pairs"][0]["conclusion"]) == (1, "undecided")
    assert {result["answers"][0] for result in values["results"]} == {"It is 0", "It is 1", "It is 2", "no idea"}
    suites = ElementTree.parse(junit).getroot().findall("testsuite")
    assert [(suite.get("tests"), suite.get("failures")) for suite in suites] == [("3", "0"), ("3", "1")]
    assert "no idea" in page.read_text()
    done = run(tmp_path, *words, "--min-score", "0.7")
    assert done.returncode == 1, done.stderr


def test_what_cannot_run_says_so(tmp_path: Path, sheet: str, daemon: ScriptedDaemon) -> None:
    done = run(tmp_path, "exam", sheet, "--models", SMALL, "--host", "http://127.0.0.1:9")
    assert (done.returncode, "no host" in done.stderr) == (3, True), done.stderr
    done = run(tmp_path, "exam", "gone.json", "--models", SMALL, "--host", daemon.url)
    assert (done.returncode, "gone.json" in done.stderr) == (2, True), done.stderr
    assert run(tmp_path, "exam", sheet).returncode == 2


def test_a_bench_measures_each_model(tmp_path: Path, daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", lambda request: rated(20, 200.0) if request.json.get("messages") else preloaded(request))
    done = run(tmp_path, "bench", "--models", f"{SMALL},{OTHER}", "--host", daemon.url, "--json")
    assert done.returncode == 0, done.stderr
    assert [each["model"] for each in json.loads(done.stdout)].count(OTHER) == 3
