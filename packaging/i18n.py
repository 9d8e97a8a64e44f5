"""Extracts translations from the sources into resources/i18n/*.ts, and compiles those to the *.qm that the app loads.

    python packaging/i18n.py update    add new and changed strings to the .ts files, remove obsolete ones
    python packaging/i18n.py compile   .ts → .qm
    python packaging/i18n.py check     print what is missing, unfinished or not compiled; exit status 1 if anything is
    python packaging/i18n.py           all three in this order, as `make translations` does

English has a .ts for its plurals only; its other strings are those of the source. Traditional Chinese is converted from
the simplified by OpenCC and the terms of packaging/traditional.json, with the Chinese texts of the catalogue and of the
built-in prompts; without OpenCC its files are not changed. All files are committed, so that neither packages nor `make
run` need Qt's tools.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from teahouse.core.evaluation import wording
from teahouse.core.languages import LANGUAGES
from teahouse.core.options import OPTIONS

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "app" / "teahouse" / "ui"
FOLDER = ROOT / "resources" / "i18n"
ENGLISH = "teahouse_en"
CHINESE = "teahouse_zh_CN"
TRADITIONAL = {"teahouse_zh_TW": "s2twp", "teahouse_zh_HK": "s2hk"}  # the names of OpenCC's conversions
TERMS = ROOT / "packaging" / "traditional.json"
CATALOGUE = "Catalogue"  # teahouse.ui.i18n.locales.CONTEXT
PARAMETERS = "Parameters"  # the context of the texts in the table of options
SHOWN = re.compile(r"[^\W\d_]{2}")  # a text with something to translate

HAN = re.compile(r"[\u3400-\u9fff]")
Key = tuple[str, str, str]  # context, source, comment


def run(tool: str, *arguments: str) -> None:
    """Run one of PySide's tools; its output is shown when it fails."""
    command = [sys.executable, "-c", f"from PySide6.scripts.pyside_tool import {tool}; {tool}()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{tool} failed:\n{done.stdout}{done.stderr}")


def translation_names() -> tuple[str, ...]:
    """The names of the translations that are written by hand; the others are converted."""
    return tuple(name for code in LANGUAGES if (name := f"teahouse_{code}") not in TRADITIONAL)


def update(folder: Path) -> None:
    """Bring the .ts files in a folder up to date with the sources."""
    with tempfile.TemporaryDirectory() as temporary:
        sources = list(prepare_sources(sorted(SOURCES.rglob("*.py")), Path(temporary)))
        sources.append(write_marked_texts(option_words(), PARAMETERS, Path(temporary)))
        sources.append(write_marked_texts(wording.TEXTS, wording.CONTEXT, Path(temporary)))
        catalogue = write_marked_texts(sorted(data_texts(0)), CATALOGUE, Path(temporary))
        for name in translation_names():
            only = ["-pluralonly"] if name == ENGLISH else []
            own = [catalogue] if name not in (ENGLISH, CHINESE) else []  # those are in the catalogue's file
            options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", *only]
            language = ["-target-language", name.removeprefix("teahouse_")]
            run("lupdate", *options, *language, *map(str, [*sources, *own]), "-ts", str(folder / f"{name}.ts"))
    if can_convert():
        for name in TRADITIONAL:
            convert(FOLDER / f"{CHINESE}.ts", folder / f"{name}.ts")


def write_marked_texts(texts: Iterable[str], context: str, folder: Path) -> Path:
    """A source file with marked texts, for lupdate."""
    path = folder / f"{context}.cpp"
    lines = (f"QT_TRANSLATE_NOOP({json.dumps(context)}, {literal(text)});\n" for text in texts)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def option_words() -> list[str]:
    """The words of all options that are shown."""
    found = [text for one in OPTIONS.values() if one.section for text in (one.title, one.tip, one.default_words)]
    return [text for text in dict.fromkeys(found) if text]


def can_convert() -> bool:
    """Whether OpenCC is installed; the test requirements have it."""
    return importlib.util.find_spec("opencc") is not None


def converter(name: str) -> Callable[[str], str]:
    """A function that converts simplified Chinese to one of the traditional variants. Terms are replaced first and not
    converted again, because OpenCC lacks terms of software."""
    import opencc

    convert = opencc.OpenCC(TRADITIONAL[name]).convert
    tables = json.loads(TERMS.read_text(encoding="utf-8"))
    terms: dict[str, str] = {**tables["both"], **tables[name.removeprefix("teahouse_")]}
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))  # regex: words only

    def converted(text: str) -> str:
        parts, at = [], 0
        for found in pattern.finditer(text):
            parts += [convert(text[at : found.start()]), terms[found[0]]]
            at = found.end()
        return "".join([*parts, convert(text[at:])])

    return converted


