"""Both languages are complete, compiled, and say everything with the same placeholders."""

import importlib.util
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.model import LoadedModel
from teahouse.services.news import HeadsNews, HostNews, HostState, MemoryNews, OpenedNews
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.translator import Translation, _locale_of, language_of
from teahouse.ui.window import Window

ROOT = Path(__file__).parents[2]
I18N = ROOT / "resources" / "i18n"


@pytest.fixture(scope="module")
def tool():
    """packaging/i18n.py; no package, so that it doesn't hide PyPI's `packaging`."""
    spec = importlib.util.spec_from_file_location("teahouse_i18n_tool", ROOT / "packaging" / "i18n.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_missing_unfinished_or_not_compiled(tool):
    assert tool.problems() == []


def test_a_string_that_is_missing_unfinished_or_not_compiled_is_found(tool, tmp_path, monkeypatch):
    for path in I18N.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    chinese = tmp_path / "teahouse_zh_CN.ts"
    text = chinese.read_text(encoding="utf-8")
    text = text.replace("<source>Undo</source>", "<source>Undone</source>")
    text = text.replace("<translation>今天</translation>", '<translation type="unfinished"></translation>')
    chinese.write_text(text, encoding="utf-8")
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    found = "\n".join(tool.problems())
    for told in ("has no ('UndoBar', 'Undo', '')", "still has ('UndoBar', 'Undone', '')", "'Today', '') is not tr"):
        assert told in found
    assert "teahouse_zh_CN.qm is not what teahouse_zh_CN.ts says" in found


def test_every_translation_has_the_placeholders_of_its_source(tool):
    def placeholders(text):
        return set(re.findall(r"\{\w+\}|%n", text))

    wrong = {}
    for (context, source, _), message in tool.entries(I18N / "teahouse_zh_CN.ts").items():
        texts = [form.text for form in message.iter("numerusform")] or [message.findtext("translation")]
        for text in texts:
            if (context, source) != ("Numbers", "{month} {year}") and placeholders(text) != placeholders(source):
                wrong[source] = text
    assert wrong == {}


def test_chinese_is_written_with_chinese_punctuation(tool):
    texts = [message.findtext("translation") for message in tool.entries(I18N / "teahouse_zh_CN.ts").values()]
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff][,;:!?]|\.\.\.|！", text)] == []


def test_plurals_are_those_of_the_language(qapp, translation):
    said = [qapp.translate("MemoryButton", "%n model(s) loaded", "", count) for count in (0, 1, 2)]
    assert said == ["0 models loaded", "1 model loaded", "2 models loaded"]
    translation.choose("zh_CN")
    assert qapp.translate("MemoryButton", "%n model(s) loaded", "", 2) == "已加载 2 个模型"
    assert numbers.month(2026, 10) == "2026年10月"
    translation.choose("en")
    assert numbers.month(2026, 10) == "October 2026"


class Told(QWidget):
    """Counts how often it is told that the language is another one."""

    count = 0

    def changeEvent(self, event):
        self.count += event.type() == QEvent.Type.LanguageChange


def test_every_widget_is_told_of_another_language_and_none_of_the_same(qapp, translation, qtbot):
    widget = Told()
    qtbot.addWidget(widget)
    translation.choose("zh_CN")
    qapp.processEvents()
    assert widget.count > 0
    before = widget.count
    translation.choose("zh_CN")
    qapp.processEvents()
    assert widget.count == before


@pytest.mark.parametrize(
    ("system", "language"),
    [(["zh-Hans-CN", "en-US"], "zh_CN"), (["fr-FR", "zh-TW"], "zh_CN"), (["de-DE"], "en"), (["en-GB", "zh-CN"], "en")],
)
def test_the_language_of_the_system_is_the_first_we_speak(monkeypatch, system, language):
    class System:
        @staticmethod
        def uiLanguages():
            return system

    monkeypatch.setattr(QLocale, "system", lambda: System)
    assert language_of("system") == language
    assert language_of("en") == "en"


@pytest.mark.parametrize(
    ("language", "system", "locale"),
    [("en", QLocale.c(), "en_US"), ("zh_CN", QLocale.c(), "zh_CN"), ("en", QLocale("de_DE"), "de_DE")],
)
def test_figures_and_dates_are_written_as_where_one_is_or_as_usual_in_the_language(language, system, locale):
    assert _locale_of(language, system).name() == locale


def test_a_folder_without_translations_leaves_the_english_of_the_source(qapp, tmp_path):
    nowhere = Translation(qapp, tmp_path, "zh_CN")
    said = qapp.translate("Sidebar", "Nothing found for “{query}”")
    nowhere.choose("en")
    nowhere.deleteLater()
    assert said == "Nothing found for “{query}”"


MESSAGES = (
    Message("q", None, Role.USER, "Why?"),
    Message("a", "q", Role.ASSISTANT, "", model="qwen3:8b", state=State.FAILED, problem="host_lost"),
)


def shown(window):
    """All texts of a window, with the kind of widget that says them."""
    told = set()
    for widget in (window, *window.findChildren(QWidget)):
        for kind in ("text", "placeholderText", "accessibleName", "toolTip", "currentText"):
            text = widget.property(kind)
            if widget.isVisible() and isinstance(text, str) and text:
                told.add((type(widget).__name__, kind, text))
    return told


@pytest.mark.parametrize("room", ["greeting", "conversation"])
def test_all_that_is_shown_changes_its_language_at_once(
    qapp, translation, bridge, preferences, theme, asked, tell, qtbot, room
):
    head = ConversationHead("1", "A", 0.0, 1.0)
    preferences.change(conversation="1" if room == "conversation" else "")
    old = Window(bridge, preferences, theme)
    qtbot.addWidget(old)
    old.show()
    old.dialogs.open_settings()
    model = LoadedModel("qwen3:8b", "", 10**9)
    news = (
        HeadsNews((head,)),
        HostNews(HostState.LOST, "http://10.0.0.5:11434"),
        MemoryNews((model,), 16 * 10**9),
        OpenedNews(Conversation(head, MESSAGES)),
    )
    tell(*news)
    english = shown(old)
    translation.choose("zh_CN")
    qapp.processEvents()
    painted = old.room.transcript.grab().toImage()
    new = Window(bridge, preferences, theme)
    qtbot.addWidget(new)
    new.show()
    new.dialogs.open_settings()
    tell(*news)
    assert shown(old) == shown(new) != english
    if room == "conversation":  # its words are painted
        qtbot.waitUntil(lambda: new.room.transcript.grab().toImage() == painted)
