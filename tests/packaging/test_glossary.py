"""Every Chinese text of the project uses the terms of packaging/glossary.json, and none of their rivals."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.i18n_tool import i18n_tool

ROOT = Path(__file__).parents[2]
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HAN = re.compile(r"[\u3400-\u9fff]")

Text = tuple[str, str, str]  # where it stands, English, Chinese


def window() -> Iterator[Text]:
    for context in ET.parse(ROOT / "resources/i18n/teahouse_zh_CN.ts").getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            for text in [form.text for form in translation.iter("numerusform")] or [translation.text]:
                yield f"zh_CN.ts {context.findtext('name')}", message.findtext("source", ""), text or ""


def catalogue(name: str) -> Iterator[Text]:
    """Every pair of an English text and its Chinese one, wherever it stands in the file."""
    found = json.loads((ROOT / "resources/catalogue" / name).read_text(encoding="utf-8"))
    for value in nested(found):
        match value:
            case {"en": str(english), "zh": str(chinese)} | {"name": str(english), "name_zh": str(chinese)}:
                yield name, english, chinese
            case [*_, str(english), str(chinese)] if HAN.search(chinese) and not HAN.search(english):
                yield name, english, chinese


def nested(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from nested(item)


def prompts() -> Iterator[Text]:
    for path in (ROOT / "resources/prompts").glob("*.json"):
        for value in nested(json.loads(path.read_text(encoding="utf-8"))):
            if isinstance(value, dict) and "title_zh" in value:
                yield path.name, value["title"], value["title_zh"]
            if isinstance(value, dict) and "text_zh" in value:
                yield path.name, "", value["text_zh"]


def metainfo() -> Iterator[Text]:
    english = ""
    for element in ET.parse(ROOT / "packaging/linux/teahouse.metainfo.xml").getroot().iter():
        if element.get(LANGUAGE, "").startswith("zh_CN"):
            yield "metainfo", english, element.text or ""
        english = element.text or ""


def desktop() -> Iterator[Text]:
    lines = (ROOT / "packaging/linux/teahouse.desktop").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    for key, chinese in values.items():
        name, _, language = key.partition("[")
        if language == "zh_CN]" and name != "Keywords":  # those are what people type, rivals too
            yield "desktop", values[name], chinese


def installer(language: str = "SIMPCHINESE") -> Iterator[Text]:
    """The texts of the Windows installer in a language."""
    script = (ROOT / "packaging/windows/teahouse.nsi").read_text(encoding="utf-8")
    texts = {(name, of): text for name, of, text in re.findall(r'LangString (\w+) \$\{LANG_(\w+)\} "([^"]*)"', script)}
    for name in sorted({name for name, _ in texts}):
        yield "installer", texts[name, "ENGLISH"], texts[name, language]


SOURCES = {
    "window": window,
    "words.json": lambda: catalogue("words.json"),
    "catalogue.json": lambda: catalogue("catalogue.json"),
    "prompts": prompts,
    "metainfo": metainfo,
    "desktop": desktop,
    "installer": installer,
}
GLOSSARY = json.loads((ROOT / "packaging/glossary.json").read_text(encoding="utf-8"))


def faults(texts: Iterator[Text]) -> Iterator[str]:
    """What breaks the glossary: a rival of a term, or a text that should have the term and has not."""
    for where, source, chinese in texts:
        english = re.sub(r"\{\w+\}", "…", source)
        for term in GLOSSARY:
            for rival in term["rivals"]:
                if re.search(rival, chinese):
                    yield f"{where}: {rival} in {chinese!r}, which is {term['chinese']}"
            wanted = term["english"] and re.search(term["english"], english, re.IGNORECASE)
            if wanted and not re.search(term["chinese"], chinese):
                yield f"{where}: no {term['chinese']} in {chinese!r} for {source!r}"


@pytest.mark.parametrize("source", SOURCES)
def test_every_text_uses_the_terms_of_the_glossary(source: str) -> None:
    texts = list(SOURCES[source]())
    assert texts
    assert list(faults(iter(texts))) == []


def test_every_term_of_the_glossary_is_used() -> None:
    texts = [text for source in SOURCES.values() for text in source()]
    for term in GLOSSARY:
        assert any(re.search(term["chinese"].replace("、", "|"), chinese) for _, _, chinese in texts), term
        if term["english"]:
            assert any(re.search(term["english"], english, re.IGNORECASE) for _, english, _ in texts), term


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Pull", "拉取"),
        ("Pull", "取得"),
        ("Host", "主机"),
        ("Runs on the GPU", "您的 GPU"),
        ("Parameters of this lane", "此栏的参数"),
        ("{n} tokens", "{n} 个 token"),
        ("Nothing was lost; retry.", "没有丢失任何内容，请重试。"),
    ],
)
def test_a_rival_and_a_missing_term_are_found(english: str, chinese: str) -> None:
    assert list(faults(iter([("here", english, chinese)])))


def test_the_windows_installer_speaks_every_language_of_the_window_that_windows_has() -> None:
    script = (ROOT / "packaging/windows/teahouse.nsi").read_text(encoding="utf-8")
    assert re.findall(r'MUI_LANGUAGE "(\w+)"', script) == ["English", "SimpChinese", "TradChinese"]
    tool = i18n_tool()
    change = tool.converter("teahouse_zh_TW")
    for (_, _, simplified), (_, _, traditional) in zip(installer(), installer("TRADCHINESE"), strict=True):
        assert traditional == change(simplified)