def convert(simplified: Path, traditional: Path) -> None:
    """Write the .ts of a traditional Chinese: all messages of the simplified one, and the texts in data."""
    change = converter(traditional.stem)
    tree = ET.parse(simplified)
    root = tree.getroot()
    root.set("language", traditional.stem.removeprefix("teahouse_"))
    for message in root.iter("message"):
        for element in message.iter():
            if element.tag in ("translation", "numerusform") and element.text:
                element.text = change(element.text)
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CATALOGUE
    for text in sorted(data_texts(1)):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = text
        ET.SubElement(message, "translation").text = change(text)
    ET.indent(tree, " ")
    written = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    traditional.write_text(f"{head}{written}\n", encoding="utf-8", newline="\n")


def data_texts(which: int) -> set[str]:
    """The texts of the catalogue and of the built-in prompts, in English (0) or Chinese (1)."""
    found: set[str] = set()
    catalogue = json.loads((ROOT / "resources" / "catalogue" / "catalogue.json").read_text(encoding="utf-8"))
    found |= {(lab["name"], lab["chinese"])[which] for lab in catalogue["labs"]}
    for licence in catalogue["licences"].values():
        found |= {(licence["name"], licence["name_zh"])[which], licence["words"][which]}
    found |= {pair[which] for pair in (*catalogue["uses"].values(), *catalogue["states"].values())}
    found |= {family["words"][which] for family in catalogue["families"]}
    ending = ("", "_zh")[which]
    for path in (ROOT / "resources" / "prompts").glob("*.json"):
        prompts = json.loads(path.read_text(encoding="utf-8"))
        found.add(prompts[f"title{ending}"])
        for prompt in prompts["prompts"]:
            found |= {prompt.get(f"{key}{ending}", prompt[key]) for key in ("text", "reference")}
    return {text for text in found if (HAN if which else SHOWN).search(text)}


def literal(text: str) -> str:
    """A text as a C++ literal."""
    return json.dumps(text, ensure_ascii=False)


def prepare_sources(sources: Iterable[Path], folder: Path) -> Iterator[Path]:
    """The sources for lupdate: every `translate(context, text, "", count)` becomes a line of C++.

    In Python, lupdate recognises a count in `self.tr`, but in `translate` only a plain number; with a name there it
    treats the text as one without plurals.
    """
    counted = folder / "plurals.cpp"
    with counted.open("w", encoding="utf-8") as plurals:
        for number, path in enumerate(sources):
            lines = path.read_bytes().split(b"\n")
            for call in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "translate" and len(call.args) == 4:
                    parts = (literal(ast.literal_eval(part)) for part in call.args[:3])
                    plurals.write(f"QCoreApplication::translate({', '.join(parts)}, count);\n")
                    blank_call(lines, call)
            copy = folder / f"{number:04}.py"
            copy.write_bytes(b"\n".join(lines))
            yield copy
    yield counted


def blank_call(lines: list[bytes], call: ast.Call) -> None:
    """Replace a call by spaces."""
    assert call.end_lineno is not None
    assert call.end_col_offset is not None
    for row in range(call.lineno - 1, call.end_lineno):
        start = call.col_offset if row == call.lineno - 1 else 0
        end = call.end_col_offset if row == call.end_lineno - 1 else len(lines[row])
        lines[row] = lines[row][:start] + b" " * (end - start) + lines[row][end:]


def compile_to(folder: Path) -> None:
    """Compile the committed .ts files into a folder."""
    for name in (*translation_names(), *TRADITIONAL):
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


def translation_forms(message: ET.Element) -> list[str]:
    """The translation of a message, in every form."""
    return [form.text or "" for form in message.iter("numerusform")] or [message.findtext("translation", "")]


def problems() -> list[str]:
    """The findings in the translations."""
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        update(fresh)
        compile_to(fresh)
        for name in (*translation_names(), *TRADITIONAL) if can_convert() else translation_names():
            wanted, present = entries(fresh / f"{name}.ts"), entries(FOLDER / f"{name}.ts")
            found += [f"{name}.ts has no {key}: run update" for key in wanted.keys() - present.keys()]
            found += [f"{name}.ts still has {key}: run update" for key in present.keys() - wanted.keys()]
            found += [f"{name}.ts: {key} is not translated" for key, one in present.items() if not is_finished(one)]
            if name in TRADITIONAL:
                changed = [
                    key
                    for key in wanted.keys() & present.keys()
                    if translation_forms(wanted[key]) != translation_forms(present[key])
                ]
                found += [f"{name}.ts: {key} is not the simplified text of now: run update" for key in changed]
            compiled = FOLDER / f"{name}.qm"
            if not compiled.exists() or compiled.read_bytes() != (fresh / f"{name}.qm").read_bytes():
                found.append(f"{name}.qm is not what {name}.ts says: run compile")
    return found


def main(command: str) -> int:
    """Run the command line; returns the exit status."""
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
