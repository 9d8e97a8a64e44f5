"""Both languages are complete, compiled, and have the same placeholders."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QEvent, QLocale, QTime
from PySide6.QtWidgets import QWidget

from fixtures.i18n_tool import i18n_tool
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.languages import LANGUAGES, language_of
from teahouse.core.model import LoadedModel
from teahouse.services.chat.events import HeadsEvent, OpenedEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent
from teahouse.ui.i18n import locales, numbers
from teahouse.ui.i18n.locales import Translation, locale_of
from teahouse.ui.window import Window

ROOT = Path(__file__).parents[3]
I18N = ROOT / "resources" / "i18n"


@pytest.fixture(scope="module")
def tool():
    return i18n_tool()


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


CHINESE = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("language", CHINESE)
def test_every_translation_has_the_placeholders_of_its_source(tool, language):
    def placeholders(text):
        return set(re.findall(r"\{\w+\}|%n", text))

    wrong = {}
    for (context, source, _), message in tool.entries(I18N / f"teahouse_{language}.ts").items():
        texts = [form.text for form in message.iter("numerusform")] or [message.findtext("translation")]
        for text in texts:
            if (context, source) != ("Numbers", "{month} {year}") and placeholders(text) != placeholders(source):
                wrong[source] = text
    assert wrong == {}


@pytest.mark.parametrize("language", CHINESE)
def test_chinese_is_written_with_chinese_punctuation(tool, language):
    messages = tool.entries(I18N / f"teahouse_{language}.ts").items()
    # Among the texts of the catalogue and of prompts is code.
    texts = [message.findtext("translation") for key, message in messages if key[0] != tool.CATALOGUE]
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff][,;:!?]|\.\.\.|！", text)] == []


def test_plurals_are_those_of_the_language(qapp, translation):
    said = [qapp.translate("MemoryButton", "%n model(s) loaded", "", count) for count in (0, 1, 2)]
    assert said == ["0 models loaded", "1 model loaded", "2 models loaded"]
    translation.choose_language("zh_CN")
    assert qapp.translate("MemoryButton", "%n model(s) loaded", "", 2) == "已加载 2 个模型"
    assert numbers.month(2026, 10) == "2026年10月"
    translation.choose_language("en")
    assert numbers.month(2026, 10) == "October 2026"


class Told(QWidget):
    """Counts how often it is told that the language is another one."""

    count = 0

    def changeEvent(self, event):
        self.count += event.type() == QEvent.Type.LanguageChange


def test_every_widget_is_told_of_another_language_and_none_of_the_same(qapp, translation, qtbot):
    widget = Told()
    qtbot.addWidget(widget)
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert widget.count > 0
    before = widget.count
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert widget.count == before


@pytest.mark.parametrize(
    ("system", "language"),
    [
        (["zh-Hans-CN", "en-US"], "zh_CN"), (["fr-FR", "zh-TW"], "zh_TW"), (["de-DE"], "en"),
        (["en-GB", "zh-CN"], "en"), (["zh_TW"], "zh_TW"),
        (["zh"], "zh_CN"), (["zh-SG"], "zh_CN"), (["zh-Hant"], "zh_TW"), (["zh-Hant-HK", "zh-HK"], "zh_HK"),
        (["zh-HK"], "zh_HK"), (["zh-MO"], "zh_HK"), (["zh-Hant-TW", "zh"], "zh_TW"), ([], "en"), (["english"], "en"),
        (["zhx", "zh-TW"], "zh_TW"),
    ],
)  # fmt: skip
def test_the_language_of_the_system_is_the_first_we_speak(system, language):
    assert language_of("system", system).code == language
    assert language_of("en", system).code == "en"


@pytest.mark.parametrize(
    ("language", "system", "locale"),
    [
        ("zh_TW", QLocale.c(), "zh_TW"),
        ("zh_HK", QLocale("zh_CN"), "zh_HK"),
        ("en", QLocale.c(), "en_US"),
        ("zh_CN", QLocale.c(), "zh_CN"),
        ("en", QLocale("en_GB"), "en_GB"),
        ("en", QLocale("de_DE"), "en_US"),
        ("en", QLocale("ar_EG"), "en_US"),
        ("en", QLocale("zh_CN"), "en_US"),
        ("en", QLocale("en_DE"), "en_US"),  # English words, but "0,7"
        ("zh_CN", QLocale("en_US"), "zh_CN"),
        ("zh_CN", QLocale("zh_SG"), "zh_SG"),
        ("zh_CN", QLocale("zh_TW"), "zh_CN"),  # another script
    ],
)
def test_figures_and_dates_are_written_as_in_the_windows_language(language, system, locale):
    assert locale_of(language, system).name() == locale


class Mixed(QLocale):
    """A system whose LANG is English and whose LC_TIME is German."""

    def __init__(self):
        super().__init__("en_GB")

    def standaloneMonthName(self, month):
        return QLocale("de_DE").standaloneMonthName(month)


def test_a_system_that_mixes_languages_gives_its_country_only():
    found = locale_of("en", Mixed())
    assert found.name() == "en_GB"
    assert found.standaloneMonthName(10) == "October"


@pytest.mark.parametrize(
    ("language", "month", "whole", "listed", "day"),
    [
        ("en", "October 2026", "151,936", "a, b, and c", "1 Oct"),
        ("zh_CN", "2026年10月", "151,936", "a、b和c", "10月1日"),
    ],
)
@pytest.mark.parametrize("system", ["de_DE", "fr_FR", "ar_EG", "zh_CN", "en_US", "hi_IN"])
def test_what_is_written_is_the_same_on_every_system(
    monkeypatch, translation, system, language, month, whole, listed, day
):
    class System(QLocale):
        def __init__(self):
            super().__init__(system)

        def uiLanguages(self):
            return [language]

    monkeypatch.setattr(QLocale, "system", System)
    translation.choose_language("zh_CN" if language == "en" else "en")
    translation.choose_language("system")
    assert translation.language == language
    assert numbers.month(2026, 10) == month
    assert numbers.whole(151_936) == whole
    assert numbers.listed("abc") == listed
    assert numbers.day_of_month(QDateTime(QDate(2026, 10, 1), QTime(12, 0)).toSecsSinceEpoch()) == day


UI = Path(locales.__file__).parent.parent
FORMATTING = {"strftime", "ctime", "asctime", "toString"}  # of dates and numbers
# Who may: the locale's own place, the numbers, and the names of keys.
ALLOWED = {"i18n/locales.py": {"QLocale"}, "i18n/numbers.py": {"toString", ":,"}, "actions.py": {"toString"}}


def locale_uses(source):
    """The names in a module that write dates or numbers in a language that may not be the window's."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.alias(name=name) | ast.Name(id=name):
                if name in FORMATTING | {"QLocale"} or (isinstance(node, ast.alias) and name in ("locale", "calendar")):
                    yield name
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[*_, ast.Constant(value=str(spec))])):
                if spec[-1:] in ("n", ",") or spec.endswith((",d", ",.0f")):
                    yield f":{spec}"


