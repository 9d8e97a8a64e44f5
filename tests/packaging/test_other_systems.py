"""What ci.yml runs on Windows and macOS says by itself what it cannot do there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNIX_ONLY = re.compile(
    r"\bos\.(?:mkfifo|getuid|uname|setsid|killpg|fork|sysconf)\b"
    r"|\bsignal\.(?:SIGKILL|SIGSTOP|SIGCONT|SIGALRM|SIGUSR\d|setitimer)\b|\bAF_UNIX\b|['/]/?(?:proc|dev)/(?:self|zero)|dir='/tmp'"
)
GUARD = re.compile(r"skipif|hasattr|sys\.platform|os\.name")


def folders_run_elsewhere() -> list[str]:
    """What ci.yml hands to pytest on the other systems."""
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"- run: python -m pytest (.*)", workflow)
    return [word for word in command.split() if word.startswith("tests/")]


def unguarded(path: Path) -> list[str]:
    """The functions of a test file that use what only Unix has, without saying so in a mark or asking for it."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    marks = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and "skipif" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    if "pytestmark" in marks:
        return []
    found = []
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    for node in (node for scope in scopes for node in scope.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and UNIX_ONLY.search(ast.unparse(node)):
            decorated = {name.id for one in node.decorator_list for name in ast.walk(one) if isinstance(name, ast.Name)}
            if not GUARD.search(ast.unparse(node)) and not decorated & set(marks):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    return found


def test_the_folders_that_run_elsewhere_exist() -> None:
    folders = folders_run_elsewhere()
    assert folders
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_the_models_of_the_tests_are_installed_there_as_well() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    locks = set(re.findall(r"-r \$\(LOCKS\)/(\w+\.txt)", makefile)) - {"run.txt"}  # test.txt has all of it
    locks -= {"servers.txt", "clients.txt"}  # of make compat, which CI does not run
    assert locks == {"test.txt", "models.txt", "starter.txt"}
    assert set(re.findall(r"-r packaging/requirements/(\w+\.txt)", workflow)) == locks


def test_what_runs_on_windows_uses_nothing_of_unix_without_saying_so() -> None:
    files = [path for folder in folders_run_elsewhere() for path in sorted((ROOT / folder).rglob("*.py"))]
    assert files
    assert [line for path in files for line in unguarded(path)] == []


def test_a_function_that_would_fail_there_is_found(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "test_pipe.py"
    path.write_text("import os\n\n\ndef test_pipe():\n    os.mkfifo('x')\n")
    assert unguarded(path) == ["test_pipe.py:4 test_pipe"]
    path.write_text("unix = pytest.mark.skipif(True, reason='')\n\n\n@unix\ndef test_pipe():\n    os.mkfifo('x')\n")
    assert unguarded(path) == []
