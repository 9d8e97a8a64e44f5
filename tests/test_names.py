"""Every name that the tests, the long checks and the packaging scripts use of the app and of each other exists."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("teahouse", "fixtures", "torture", "bench", "looks", "mutants", "journeys")
FILES = [
    path
    for folder in ("tests", "packaging")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "from teahouse" in (text := path.read_text("utf-8")) or "from fixtures" in text or "from torture" in text
]


def missing_names(source: str) -> Iterator[str]:
    """The names of ours that a source imports, or uses of a module that it imports, and that are not there."""
    tree = ast.parse(source)
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level or node.module.partition(".")[0] not in OURS:
            continue
        try:
            module = importlib.import_module(node.module)
        except ModuleNotFoundError:
            yield node.module
            continue
        for name in node.names:
            if not hasattr(module, name.name):
                try:
                    importlib.import_module(f"{node.module}.{name.name}")
                except ModuleNotFoundError:
                    yield f"{node.module}.{name.name}"
                    continue
            found = getattr(module, name.name)
            if isinstance(found, ModuleType):
                modules[name.asname or name.name] = found
    assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assigned |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id not in assigned:
            module = modules.get(node.value.id)
            if module is not None and not hasattr(module, node.attr):
                yield f"{module.__name__}.{node.attr}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of other packages, as their modules are imported
@pytest.mark.skipif(sys.platform != "linux", reason="some of the files need Linux")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_name_that_is_used_exists(path):
    assert list(missing_names(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("from teahouse.ollama import replies", "teahouse.ollama.replies"),
        ("from teahouse.core.links import nothing", "teahouse.core.links.nothing"),
        ("from teahouse.gone import nothing", "teahouse.gone"),
        ("from teahouse.core import links\nlinks.gone()", "teahouse.core.links.gone"),
        ("from teahouse.core import links as l\nl.GONE = 1", "teahouse.core.links.GONE"),
    ],
)
def test_a_name_that_is_gone_is_found(source, missing):
    assert list(missing_names(source)) == [missing]