def test_no_file_of_the_window_uses_the_systems_locale():
    found = {path.relative_to(UI).as_posix(): set(locale_uses(path.read_text())) for path in UI.rglob("*.py")}
    assert len(found) > 100
    assert {name: uses for name, uses in found.items() if uses} == ALLOWED


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtCore import QLocale",
        "x = QtCore.QLocale()",
        "t.strftime('%B')",
        "time.ctime()",
        "d.toString('MMM')",
        "import locale",
        "f'{n:n}'",
        "f'{n:,}'",
    ],
)
def test_the_check_sees_every_way_around(source):
    assert list(locale_uses(source))


def test_a_folder_without_translations_leaves_the_english_of_the_source(qapp, tmp_path):
    nowhere = Translation(qapp, tmp_path, "zh_CN")
    said = qapp.translate("Sidebar", "Nothing found for “{query}”")
    nowhere.choose_language("en")
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


@pytest.mark.parametrize("page", ["greeting", "conversation"])
def test_all_that_is_shown_changes_its_language_at_once(
    qapp, translation, bridge, preferences, theme, calls, post_events, qtbot, page
):
    head = ConversationHead("1", "A", 0.0, 1.0)
    preferences.change(conversation="1" if page == "conversation" else "")
    old = Window(bridge, preferences, theme)
    qtbot.addWidget(old)
    old.show()
    old.dialogs.open_settings()
    model = LoadedModel("qwen3:8b", "", 10**9)
    event = (
        HeadsEvent((head,)),
        HostEvent(HostState.LOST, "http://10.0.0.5:11434"),
        MemoryEvent((model,), 16 * 10**9),
        OpenedEvent(Conversation(head, MESSAGES)),
    )
    post_events(*event)
    english = shown(old)
    translation.choose_language("zh_CN")
    qapp.processEvents()
    painted = old.chat_page.transcript.grab().toImage()
    new = Window(bridge, preferences, theme)
    qtbot.addWidget(new)
    new.show()
    new.dialogs.open_settings()
    post_events(*event)
    assert shown(old) == shown(new) != english
    if page == "conversation":  # its words are painted
        qtbot.waitUntil(lambda: new.chat_page.transcript.grab().toImage() == painted)


def bases_that_count():
    """Classes with subclasses that say a number by `self.tr`: PySide looks for it among the subclass's words only."""
    classes = [
        (path, node)
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    inherited = {ast.unparse(base).split(".")[-1] for _, node in classes for base in node.bases}
    for path, node in classes:
        for call in ast.walk(node):
            counts = isinstance(call, ast.Call) and ast.unparse(call.func) == "self.tr" and len(call.args) > 2
            if counts and node.name in inherited:
                yield f"{path.relative_to(UI)}:{call.lineno}"


def test_no_class_with_subclasses_counts_by_its_own_tr():
    assert list(bases_that_count()) == []


def said_once():
    """Where a notice is given a text that is made already: it stays in the language it was made in."""
    for path in UI.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
                continue
            whose, does = ast.unparse(call.func.value), call.func.attr
            if does in ("show_info", "show_warning") or (does == "show_notice" and whose.endswith("room.note")):
                ready = not isinstance(call.args[0], ast.Lambda)
                if ready and whose.rpartition(".")[2] in ("note", "_note", "notice", "_notice", "notices"):
                    yield f"{path.relative_to(UI)}:{call.lineno}"


def test_every_notice_follows_the_language():
    assert list(said_once()) == []


def test_what_compare_says_follows_the_language(
    qapp, translation, bridge, preferences, theme, calls, qtbot, post_events
):
    from teahouse.services.compare.events import ExportedEvent
    from teahouse.ui.compare.page import ComparePage

    page = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.show()
    post_events(ExportedEvent("/tea.csv"))
    assert page.notices.shown_texts() == ["Written to /tea.csv"]
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert page.notices.shown_texts() == ["已写入 /tea.csv"]
    translation.choose_language("zh_TW")
    qapp.processEvents()
    assert page.notices.shown_texts() == ["已寫入 /tea.csv"]
