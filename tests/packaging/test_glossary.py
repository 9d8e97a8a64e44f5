"""Every Chinese text of the project uses the terms of packaging/glossary.json, and none of their rivals."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.i18n_tool import i18n_tool
from teahouse.core.labs import LABS

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


# What a native editor put in the place of a text that was understood but not how one says it.
CORRECTED = (
    "下载大小", "已切换模型", "激活 {active}", "{n}（KV 头 {kv}）", "每个 token 激活 {used} 个", "隐藏层维度",
    "空格选择规格", "横线为四分位区间（25%–75%）", "这些记录没有上下文用量。", "各厂商模型的使用量",
    "移除附件 {name}", "重复 %n 次", "加载单独计时，不计入回答用时", "按内存并行", "会先卸载占用内存的模型。",
    "将卸载 {models} 以腾出内存", "排队中", "此处不打开链接",
    "{needed} 个 token 超出上下文长度 {length}，如何处理？", "可能超出上下文。不会自动截断，届时先询问你。",
    "取消下载 {model}？", "删除已下载部分", "继续下载", "服务未返回内容。", "冷启动（含加载）", "热启动",
    "冷／热启动", "帮我规划一个悠闲的杭州周末，安排一次长途漫步。", "以 https:// 开头则加密连接", "取消常驻",
    "常驻内存", "若已加载，会先卸载。", "再次使用须重新下载或创建", "未授权在{places}使用",
    "%n 个模型无法检查更新", "跟随全局设置", "只从概率最高的 K 个词中选", "种子相同，同一问题得到相同回复",
    "达到此 token 数即停止", "服务未连接", "横条为 95% 置信区间，票数越少越宽",
    "Ollama 未运行时，随 Teahouse 自动启动", "服务未返回完整回答", "%n 条已存在，已跳过",
    "文件被截断，权重不全", "校验失败，已丢弃", "返回信息", "未复制", "未下载", "以当前配置", "大小 {size}",
    "试问一句，预览",
)  # fmt: skip
CORRECTED_ELSEWHERE = (
    "自行设定思考深度", "低配电脑", "再分发", "不授权在", "激活少量参数", "DeepSeek 模型许可证 v1（代码 MIT）",
    "修改版 MIT（月之暗面）", "千问研究许可证", "腾讯混元社区许可协议", "Llama 3.1 社区许可协议", "Gemma 使用条款",
    "智谱 AI", "DeepSeek 深度求索", "Kimi 月之暗面", "小米 MiMo", "字节 Seed", "JSON 信息提取",
)  # fmt: skip


@pytest.mark.parametrize(("texts", "sources"), [(CORRECTED, ["window"]), (CORRECTED_ELSEWHERE, list(SOURCES)[1:])])
def test_what_the_editor_corrected_stays_so(texts: tuple[str, ...], sources: list[str]) -> None:
    said = [chinese for source in sources for _, _, chinese in SOURCES[source]()]
    said += [lab.chinese for lab in LABS] if "catalogue.json" in sources else []
    assert [text for text in texts if not any(text in one for one in said)] == []
