"""The app uses only public names of other packages."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

APP = Path(__file__).resolve().parents[1] / "app"

# What has no public name, and why it is used all the same; `test_the_names_…_are_still_there` fails when it is gone.
ALLOWED = {
    # httpx's command line, which is kept away: it costs a tenth of a second of the start where rich is installed.
    ("teahouse/connection/__init__.py", "'httpx._main'"),
    # A module that anyio imports with the first request; it is imported earlier, on the window's thread.
    ("teahouse/importing.py", "'anyio._backends._asyncio'"),
    # CPython's one function behind every import. Without it imports are as they were; test_importing says so.
    ("teahouse/importing.py", "importlib._bootstrap"),
    ("teahouse/importing.py", "getattr(system, '_find_and_load')"),
    # CPython's own module on Windows, which its subprocess is built on; the tests of the lock use it there.
    ("teahouse/desktop/data_lock.py", "_winapi"),
    # PyInstaller documents this one: the folder of a packaged app's data. The packaged app's own checks need it.
    ("teahouse/desktop/paths.py", "getattr(sys, '_MEIPASS')"),
}
PUBLIC = {"os._exit"}  # documented under this name

_PRIVATE = re.compile(r"_[A-Za-z]\w*(?<!__)")
_PRIVATE_MODULE = re.compile(r"[A-Za-z]\w*(?:\.\w+)*?\._[a-z]\w*(?:\.\w+)*")


def private_uses(source: str) -> Iterator[str]:
    """The uses of names that begin with one underscore and are not the module's own: attributes of what is neither
    `self`, `cls` nor a plain name with an attribute that a class of this module has; names given to getattr and the
    like; modules that are imported, or named as text, as `package._module`."""
    tree = ast.parse(source)
    own = {"self", "cls"}
    defined = set(_defined(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name) if _PRIVATE.fullmatch(name):
                is_super = isinstance(value, ast.Call) and ast.unparse(value) == "super()"
                is_own = isinstance(value, ast.Name) and (value.id in own or name in defined)
                if not is_super and not is_own:
                    yield ast.unparse(node)
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr" | "delattr" as called),
                args=[target, ast.Constant(value=str(name)), *_],
            ) if _PRIVATE.fullmatch(name) and ast.unparse(target) not in own:
                yield f"{called}({ast.unparse(target)}, {name!r})"
            case ast.ImportFrom(module=str(module), names=names):
                if any(_PRIVATE.fullmatch(part) for part in module.split(".")):
                    yield module
                yield from (f"{module}.{one.name}" for one in names if _PRIVATE.fullmatch(one.name))
            case ast.Import(names=names):
                yield from (one.name for one in names if any(map(_PRIVATE.fullmatch, one.name.split("."))))
            case ast.Constant(value=str(text)) if _PRIVATE_MODULE.fullmatch(text):
                yield repr(text)


def _defined(tree: ast.Module) -> Iterator[str]:
    """The attributes that the classes of a module have."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


def test_the_app_uses_no_private_name_of_another_package() -> None:
    found = {
        (path.relative_to(APP).as_posix(), use)
        for path in sorted(APP.rglob("*.py"))
        for use in private_uses(path.read_text(encoding="utf-8"))
        if use not in PUBLIC
    }
    assert found - ALLOWED == set()
    assert ALLOWED - found == set(), "allowed, and not used any more"


@pytest.mark.parametrize(
    ("source", "use"),
    [
        ("client._transport", "client._transport"),
        ("class A:\n    def f(self):\n        self._pool = 1\nx.y._pool", "x.y._pool"),
        ("self._client._transport", "self._client._transport"),
        ("getattr(client, '_mounts', None)", "getattr(client, '_mounts')"),
        ("from httpx._utils import get_environment_proxies", "httpx._utils"),
        ("from httpx import _client", "httpx._client"),
        ("import httpcore._backends.auto", "httpcore._backends.auto"),
        ("import_module('httpcore._backends.auto')", "'httpcore._backends.auto'"),
    ],
)
def test_private_uses_are_found(source: str, use: str) -> None:
    assert list(private_uses(source)) == [use]


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def f(self):\n        self._pool = 1\n\n\ndef g(a: A):\n    return a._pool",
        "class A(B):\n    def _f(self):\n        return super()._f()",
        "def f(a):\n    return a.__class__, a.public, '__init__'",
        "from __future__ import annotations",
    ],
)
def test_a_modules_own_names_are_no_private_uses(source: str) -> None:
    assert list(private_uses(source)) == []


def test_the_names_without_a_public_one_are_still_there() -> None:
    """What fails here has moved in a new version of its package: find its new name, or do without it."""
    assert Path(httpx.__file__).with_name("_main.py").is_file()
    assert find_spec("anyio._backends._asyncio") is not None
    assert hasattr(sys.modules["importlib._bootstrap"], "_find_and_load")
