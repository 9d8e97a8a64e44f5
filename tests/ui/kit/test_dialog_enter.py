"""Enter in a field of a dialog presses its default button, whichever dialog it is."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import teahouse.ui
from teahouse.core.comparison import ComparisonHead
from teahouse.core.conversation import SavedPrompt
from teahouse.services.models.events import FileEvent
from teahouse.ui.chat.context.dialogs import SummaryDialog
from teahouse.ui.chat.prompt_picker import PromptsDialog
from teahouse.ui.compare.comparison_history import ComparisonHistoryDialog
from teahouse.ui.models.import_dialog import ImportDialog
from teahouse.ui.models.variant_dialog import VariantDialog
from teahouse.ui.speed.test_dialog import SpeedTestDialog

FOLDER = Path(teahouse.ui.__file__).parent


@pytest.fixture
def place(qtbot):
    widget = QWidget()
    widget.resize(900, 600)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def dialogs_with_a_primary_button():
    """(file, class) of each dialog that makes a primary button."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.ClassDef) or "Dialog" not in {getattr(base, "id", "") for base in node.bases}:
                continue
            source = ast.unparse(node)
            if "'primary'" in source:
                yield path.relative_to(FOLDER), node.name, source


@pytest.mark.parametrize(("path", "name", "source"), list(dialogs_with_a_primary_button()))
def test_every_dialog_with_a_primary_button_makes_it_the_default(path, name, source):
    assert ".setDefault(True)" in source, f"{name} in {path}"


def test_enter_in_the_name_of_an_import_makes_the_model(bridge, theme, calls, place, post_events):
    dialog = ImportDialog(bridge, theme, "/models/tiny.gguf", None, 4096, place)
    dialog.show()
    post_events()
    dialog.take_file(FileEvent("/models/tiny.gguf", "tiny", 10, architecture="llama"))
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert [call[:2] for call in calls.of("model_builder.import_file")] == [("/models/tiny.gguf", "tiny")]


def test_enter_in_the_try_out_asks_and_makes_nothing(bridge, theme, calls, place):
    dialog = VariantDialog(bridge, theme, "qwen3:8b", place)
    dialog.show()
    assert dialog.make.isDefault()
    QTest.keyClicks(dialog.trying.field, "Hello")
    QTest.keyClick(dialog.trying.field, Qt.Key.Key_Return)
    assert calls.of("model_builder.make_model") == []
    assert dialog.isVisible()


def past(place, theme):
    dialog = ComparisonHistoryDialog(theme, place)
    dialog.show_heads((ComparisonHead("a", "Sheep", 2.0, ("qwen3:8b",)),))
    done = []
    dialog.open_one.connect(done.append)
    return dialog, dialog.field, done


def speed_test(place, theme):
    dialog = SpeedTestDialog(theme, place)
    dialog.show_models(("qwen3:8b",), ("qwen3:8b",))
    done = []
    dialog.start.connect(lambda *chosen: done.append(chosen))
    return dialog, dialog, done


def prompts(place, theme):
    dialog = PromptsDialog(theme, (SavedPrompt("p", "Letter", "Write a letter."),), place)
    done = []
    dialog.accepted.connect(lambda: done.append(1))
    return dialog, dialog.name, done


def summary(place, _theme):
    dialog = SummaryDialog("A talk about tea.", place)
    done = []
    dialog.accepted.connect(lambda: done.append(1))
    return dialog, dialog.cancel, done


@pytest.mark.parametrize("make", [past, speed_test, prompts, summary])
def test_enter_does_what_the_primary_button_would(place, theme, qtbot, make):
    dialog, focused, done = make(place, theme)
    dialog.show()
    if focused is not dialog:
        focused.setFocus()
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert len(done) == 1, "once"
    dialog.close()
