"""Translations: out of the sources into resources/i18n/*.ts, and from there into the *.qm that the app loads.

    python packaging/i18n.py update    new and changed strings go into the .ts files, gone ones leave them
    python packaging/i18n.py compile   .ts → .qm
    python packaging/i18n.py check     says what is missing, unfinished or not compiled; exit status 1 if anything is
    python packaging/i18n.py           all three, one after the other: what `make translations` does

English has a .ts for its plurals only: its other strings are those of the source. Both kinds of file are committed, so
that neither packages nor `make run` need Qt's tools.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "app" / "teahouse" / "ui"
FOLDER = ROOT / "resources" / "i18n"
ENGLISH = "teahouse_en"
CHINESE = "teahouse_zh_CN"
NAMES = (ENGLISH, CHINESE)

Key = tuple[str, str, str]  # context, source, comment


def run(tool: str, *arguments: str) -> None:
    """Run one of PySide's tools; its output is shown when it fails."""
    command = [sys.executable, "-c", f"from PySide6.scripts.pyside_tool import {tool}; {tool}()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{tool} failed:\n{done.stdout}{done.stderr}")


def update(folder: Path) -> None:
    """Bring the .ts files in a folder up to date with the sources."""
    with tempfile.TemporaryDirectory() as temporary:
        sources = list(prepared(sorted(SOURCES.rglob("*.py")), Path(temporary)))
        for name in NAMES:
            only = ["-pluralonly"] if name == ENGLISH else []
            options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", *only]
            language = ["-target-language", name.removeprefix("teahouse_")]
            run("lupdate", *options, *language, *map(str, sources), "-ts", str(folder / f"{name}.ts"))


def prepared(sources: Iterable[Path], folder: Path) -> Iterator[Path]:
    """The sources as lupdate understands them: every `translate(context, text, "", count)` as a line of C++.

    In Python it reads a count in `self.tr`, but of `translate` only where it is a plain number; a name there it takes
    for something else, and the text for one without plurals.
    """
    counted = folder / "plurals.cpp"
    with counted.open("w", encoding="utf-8") as plurals:
        for number, path in enumerate(sources):
            lines = path.read_bytes().split(b"\n")
            for call in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "translate" and len(call.args) == 4:
                    parts = (json.dumps(ast.literal_eval(part), ensure_ascii=False) for part in call.args[:3])
                    plurals.write(f"QCoreApplication::translate({', '.join(parts)}, count);\n")
                    blot(lines, call)
            copy = folder / f"{number:04}.py"
            copy.write_bytes(b"\n".join(lines))
            yield copy
    yield counted


def blot(lines: list[bytes], call: ast.Call) -> None:
    """Put spaces in the place of a call."""
    assert call.end_lineno is not None
    assert call.end_col_offset is not None
    for row in range(call.lineno - 1, call.end_lineno):
        start = call.col_offset if row == call.lineno - 1 else 0
        end = call.end_col_offset if row == call.end_lineno - 1 else len(lines[row])
        lines[row] = lines[row][:start] + b" " * (end - start) + lines[row][end:]


def compile_to(folder: Path) -> None:
    """Compile the committed .ts files into a folder."""
    for name in NAMES:
        run("lrelease", "-silent", str(FOLDER / f"{name}.ts"), "-qm", str(folder / f"{name}.qm"))


def entries(path: Path) -> dict[Key, ET.Element]:
    """All messages of a .ts file."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", ""))
            found[key] = message
    return found


def is_finished(message: ET.Element) -> bool:
    """Whether a message has a translation, in every form it needs."""
    translation = message.find("translation")
    if translation is None or translation.get("type") == "unfinished":
        return False
    texts = [form.text for form in translation.iter("numerusform")] or [translation.text]
    return all(texts)


def problems() -> list[str]:
    """What is wrong with the translations; empty when nothing is."""
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        update(fresh)
        compile_to(fresh)
        for name in NAMES:
            wanted, present = entries(fresh / f"{name}.ts"), entries(FOLDER / f"{name}.ts")
            found += [f"{name}.ts has no {key}: run update" for key in wanted.keys() - present.keys()]
            found += [f"{name}.ts still has {key}: run update" for key in present.keys() - wanted.keys()]
            found += [f"{name}.ts: {key} is not translated" for key, one in present.items() if not is_finished(one)]
            compiled = FOLDER / f"{name}.qm"
            if not compiled.exists() or compiled.read_bytes() != (fresh / f"{name}.qm").read_bytes():
                found.append(f"{name}.qm is not what {name}.ts says: run compile")
    return found


def main(command: str) -> int:
    """Do what was asked for on the command line; returns the exit status."""
    if command not in ("update", "compile", "check", ""):
        print(__doc__)
        return 2
    FOLDER.mkdir(exist_ok=True)
    if command in ("update", ""):
        update(FOLDER)
    if command in ("compile", ""):
        compile_to(FOLDER)
    if command in ("check", ""):
        found = problems()
        print("\n".join(found) or "translations are complete")
        return int(bool(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
