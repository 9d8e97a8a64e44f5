"""`make mutants` on a small project: noticed mutants are killed, the others are listed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mutants import __main__ as runner
from mutants.covering import Selection
from mutants.operators import Mutant, mutants_of

SOURCE = '''"""Tea."""


def is_ready(minutes: float) -> bool:
    """Whether it has steeped."""
    return minutes > 3


def label(name: str) -> str:
    """What stands on the tin."""
    return "tea: " + name


def untested() -> None:
    """Nobody asks for it."""
    print("nobody")
'''

TESTS = """
from teahouse.core.tea import is_ready, label


def test_it_steeps():
    assert is_ready(4)
    assert not is_ready(2)


def test_the_label_has_the_name():
    assert label("oolong") == "tea: oolong"
"""


MORE_TESTS = """
from teahouse.core.tea import is_ready


def test_three_minutes_are_not_enough():
    assert not is_ready(3)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    files = {
        "app/teahouse/__init__.py": "",
        "app/teahouse/core/__init__.py": "",
        "app/teahouse/core/tea.py": SOURCE,
        "tests/core/test_tea.py": TESTS,
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib -p no:cacheprovider"\n',
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    recording = Path(runner.__file__).parent
    for name in ("__init__.py", "recording.py"):
        (root / "tests" / "mutants").mkdir(exist_ok=True)
        (root / "tests" / "mutants" / name).write_text((recording / name).read_text())
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    return root


def test_known_mutants_are_killed_and_known_survivors_are_named_until_a_new_test_kills_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert runner.main(["--workers", "1"], project) == 1
    said = capsys.readouterr().out
    assert "core               8       5   62.5%" in said
    survivors = said.partition("survivors\n")[2]
    assert "app/teahouse/core/tea.py:6  > → >=  (1 tests)" in survivors
    assert "app/teahouse/core/tea.py:6  3 → 4" not in survivors
    assert 'app/teahouse/core/tea.py:16  print("nobody") → pass  (1 tests)' in survivors
    assert "tea.py:11" not in survivors
    assert (project / "app" / "teahouse" / "core" / "tea.py").read_text() == SOURCE
    verdicts = json.loads((project / "build" / "mutants" / "verdicts.json").read_text())["verdicts"]
    by = {verdict["mutant"]["function"]: verdict["by"] for verdict in verdicts if verdict["by"]}
    assert by["is_ready"].endswith("test_tea.py::test_it_steeps")
    assert by["label"].endswith("test_tea.py::test_the_label_has_the_name")

    (project / "tests" / "core" / "test_more.py").write_text(MORE_TESTS, encoding="utf-8")
    (project / "tests" / "core" / "test_broken.py").write_text("import teahouse.core.tea, nothing", encoding="utf-8")
    assert runner.main(["--workers", "1", "--again"], project) == 1
    again = capsys.readouterr()
    assert "mapped 2 of 2 test files: tests/core/test_more.py" in again.err
    assert "tests/core/test_broken.py does not pass without a mutant" in again.err
    assert "tea.py:6  > → >=" not in again.out
    assert "core               3       1   33.3%" in again.out


def test_an_interrupted_run_goes_on_where_it_was_unless_the_tree_changed(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    whole = runner.judge

    def judge(mutant: Mutant, *others: Any) -> runner.Verdict:
        if len(judged) == 1:
            raise KeyboardInterrupt
        judged.append(mutant.key)
        return whole(mutant, *others)

    monkeypatch.setattr(runner, "judge", judge)
    with pytest.raises(KeyboardInterrupt):
        runner.main(["--workers", "1", "--count", "3"], project)
    monkeypatch.setattr(runner, "judge", lambda mutant, *others: judged.append(mutant.key) or whole(mutant, *others))
    runner.main(["--workers", "1", "--count", "3"], project)
    assert "3 mutants, seed 10" in capsys.readouterr().out
    assert len(judged) == len(set(judged)) == 3

    (project / "tests" / "core" / "test_more.py").write_text(MORE_TESTS, encoding="utf-8")
    runner.main(["--workers", "1", "--count", "3"], project)
    assert "3 mutants, seed 10" in capsys.readouterr().out
    assert len(judged) == 6


def test_only_what_reached_a_changed_file_is_mapped_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app" / "teahouse" / "core" / "water.py").write_text("def boils() -> bool:\n    return True\n")
    test = "from teahouse.core.water import boils\n\n\ndef test_it_boils():\n    assert boils()\n"
    (project / "tests" / "core" / "test_water.py").write_text(test)
    runner.main(["--workers", "1", "--count", "0"], project)
    assert "mapped 2 of 2 test files" in capsys.readouterr().err
    (project / "app" / "teahouse" / "core" / "water.py").write_text("\n\ndef boils() -> bool:\n    return True\n")
    runner.main(["--workers", "1", "--count", "0"], project)
    assert "mapped 1 of 1 test files: tests/core/test_water.py" in capsys.readouterr().err


def test_the_likeliest_tests_run_first_and_none_is_left_out() -> None:
    selection = Selection({"near": 2.0, "nearer": 2.5, "far": 1.0, "slow": 30.0})
    assert list(selection.parts(5.0)) == [{"near": 2.0, "nearer": 2.5}, {"far": 1.0, "slow": 30.0}]
    assert list(Selection({"slow": 30.0}).parts(5.0)) == [{"slow": 30.0}]
    assert list(Selection({}).parts(5.0)) == []


def test_a_mutant_has_the_same_key_wherever_its_function_stands(project: Path) -> None:
    name = "app/teahouse/core/tea.py"
    before = {mutant.key for mutant in mutants_of(project, name, 1)}
    (project / name).write_text(SOURCE.replace('"""Tea."""', '"""Tea."""\n\nLEAVES = True'), encoding="utf-8")
    after = {mutant.key for mutant in mutants_of(project, name, 1)}
    assert before < after
    assert len(after - before) == 1
    assert before.isdisjoint(mutant.key for mutant in mutants_of(project, name, 2))


def test_every_mutant_that_is_known_to_change_nothing_is_still_one() -> None:
    """A file that moves, or a line that changes, gives its mutants other keys (tests/mutants/equivalent.txt)."""
    root = Path(__file__).parents[1]
    lines = runner.EQUIVALENT.read_text(encoding="utf-8").splitlines()
    named = {line.split()[0]: line.split()[1].rstrip(":") for line in lines if line and line[0] not in "# "}
    keys = {mutant.key for file in set(named.values()) for mutant in mutants_of(root, file, runner.SEED)}
    assert set(named) == runner.equivalent()
    assert set(named) - keys == set()
