"""The names that docs/glossary.md and CONTRIBUTING.md give exist, its paths and make targets too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "app" / "teahouse"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def exists(name: str) -> bool:
    """Whether `core.fit` is a module or package, or `core.fit.Fit` one's class, function or constant."""
    path = PACKAGE.joinpath(*name.split("."))
    if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
        return True
    module = path.parent.with_suffix(".py")
    if not module.is_file():
        return False
    names: set[str] = set()
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return path.name in names


def glossary_names() -> list[str]:
    return [name for row in re.findall(r"^\|.*\|([^|]*)\|$", GLOSSARY, re.M) for name in re.findall(r"`([^`]+)`", row)]


def test_every_name_of_the_glossary_exists() -> None:
    names = glossary_names()
    assert len(names) > 50
    assert [name for name in names if not exists(name)] == []


def test_a_name_that_does_not_exist_is_found() -> None:
    assert exists("core.fit.Fit")
    assert exists("services.events")
    assert not exists("core.fit.Teapot")
    assert not exists("core.cellar")


def test_every_term_of_the_glossary_is_there_once() -> None:
    terms = [term for row in re.findall(r"^\| ([^|]*) \|.*\|$", GLOSSARY, re.M) for term in row.split(", ")]
    terms = [term for term in terms if term not in ("term",)]
    assert sorted(terms) == sorted(set(terms))


def test_every_file_and_folder_that_contributing_names_exists() -> None:
    paths = re.findall(r"(?<![\w/])((?:app|tests|docs|packaging|resources)/[\w./*<>]+)", CONTRIBUTING)
    assert len(paths) > 15
    missing = [path for path in paths if not list(ROOT.glob(re.sub(r"<\w+>", "*", path.rstrip("."))))]
    assert missing == []


def test_every_make_target_that_contributing_names_exists() -> None:
    targets = set(re.findall(r"`make (\w+)", CONTRIBUTING))
    known = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert targets
    assert targets <= known
