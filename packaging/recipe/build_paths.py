"""The paths and the version of a build, and how tools are run so that builds are reproducible."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
WORK = ROOT / "build" / "package"
DIST = ROOT / "dist"
EPOCH_WITHOUT_GIT = 1_767_225_600  # 2026-01-01, for a source archive without a date

MAINTAINER = os.environ.get("TEAHOUSE_MAINTAINER", "The Teahouse developers <teahouse@localhost>")
SUMMARY = "chat with open-weight models on your own computer"
DESCRIPTION = """\
Teahouse is a desktop app for chatting with open-weight language models. It
talks to a local Ollama, or runs models with its own built-in engine, shows
how fast each model answers and what memory it takes, and compares several of
them side by side. Nothing leaves the computer."""


def version() -> str:
    """The version, from app/teahouse/__init__.py."""
    text = (ROOT / "app" / "teahouse" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise SystemExit("app/teahouse/__init__.py names no version")
    return found[1]


def epoch() -> int:
    """The time stamp of every file in every package, in seconds since 1970: SOURCE_DATE_EPOCH, else the last
    commit's."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told:
        return int(told)
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.stdout.strip() else EPOCH_WITHOUT_GIT


def run(*command: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
    """Run a tool in a clean environment; its output is written to the log of its name and shown when it fails."""
    words = [str(word) for word in command]
    logs = WORK / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{Path(words[0]).name}.log"
    with log.open("ab") as file:
        file.write(f"$ {shlex.join(words)}\n".encode())
        start = file.tell()
        file.flush()
        done = subprocess.run(words, cwd=cwd, env=clean_environment(environment), stdout=file, stderr=file, check=False)
    if done.returncode:
        sys.stderr.write(log.read_bytes()[start:].decode(errors="replace")[-6000:])
        raise SystemExit(f"{shlex.join(words)} ended with {done.returncode}")


def output(command: Sequence[str | Path]) -> str:
    """The output of a tool; empty when it fails."""
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False).stdout


def clean_environment(additions: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for tools, without the language, time zone and hash seed of the build machine."""
    fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(epoch())}
    return {**os.environ, **fixed, **(additions or {})}


def size(path: Path) -> int:
    """Bytes of a file, or of all files under a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(one.lstat().st_size for one in path.rglob("*") if one.is_symlink() or one.is_file())


def normalize_tree(tree: Path) -> None:
    """Set the modes of all files under `tree` and their one time stamp."""
    for path in sorted([tree, *tree.rglob("*")]):
        if not path.is_symlink():
            executable = path.is_dir() or _is_program(path)
            path.chmod(0o755 if executable else 0o644)
        os.utime(path, (epoch(), epoch()), follow_symlinks=False)


def _is_program(path: Path) -> bool:
    """Whether a file is a program; libraries need no x bit (lintian reports it)."""
    if re.search(r"\.so(\.|$)", path.name):
        return False
    return bool(path.stat().st_mode & 0o100)
