"""The README in Chinese says what the English one does: the same commands, links, pictures and tables, in order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"


def links(text: str) -> list[str]:
    """Where it leads, and the pictures it shows."""
    return sorted(link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README"))


def commands(text: str) -> list[str]:
    return [line.split(" #")[0].strip() for line in text.splitlines() if line.startswith("    ")]


def code(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def rows(text: str) -> list[int]:
    """How many cells each row of a table has."""
    return [line.count("|") for line in text.splitlines() if line.startswith("|")]


def shape(text: str) -> list[str]:
    """Headings by their level, and items of lists, in order."""
    return [found[0] for line in text.splitlines() if (found := re.match(r"#+ |- \*\*", line))]


def test_both_readmes_have_the_same_parts_in_the_same_order() -> None:
    english, chinese = ENGLISH.read_text(encoding="utf-8"), CHINESE.read_text(encoding="utf-8")
    assert len(links(english)) > 10
    assert len(commands(english)) > 5
    for parts in (links, commands, code, rows, shape):
        assert parts(chinese) == parts(english), f"README.zh-CN.md: {parts.__name__}"


def test_each_readme_leads_to_the_other() -> None:
    assert "(README.zh-CN.md)" in ENGLISH.read_text(encoding="utf-8")
    assert "(README.md)" in CHINESE.read_text(encoding="utf-8")


def test_everything_that_comes_with_teahouse_has_its_reason_in_the_table() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["engine"]]
    for path in (ENGLISH, CHINESE):
        lines = path.read_text(encoding="utf-8").splitlines()
        named = {
            re.sub(r"\s*[（(].*", "", name).strip().lower()
            for line in lines
            if line.startswith("|")
            for name in line.split("|")[1].split(",")
        }
        missing = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in needed} - named
        assert missing == set(), path.name
