"""From the window to the Models page and back: dialog, menu, the sidebar's note, and a chat with a new model."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from fixtures.models_events import catalogue_event, computer_event, make_pull
from fixtures.shipped_catalogue import find_tag
from teahouse.core.architecture import from_tag
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelCard
from teahouse.core.pulls import PullState
from teahouse.services.catalogue.events import DistantEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.services.pulls.events import CheckedEvent, PulledEvent, PullsEvent
from teahouse.ui import dialogs
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(bridge, preferences, theme, calls, qtbot, post_events):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    post_events(HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"))
    return made


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def test_a_model_that_came_can_be_talked_to_from_the_chat(window, post_events):
    post_events(ModelsEvent((ModelEntry(ModelCard("qwen3:8b")), ModelEntry(ModelCard("smollm2:135m")))))
    post_events(PullsEvent((make_pull("qwen3:8b"), make_pull("gemma3:4b", PullState.QUEUED, position=2))))
    assert window.sidebar.pages._rows[Page.MODELS]._note == "2 pulling"
    post_events(PulledEvent("smollm2:135m", "1"), PullsEvent(()))
    assert window.sidebar.pages._rows[Page.MODELS]._note == ""
    assert "smollm2:135m is here" in window.chat_page.notice.label.text()
    window.chat_page.notice.buttons()[0].click()
    assert window.chat_page.model_selection.model == "smollm2:135m"


def test_the_page_of_a_chats_model_opens_from_the_chat_before_the_models_are_listed(window, post_events):
    window.chat_page.header.about.emit("qwen3:8b")
    assert window.pages.current is Page.MODELS
    post_events(ModelsEvent((ModelEntry(ModelCard("qwen3:8b")), ModelEntry(ModelCard("smollm2:135m")))))
    page = window.pages.enter_models().model_page.page
    assert (page.model, page.isVisible()) == ("qwen3:8b", True)
    page.compare.emit(("qwen3:8b", "smollm2:135m"))
    assert window.pages.current is Page.COMPARE
    lanes = window.pages.enter_compare().state.setup.lanes
    assert [lane.model for lane in lanes] == ["qwen3:8b", "smollm2:135m"]
    page.study.emit("smollm2:135m")
    assert window.pages.current is Page.WORKSHOP
    assert window.pages.enter_workshop().model == "smollm2:135m"


class Tray(QObject):
    """A tray that shows messages, which no screen of a test has."""

    messageClicked = Signal()  # noqa: N815 - Qt's names
    isSystemTrayAvailable = supportsMessages = staticmethod(lambda: True)  # noqa: N815

    def __init__(self, icon, parent):
        super().__init__(parent)
        self.said, self.shown = [], False
        Tray.last = self

    def show(self):
        self.shown = True

    def hide(self):
        self.shown = False

    def showMessage(self, title, text, icon, milliseconds):
        self.said.append((title, text))


def test_the_system_says_that_a_model_has_come_where_nobody_looks(window, post_events, monkeypatch, qtbot):
    monkeypatch.setattr(dialogs, "QSystemTrayIcon", Tray)
    post_events(ModelsEvent((ModelEntry(ModelCard("smollm2:135m")),)), PulledEvent("smollm2:135m", "1"))
    assert not hasattr(Tray, "last")  # the person is looking
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    post_events(PulledEvent("smollm2:135m", "1"))
    assert Tray.last.said == [("smollm2:135m is here now", "Chat with it now")]
    window.show_page(Page.MODELS)
    Tray.last.messageClicked.emit()
    assert not Tray.last.shown
    assert (window.pages.current, window.chat_page.model_selection.model) == ("chat", "smollm2:135m")


def test_a_name_is_pulled_from_anywhere(window, calls):
    press(window, Qt.Key.Key_L, CTRL | SHIFT)
    dialog = window.dialogs.pulls.dialog
    assert dialog.isVisible()
    QTest.keyClicks(dialog.field, "qwen 3 8b")
    press(dialog.field, Qt.Key.Key_Return)
    assert "is not a model name" in dialog.found.text()
    dialog.field.setText("ollama pull qwen3:8b")
    press(dialog.field, Qt.Key.Key_Return)
    assert calls.of("pulls.start_pull") == [("ollama pull qwen3:8b",)]
    assert not dialog.isVisible()
    assert window.pages.current is Page.MODELS
    assert window.pages.currentWidget().pages.name is ModelsTab.DOWNLOADS


def test_a_file_opened_with_teahouse_is_brought_to_the_import(window, calls):
    window.hide()
    window.answer_start("/tmp/王 小明/a.gguf")
    assert window.isVisible()
    assert window.pages.current is Page.MODELS
    importing = window.pages.currentWidget().workshop.importing
    assert importing.isVisible()
    assert calls.of("model_builder.read_gguf_file") == [("/tmp/王 小明/a.gguf",)]
    importing.close()


def test_another_start_without_a_file_only_brings_the_window_forward(window):
    window.hide()
    window.answer_start("")
    assert window.isVisible()
    assert window.pages.current is Page.CHAT


def test_the_catalogue_is_a_menu(window, post_events, calls):
    window.open_menu(window.sidebar)
    below = next(action.menu() for action in window.dialogs.menu.actions() if action.text() == "Catalogue")
    assert calls.of("catalogue.open_catalogue") == []
    below.aboutToShow.emit()
    assert calls.of("catalogue.open_catalogue") == [()]
    post_events(catalogue_event(), computer_event(9))
    qwen = next(action.menu() for action in below.actions() if action.text() == "Qwen")
    assert qwen.actions() == []
    qwen.aboutToShow.emit()
    qwen3 = next(action.menu() for action in qwen.actions() if action.text() == "Qwen3")
    qwen3.aboutToShow.emit()
    next(action for action in qwen3.actions() if action.text().startswith("1.7B")).trigger()
    assert calls.of("pulls.start_pull") == [("qwen3:1.7b",)]
    window.dialogs.menu.close()


def test_a_look_before_says_what_would_come(window, post_events, calls):
    build = from_tag(find_tag("qwen3:8b"))
    window.dialogs.pulls.open_dialog()
    dialog = window.dialogs.pulls.dialog
    dialog.field.setText("qwen3:8b")
    dialog.look.click()
    assert calls.of("pulls.check_pull") == [("qwen3:8b",)]
    post_events(CheckedEvent("qwen3:8b", "qwen3:8b", False, 5_200_000_000, 1_000_000_000, 90_000_000_000))
    checked, reading = dialog.found.text().split("\n")
    assert checked == "qwen3:8b has 5.2 GB. 1 GB of it are still to come. 90 GB are free on the disk."
    assert reading == "Reading the head of its file…"
    post_events(CheckedEvent("another", "another", False, 5), DistantEvent("another", build))
    assert dialog.found.text().split("\n") == [checked, reading]
    post_events(computer_event(9, engine=True), DistantEvent("qwen3:8b", build, "Q4_K_M", 8_190_000_000, False))
    told = dialog.found.text().split("\n")
    assert told[0] == checked
    assert told[1] == "qwen3 · 8.19 billion parameters · Q4_K_M · context 40k"
    assert told[2] == "The built-in engine cannot run it; Ollama can."
    assert told[3].startswith("Runs in memory: needs ≈ 6.6 GB of 9 GB free with a context of 8k. Will write ≈")
    dialog.close()


def test_a_file_that_cannot_be_read_ahead_is_said_and_pulled_all_the_same(window, post_events, calls):
    window.dialogs.pulls.open_dialog("hf.co/lab/model:Q4_K_M")
    dialog = window.dialogs.pulls.dialog
    assert calls.of("catalogue.read_model_header") == [("hf.co/lab/model:Q4_K_M",)]
    post_events(CheckedEvent("hf.co/lab/model:Q4_K_M", "hf.co/lab/model:Q4_K_M", False, 5_000_000_000))
    post_events(DistantEvent("hf.co/lab/model:Q4_K_M", trouble=Trouble(Problem.HOST_SILENT, address="hf.co")))
    assert "5 GB" in dialog.found.text()
    assert "hf.co" in dialog.found.text().split("\n")[1]
    dialog.pull.click()
    assert calls.of("pulls.start_pull") == [("hf.co/lab/model:Q4_K_M",)]


def test_the_room_leads_to_a_chat(window, post_events):
    post_events(ModelsEvent((ModelEntry(ModelCard("smollm2:135m")),)))
    window.show_page(Page.MODELS)
    window.pages.currentWidget().chat.emit("smollm2:135m")
    assert window.pages.current is Page.CHAT
    assert window.chat_page.model_selection.model == "smollm2:135m"


def test_what_the_switcher_does_not_have_is_pulled_or_looked_for(window, post_events, calls):
    post_events(ModelsEvent((ModelEntry(ModelCard("smollm2:135m")),)))
    window.switch_model()
    switcher = window.chat_page.model_selection.switcher
    QTest.keyClicks(switcher.field, "gemma3:4b")
    press(switcher.field, Qt.Key.Key_Return)
    assert calls.of("pulls.start_pull") == [("gemma3:4b",)]
    assert window.pages.currentWidget().pages.name is ModelsTab.DOWNLOADS
    post_events(catalogue_event(), computer_event(9))
    window.switch_model()
    QTest.keyClicks(switcher.field, "deepseek")
    press(switcher.field, Qt.Key.Key_Return)
    models_page = window.pages.currentWidget()
    assert (models_page.pages.name, models_page.header.field.text()) == ("catalogue", "deepseek")
