"""While an input method composes, its keys reach no text field of the app and no widget around it."""

import importlib
import inspect
import pkgutil

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

import teahouse.ui
from fixtures.layout_checker import path_of, roots
from fixtures.layout_scenes import SCENES, Stage, leave, play
from teahouse.core.conversation import ConversationHead
from teahouse.core.model import Capability, ModelCard
from teahouse.core.options import OPTIONS
from teahouse.services.chat.events import HeadsEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.ui.chat.parameters.fields import NumberField
from teahouse.ui.kit.guards import KEYS
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.transcript.accessibility.block_widgets import BlockText
from teahouse.ui.transcript.blocks.typesetter import typesetter
from teahouse.ui.window import Window
from teahouse.ui.workshop.token_view import TokenView

FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
READ_ONLY = {BlockText, TokenView}  # nobody types into them
ARGUMENTS = {NumberField: (OPTIONS["temperature"],)}  # of a class that no page shows at once and that wants some


class Spy(QObject):
    """Counts the keys that come to a field; an event filter that was there first is asked last."""

    def __init__(self, field):
        super().__init__(field)
        self.keys = []
        field.installEventFilter(self)

    def eventFilter(self, _field, event):
        if event.type() == QEvent.Type.KeyPress:
            self.keys.append(event.key())
            return True  # nothing is to be sent
        return False


def classes():
    """Every class of a text field that the window's code has."""
    found = set()
    for module in pkgutil.walk_packages(teahouse.ui.__path__, "teahouse.ui."):
        for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, FIELDS) and one.__module__.startswith("teahouse."):
                found.add(one)
    return found


@pytest.fixture
def window(bridge, preferences, theme, calls, post_events, qtbot):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1180, 700)  # wide enough for the sidebar
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    cards = tuple(
        ModelEntry(ModelCard(name, capabilities=frozenset({Capability.COMPLETION}))) for name in ("a:1", "b:1")
    )
    post_events(
        HeadsEvent((ConversationHead("1", "A", 0.0, 1.0),)),
        HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"),
        ModelsEvent(cards),
    )
    return made


def opened(window):
    """The window's text fields, page by page and dialog by dialog."""
    doors = [
        lambda: window.show_page(Page.CHAT),
        window.chat_page.open_find,
        window.switch_model,
        window.dialogs.open_settings,
        lambda: window.show_page(Page.COMPARE),
        lambda: window.pages.currentWidget().dialogs.open_sets(),
        lambda: window.pages.currentWidget().dialogs.open_past(),
        lambda: window.pages.currentWidget().dialogs.open_options(),
        lambda: window.show_page(Page.MODELS),
        window.dialogs.pulls.open_dialog,
        lambda: window.show_page(Page.SPEED),
    ]
    for door in doors:
        door()
        QApplication.processEvents()
        others = [top for top in QApplication.topLevelWidgets() if top is not window and top.isVisible()]
        for top in others or [window]:  # what is in front has the keyboard
            for field in (one for kind in FIELDS for one in top.findChildren(kind)):
                if field.isVisible() and field.isEnabled() and not field.isReadOnly():
                    yield field
        for top in others:
            top.close()


def composing(field, text):
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def focus(field):
    field.clearFocus()
    field.activateWindow()
    field.setFocus()
    QApplication.processEvents()  # another window becomes the active one
    assert QApplication.focusWidget() is field


def reached(field):
    """The keys that reach a field while it composes, and those that reach it afterwards."""
    field.clearFocus()
    spy = Spy(field)
    focus(field)
    told = []
    for composed in ("ni hao", ""):
        composing(field, composed)
        spy.keys = []
        for key in sorted(KEYS):
            QTest.keyClick(field, key)
        told.append(set(spy.keys))
    field.removeEventFilter(spy)
    return told


def test_no_key_of_an_input_method_reaches_a_field_that_composes(window, qtbot):
    seen = {}
    for field in opened(window):
        if field not in seen:
            seen[field] = reached(field)
    for hidden in classes() - READ_ONLY - {type(field) for field in seen}:
        field = hidden(*ARGUMENTS.get(hidden, ()))
        qtbot.addWidget(field)
        field.show()
        seen[field] = reached(field)
    assert {type(field) for field in seen} >= {QLineEdit, LineField, PlainTextField}
    assert len(seen) >= 15
    assert {repr(field): keys for field, keys in seen.items() if keys != [set(), set(KEYS)]} == {}


@pytest.mark.timeout(900)
def test_no_field_of_any_scene_takes_a_key_of_an_input_method(qapp):
    """Every field that is shown on any page, dialog or popup: named by where it stands."""
    stage = Stage(qapp)
    stage.window.resize(1280, 820)
    taken = {}
    for scene in SCENES:
        play(stage, scene)
        fields = [one for top in roots() for kind in FIELDS for one in top.findChildren(kind)]
        for field in fields:
            where = f"{path_of(field)} {field.accessibleName()}"
            usable = field.isVisible() and field.isEnabled() and not field.isReadOnly() and where not in taken
            if usable and QApplication.activeModalWidget() in (None, field.window()):
                spy = Spy(field)
                focus(field)
                composing(field, "ni hao")
                for key in sorted(KEYS):
                    QTest.keyClick(field, key)
                composing(field, "")
                taken[where] = spy.keys
                field.removeEventFilter(spy)
        leave(stage, scene)
    stage.close()
    typesetter().stop()
    assert len(taken) > 35, "\n".join(taken)
    assert all(any(kind in one for one in taken) for kind in ("Editor", "PromptBar", "Header", "ImportDialog"))
    assert not {where: keys for where, keys in taken.items() if keys}


def test_neither_a_dialog_nor_a_shortcut_takes_the_key_instead(window, qtbot):
    dialog = QInputDialog(window)
    dialog.setTextValue("茶")
    dialog.open()
    (field,) = dialog.findChildren(QLineEdit)
    focus(field)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        composing(field, "cha")
        QTest.keyClick(field, key)
        assert dialog.isVisible()
    composing(field, "")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_enter_sends_what_was_composed_once_it_is_committed(window, calls):
    editor = window.chat_page.composer.editor
    focus(editor)
    sent = []
    editor.submitted.connect(lambda: sent.append(1))
    composing(editor, "shi jie")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("世界")
    QApplication.sendEvent(editor, done)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sent == [1]


def test_what_was_being_composed_is_forgotten_when_the_field_loses_the_keyboard(window):
    field = window.sidebar.search
    field = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    spy = Spy(field)
    focus(field)
    composing(field, "cha")
    window.chat_page.composer.editor.setFocus()
    focus(field)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert spy.keys == [Qt.Key.Key_Return]


def test_a_field_that_is_gone_leaves_the_next_one_guarded(window, qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    first, second = QLineEdit(box), QLineEdit(box)
    box.show()
    focus(first)
    composing(first, "cha")
    first.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert reached(second) == [set(), set(KEYS)]
