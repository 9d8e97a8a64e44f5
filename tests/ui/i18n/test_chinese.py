"""Chinese: numbers, dates, fonts, and the traditional Chinese converted from the simplified."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtGui import QFont, QImage, QPainter

from fixtures.shipped_catalogue import read_shipped
from teahouse.core.labs import lab_of
from teahouse.core.languages import LANGUAGES
from teahouse.core.model import Capability, ModelCard
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import in_ours, lab_name, licence_name
from teahouse.ui.style import Theme
from teahouse.ui.switcher.rows import score_model

ROOT = Path(__file__).parents[3]
TRADITIONAL = ["zh_TW", "zh_HK"]


@pytest.mark.parametrize(
    ("billions", "said"),
    [
        (2400.0, "2.4 万亿"), (1000.0, "1 万亿"), (999.0, "9990 亿"), (671.0, "6710 亿"), (8.19, "81.9 亿"),
        (0.27, "2.7 亿"), (0.1, "1 亿"), (0.0227, "2270 万"), (0.00001, "1 万"),
    ],
)  # fmt: skip
def test_weights_are_counted_in_wan_yi_and_wanyi(translation, billions, said):
    translation.choose_language("zh_CN")
    assert numbers.billions(billions, short=True) == said
    assert numbers.billions(billions) == f"{said}参数"


@pytest.mark.parametrize(
    ("billions", "said"),
    [(2400.0, "2.4 trillion"), (8.19, "8.19 billion"), (0.27, "270 million"), (0.0227, "22.7 million")],
)
def test_english_counts_in_millions_billions_and_trillions(translation, billions, said):
    assert numbers.billions(billions, short=True) == said


@pytest.mark.parametrize(
    ("raw", "said"), [("268.10M", "2.68 亿"), ("8.2B", "82 亿"), ("1.04T", "1.04 万亿"), ("?", "?")]
)
def test_what_ollama_writes_of_weights_is_counted_alike(translation, raw, said):
    assert numbers.parameters(raw) == raw
    translation.choose_language("zh_CN")
    assert numbers.parameters(raw) == said


def test_taiwan_counts_in_zhao(translation):
    translation.choose_language("zh_TW")
    assert numbers.billions(2400, short=True) == "2.4 兆"
    translation.choose_language("zh_HK")
    assert numbers.billions(2400, short=True) == "2.4 萬億"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_dates_have_one_style(translation, language):
    translation.choose_language(language)
    then = QDateTime(QDate(2025, 3, 9), QTime(15, 4)).toSecsSinceEpoch()
    assert numbers.moment(then) == "2025年3月9日 15:04"
    assert numbers.day(then) == "2025年3月9日"
    assert numbers.date("2025-03-09") == "2025年3月9日"
    assert numbers.month(2025, 3) == "2025年3月"
    assert numbers.day_of_month(then) == "3月9日"
    assert numbers.time_of_day(then) == "15:04"
    assert numbers.energy(1200) == "1.2 kJ"


def test_labs_and_licences_have_their_names_everywhere(translation):
    google, licence = lab_of("gemma3:4b"), read_shipped().licences["tencent-hunyuan-community"]
    assert (lab_name(google), lab_name(read_shipped().find_lab("google"))) == ("Google", "Google")
    assert licence_name(licence) == "Tencent Hunyuan Community License"
    translation.choose_language("zh_CN")
    assert (lab_name(google), lab_name(read_shipped().find_lab("google"))) == ("谷歌", "谷歌")
    assert licence_name(licence) == "腾讯混元社区许可协议"
    translation.choose_language("zh_TW")
    assert licence_name(licence) == "騰訊混元社群許可協議"


@pytest.mark.parametrize("language", TRADITIONAL)
def test_no_text_of_the_catalogue_stays_simplified(translation, language):
    """Every one is among the words of the translation."""
    translation.choose_language(language)
    tree = ET.parse(ROOT / "resources" / "i18n" / f"teahouse_{language}.ts").getroot()
    (texts,) = [one for one in tree.iter("context") if one.findtext("name") == "Catalogue"]
    known = {one.findtext("source"): one.findtext("translation") for one in texts.iter("message")}
    for family in read_shipped().families:
        assert in_ours(family.words) == known[family.words.chinese]


# What OpenCC alone gets wrong for software, or says as mainland readers do.
WANTED = {
    "zh_TW": {
        "内存": "記憶體", "显存": "顯示記憶體", "软件": "軟體", "默认": "預設", "视频": "影片", "参数": "參數",
        "设置": "設定", "文件": "檔案", "网络": "網路", "适配器": "適配器", "万亿": "兆",
        "面壁智能": "面壁智能", "“a”": "「a」",
    },
    "zh_HK": {
        "内存": "記憶體", "软件": "軟件", "网络": "網絡", "参数": "參數", "设置": "設定", "文件": "檔案",
        "万亿": "萬億",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", TRADITIONAL)
def test_terms_are_those_of_the_place(language):
    from fixtures.i18n_tool import i18n_tool

    tool = i18n_tool()
    assert tool.can_convert(), "opencc-python-reimplemented is among what development needs"
    change = tool.converter(f"teahouse_{language}")
    assert {text: change(text) for text in WANTED[language]} == WANTED[language]


@pytest.mark.parametrize("language", TRADITIONAL)
def test_no_simplified_character_is_left(language):
    from teahouse.core.traditional import _SIMPLIFIED, _TRADITIONAL

    only_simplified = set(_SIMPLIFIED) - set(_TRADITIONAL) - set("户温" if language == "zh_HK" else "")  # as there
    text = (ROOT / "resources" / "i18n" / f"teahouse_{language}.ts").read_text(encoding="utf-8")
    said = "".join(re.findall(r"<(?:translation|numerusform)>([^<]*)<", text))
    big5 = {sign for sign in only_simplified if not _in_big5(sign)}  # the others are traditional ones, too
    assert len(big5) > 1000
    assert {sign for sign in said if sign in big5} == set()


def _in_big5(sign):
    try:
        sign.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def ink(font, text):
    image = QImage(400, 60, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(4, 40, text)
    painter.end()
    return sum(255 - byte for byte in bytes(image.constBits()))


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_heading_in_chinese_is_bolder_than_its_text(qapp, translation, theme, language):
    translation.choose_language(language)
    theme.choose_look("light")
    text = "设置模型對話"
    assert ink(theme.font(24, bold=True), text) > ink(theme.font(24), text) * 1.1


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_latin_letters_keep_the_systems_font_and_chinese_ones_have_several_families(qapp, translation, language):
    own = Theme(qapp, "light")
    before = ink(own.font(24), "Title")
    translation.choose_language(language)
    own.choose_look("dark")
    families = own.font().families()
    assert ink(own.font(24), "Title") == before
    assert len(families) >= 5
    assert set(families[1:]) <= set(LANGUAGES[language].fonts)
    translation.choose_language("en")
    own.choose_look("light")
    assert own.font().families() == QFont(own._own).families()
    own.deleteLater()


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        ("dsk", "deepseek-r1:8b"), ("sdqs", "deepseek-r1:8b"), ("tyqw", "qwen3:8b"), ("通義千問", "qwen3:8b"),
        ("tengxun", "hunyuan-a13b:latest"), ("小米", "mimo:7b"), ("識圖", "qwen3-vl:8b"), ("工具", "qwen3-vl:8b"),
    ],
)  # fmt: skip
def test_the_switcher_finds_a_model_by_pinyin_initials_and_traditional_characters(typed, model):
    can = frozenset({Capability.COMPLETION, Capability.VISION, Capability.TOOLS} if "vl" in model else ())
    assert score_model(typed, ModelCard(model, capabilities=can))
    assert score_model(typed, ModelCard("llama3.2:3b")) is None
