"""What docs/architecture.md names exists, and its two paths through the program are as short as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "app" / "teahouse"
TEXT = (ROOT / "docs" / "architecture.md").read_text()
PATHS = ("From a message to the socket", "From a token to the pixel")
MOST_FILES = 12

LAYERS = {path.stem for path in PACKAGE.iterdir()}


def is_there(name: str) -> bool:
    """Whether there is what `name` names: a file or folder of the project or the package (`ui/saving.py`,
    `services/*/events.py`), or a module (`core.measure`)."""
    if "/" in name or name.endswith((".py", ".toml")):
        return any(list(base.glob(name.rstrip("/"))) for base in (ROOT, PACKAGE))
    path = PACKAGE.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def named_in(text: str) -> list[str]:
    """The files, folders and modules that a text names."""
    code = re.findall(r"`([^`\s]+)`", text)
    files = [name for name in code if re.fullmatch(r"[\w*]+(/[\w*]+)*(\.py|/)|[\w*]+(/[\w*]+)+", name)]
    return files + [
        name for name in code if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name) and name.split(".")[0] in LAYERS
    ]


def steps(title: str) -> list[str]:
    """The entries of the numbered list below a heading."""
    section = TEXT.split(f"## {title}\n")[1].split("\n## ")[0]
    return [" ".join(entry.split()) for entry in re.findall(r"^\d+\. (.*?)(?=^\d+\. |^$)", section, re.M | re.S)]


def test_every_file_and_module_that_the_text_names_exists() -> None:
    names = named_in(TEXT)
    assert len(names) > 40
    assert [name for name in names if not is_there(name)] == []


def test_every_folder_and_file_of_the_tree_exists() -> None:
    tree = TEXT.split("```")[1]
    rows = re.findall(r"^ {2}(\S.*?)(?: {3,}|$)", tree, re.M)
    names = [word for row in rows for word in row.split()]
    assert len(names) > 12
    assert [name for name in names if not is_there(name)] == []


@pytest.mark.parametrize("title", PATHS)
def test_a_path_leads_through_few_files_that_have_what_it_names(title: str) -> None:
    entries = steps(title)
    assert 8 <= len(entries) <= MOST_FILES
    files = [entry.split("`")[1] for entry in entries]
    assert len(set(files)) == len(files)
    for entry, file in zip(entries, files, strict=True):
        source = (PACKAGE / file).read_text()
        for name in re.findall(r"`([A-Za-z_.]+)`", entry.split(":", 1)[1]):
            if name in named_in(f"`{name}`"):
                continue  # another module: the test above looks for it
            missing = [part for part in name.split(".") if not re.search(rf"\b{part}\b", source)]
            assert missing == [], f"{file}: {name}"


def test_what_is_not_there_is_found() -> None:
    assert named_in("`ui/cellar.py` and `core.cellar`, not `Cellar.open` or `bridge.run_command(…)`") == [
        "ui/cellar.py",
        "core.cellar",
    ]
    assert not is_there("ui/cellar.py")
    assert not is_there("core.cellar")
    assert is_there("services/*/events.py")
