"""Modules of the app are short, have standard names, and no class name exists twice."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import teahouse

APP = Path(teahouse.__file__ or "").parent
MODULES = sorted(APP.rglob("*.py"))
MOST_LINES = 450

# Names that modules had before the standard terms of docs/glossary.md; some of them in one package only.
FORMER_NAMES = """
    answering answers arriving asking beside board chip comparing conducting context_deeds deeds doors fetch
    floor_plan flow found gauges hand hearing infer ink intake journal keeper keeping lane_voice lane_work learning
    learnt leash lines look making missing model_deeds news other_host outcomes outlook passages past picking
    prompting pull_doors rail reader readings recording replies room runners salvage secrets shelf showing
    slide stage staging standing study suggesting system_word teaching telling terms tips too_few touch tray trim
    trying tuning turn waiting ways wipe wire wishes workbench
"""
FORMER_NAMES_OF_PACKAGE = {"page": "transcript", "sheet": "ui"}


def line_count(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def has_former_name(path: Path) -> bool:
    return path.stem in FORMER_NAMES.split() or FORMER_NAMES_OF_PACKAGE.get(path.stem, "") in path.parts


def repeated_classes(sources: list[str]) -> list[str]:
    """The names of classes, also inner ones, that exist more than once."""
    nodes = (node for text in sources for node in ast.walk(ast.parse(text)))
    names = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    return sorted(name for name, count in names.items() if count > 1)


def test_no_module_is_longer_than_450_lines() -> None:
    assert {str(path.relative_to(APP)): count for path in MODULES if (count := line_count(path)) > MOST_LINES} == {}


def test_no_module_has_a_former_name() -> None:
    assert [str(path.relative_to(APP)) for path in MODULES if has_former_name(path)] == []


def test_no_class_name_exists_twice() -> None:
    assert repeated_classes([path.read_text(encoding="utf-8") for path in MODULES]) == []


@pytest.mark.parametrize(
    ("path", "former"),
    [
        ("ui/transcript/page.py", True),
        ("ui/chat/page.py", False),
        ("ui/chat/deeds.py", True),
        ("ui/chat/outbox.py", False),
        ("core/evaluation/sheet.py", False),
    ],
)
def test_a_former_name_is_recognised(path: str, former: bool) -> None:
    assert has_former_name(Path(path)) is former


def test_a_repeated_class_is_recognised() -> None:
    assert repeated_classes(["class A: ...", "class B:\n    class A: ...", "class C: ..."]) == ["A"]
