"""Objects get what they need in their constructor; no attribute of them is set from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import teahouse

APP = Path(teahouse.__file__ or "").parent


def set_on_others(tree: ast.AST) -> Iterator[str]:
    """The assignments that set an attribute of anything but `self`."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets):
                pass
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                targets = [target]
            case _:
                continue
        for target in targets:
            for part in ast.walk(target):
                match part:
                    case ast.Attribute(value=ast.Name(id="self")):
                        pass
                    case ast.Attribute(ctx=ast.Store()):
                        yield f"{ast.unparse(node)} in line {node.lineno}"


def constructors(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in ("__init__", "__post_init__"):
            yield node


def test_such_an_assignment_is_seen() -> None:
    code = "class A:\n    def __init__(self, b):\n        self.b = b\n        b.ready, self.c = self.run, 1\n"
    assert list(set_on_others(ast.parse(code))) == ["b.ready, self.c = (self.run, 1) in line 4"]
    assert list(set_on_others(ast.parse("queue.at_once: int = 3\nself.a.b += 1"))) == [
        "queue.at_once: int = 3 in line 1",
        "self.a.b += 1 in line 2",
    ]


def test_the_backend_sets_no_attribute_of_what_it_builds() -> None:
    tree = ast.parse((APP / "backend.py").read_text(encoding="utf-8"))
    assert list(set_on_others(tree)) == []


def test_no_constructor_of_a_service_or_of_what_it_uses_sets_an_attribute_of_what_it_is_given() -> None:
    found = [
        f"{path.relative_to(APP)}: {assignment}"
        for folder in ("services", "catalogue", "releases", "store", "ollama")
        for path in sorted((APP / folder).rglob("*.py"))
        for constructor in constructors(ast.parse(path.read_text(encoding="utf-8")))
        for assignment in set_on_others(constructor)
    ]
    assert found == []
