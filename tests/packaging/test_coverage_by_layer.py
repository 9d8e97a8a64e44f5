"""The table of lines that no test runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import coverage_by_layer as by_layer
import pytest

PROGRAM = """
def tested():
    return 1


def untested():
    first = 2
    return first
"""


def test_lines_that_no_test_ran_are_counted_for_their_layer_and_named(tmp_path: Path) -> None:
    package = tmp_path / "app" / "teahouse" / "core"
    package.mkdir(parents=True)
    (package / "measured.py").write_text(PROGRAM)
    (tmp_path / "run.py").write_text(
        "import sys; sys.path.insert(0, 'app/teahouse/core'); import measured; measured.tested()"
    )
    here = {**os.environ, "COVERAGE_FILE": str(tmp_path / "data")}
    coverage = [sys.executable, "-m", "coverage"]
    settings = "--include=app/*"
    subprocess.run([*coverage, "run", "--source=app", "run.py"], cwd=tmp_path, env=here, check=True)
    subprocess.run([*coverage, "json", "-q", settings, "-o", "report.json"], cwd=tmp_path, env=here, check=True)

    modules = by_layer.read_report(by_layer.json.loads((tmp_path / "report.json").read_text()))

    assert modules == [by_layer.ModuleCoverage("core/measured.py", 5, (7, 8))]
    printed = by_layer.table(modules)
    assert "core               1       5         2    60.0%" in printed
    assert "core/measured.py: 2 of 5: 7-8" in printed


def test_lines_in_a_row_are_one_range() -> None:
    assert by_layer.ranges((3, 4, 5, 9, 11, 12)) == "3-5 9 11-12"


def test_a_name_that_is_no_layer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["coverage_by_layer.py", "cellar"])
    with pytest.raises(SystemExit, match="cellar"):
        by_layer.main()
