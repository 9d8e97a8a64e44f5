"""Nothing in the window is cut, covered or off the screen: a sample of `make looks`, and a test of the checker."""

import ast
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

import looks.__main__ as looks_main
import teahouse.ui
from fixtures.layout_checker import combo_findings, findings
from fixtures.layout_scenes import AFTER, PSEUDO, SCENES, Stage, pseudo
from looks.matrix import run
from looks.variants import MATRIX, SAMPLE, Variant, part_of
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.window import Window

GENERAL = {"Dialog", "Popup", "_Dialog"}  # what others are made of
BEFORE = {"OccupiedMessage"}  # shown before there is a window


@pytest.fixture
def stage(qapp):
    made = Stage(qapp)
    yield made
    made.close()


def test_every_dialog_and_popup_class_has_a_scene():
    bases = {}
    for path in Path(teahouse.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base) for base in node.bases}
    classes, before = {"QDialog", "QMessageBox", "Popup", "PromptPicker"}, set()
    while classes != before:
        before = set(classes)
        classes |= {name for name, above in bases.items() if above & classes}
    classes = {name for name in classes if name in bases}
    shown = {name for scene in SCENES for name in scene.shows}
    assert len(classes) > 15
    assert classes - GENERAL - BEFORE <= shown


def test_every_page_has_a_scene(stage):
    assert {scene.page for scene in SCENES if scene.page} == set(stage.window.pages.names)
    assert set(AFTER) <= {scene.name for scene in SCENES}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("variant", SAMPLE, ids=str)
def test_nothing_is_cut_covered_or_off_the_screen(variant, tmp_path):
    (told,) = run([variant], [], [], tmp_path)
    assert not told["findings"], "\n".join(told["findings"])


@pytest.mark.timeout(120)
def test_a_list_of_keys_opened_again_with_smaller_text_shows_its_last_row(tmp_path):
    variants = [Variant(1024, 600, zoom=0.8), Variant(1280, 720, zoom=0.8)]
    told = list(run(variants, [], ["shortcuts"], tmp_path))
    assert [one["findings"] for one in told] == [[], []]


def test_the_parts_of_a_matrix_are_the_matrix():
    parts = [one for number in (1, 2, 3) for one in part_of(MATRIX, number, 3)]
    assert sorted(map(str, parts)) == sorted(map(str, MATRIX))
    assert len(set(map(str, MATRIX))) == len(MATRIX) >= 240
    assert {one.language for one in MATRIX} >= {"en", "zh_CN", "zh_TW", PSEUDO}


def test_variants_come_one_by_one_from_several_processes(tmp_path):
    variants = [Variant(900, 600), Variant(1280, 720, scale=1.5), Variant(900, 600, theme="dark")]
    told = list(run(variants, variants[:1], ["greeting"], tmp_path, workers=2))
    assert {one["variant"] for one in told} == {str(one) for one in variants}
    assert [one["variant"] for one in told if one["pictures"]] == [str(variants[0])]


# What the checker is for.


@pytest.fixture
def broken(qtbot, theme):
    """Shows a widget and returns the rules that are broken by it."""

    def show(widget, width=300, height=200):
        qtbot.addWidget(widget)
        widget.setGeometry(QRect(10, 10, width, height))
        widget.show()
        return {one.rule for one in findings(theme) + combo_findings(widget)}

    return show


def test_a_text_without_room_is_found(broken):
    page = QWidget()
    label = QLabel("A text that needs more than twenty pixels", page)
    label.setGeometry(0, 0, 20, 20)
    assert "cut" in broken(page)


def test_a_button_without_room_for_its_words_is_found(broken):
    page = QWidget()
    QPushButton("Words that are too long", page).setGeometry(0, 0, 40, 30)
    assert "cut" in broken(page)


def test_a_widget_outside_its_parent_is_found(broken):
    page = QWidget()
    QWidget(page).setGeometry(290, 0, 40, 30)
    assert "outside its parent" in broken(page)


def test_content_under_a_scroll_bar_is_found(broken, theme):
    from teahouse.ui.kit.layout import VerticalScroll

    inside = QWidget()
    inside.setMinimumSize(500, 900)
    page = QWidget()
    area = VerticalScroll(inside, page)
    area.setGeometry(0, 0, 300, 200)
    assert "under the scroll bar" in broken(page)


def test_what_scrolls_by_a_few_pixels_is_found(broken):
    page, inside = QWidget(), QWidget()
    inside.setMinimumSize(305, 50)
    area = QScrollArea(page)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setGeometry(0, 0, 300, 200)
    assert "scrolls by a few pixels" in broken(page)


def test_a_window_off_the_screen_is_found(broken):
    assert "outside the screen" in broken(QWidget(), 3000, 200)


def test_a_squeezed_layout_is_found(broken):
    page = QWidget()
    inside = QWidget(page)
    column = QVBoxLayout(inside)
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetDefaultConstraint)
    for number in range(9):
        column.addWidget(QPushButton(str(number)))
    inside.setGeometry(0, 0, 100, 60)
    assert "squeezed" in broken(page)


def test_a_list_that_hides_its_last_entry_is_found(broken, theme):
    class Short(QComboBox):
        def showPopup(self):
            super().showPopup()
            popup = self.view().window()
            popup.resize(popup.width(), popup.height() - 20)

    page = QWidget()
    combo = Short(page)
    combo.addItems(["one", "two", "three"])
    assert "a list hides entries" in broken(page)


def test_a_hidden_widget_with_the_keyboard_is_found(broken, theme, qtbot):
    page = QWidget()
    inside = QWidget(page)
    button = QPushButton("under", inside)
    broken(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    button.setFocus()
    inside.setGeometry(0, 0, 0, 0)
    assert "focus out of sight" in {one.rule for one in findings(theme)}


class Painted(QWidget):
    """Paints a text, as delegates and charts do."""

    def __init__(self, shown, parent=None):
        super().__init__(parent)
        self._shown = shown

    def paintEvent(self, _event):
        QPainter(self).drawText(10, 20, self._shown)


@pytest.mark.parametrize("shown", ["A name that was c…", "A name … cut", "…name that was cut"])
def test_an_elided_text_is_found_unless_its_whole_text_is_told_somewhere(broken, shown, theme):
    page = Painted(shown)
    assert "elided" in broken(page)
    page.setToolTip("A name")
    assert "elided" in {one.rule for one in findings(theme)}
    page.setToolTip("A name that was cut")
    assert not findings(theme)
    page.setToolTip("")
    page.setAccessibleName("A name that was cut")
    assert not findings(theme)


def test_a_label_that_elides_has_its_whole_text_in_the_tool_tip_and_a_painting_of_its_own_is_seen(broken):
    page = QWidget()
    ElidedLabel("A sentence that is longer than fifty pixels", page).setGeometry(0, 0, 50, 20)
    assert not broken(page)

    class Silent(ElidedLabel):
        def event(self, event):
            return QLabel.event(self, event)

        def paintEvent(self, _event):
            QPainter(self).drawText(0, 15, "Something els…")

    page = QWidget()
    Silent("Words", page).setGeometry(0, 0, 150, 20)
    assert "elided" in broken(page)


def test_the_pseudo_locale_keeps_places_for_values_and_keys():
    assert pseudo("{size} of {total}\tCtrl+N").endswith("]\tCtrl+N")
    assert "{size}" in pseudo("{size} of {total}")
    assert "%n" in pseudo("%n model(s)")
    assert "<b>" in pseudo("<b>bold</b>")
    assert len(pseudo("a sentence of thirty characters")) >= 1.4 * 30


# The window on its screen.


def test_the_first_window_fits_the_screen(stage, qapp):
    shown_page = qapp.primaryScreen().availableGeometry()
    assert shown_page.contains(stage.window.geometry())
    assert stage.window.width() <= shown_page.width() * 0.9 + 1 or stage.window.width() <= 1180


def test_a_window_that_was_on_a_larger_screen_comes_back_on_this_one(bridge, preferences, theme, calls, qtbot, qapp):
    first = Window(bridge, preferences, theme)
    qtbot.addWidget(first)
    first.setGeometry(-400, 300, 3000, 2000)
    preferences.change(window=first.saveGeometry().toBase64().data().decode())
    second = Window(bridge, preferences, theme)
    qtbot.addWidget(second)
    with qtbot.waitExposed(second):
        second.show()
    assert qapp.primaryScreen().availableGeometry().contains(second.frameGeometry())


def test_large_text_does_not_enlarge_the_window(stage):
    before = stage.window.size()
    for name in stage.window.pages.names:
        stage.window.show_page(name)
        stage.vary(zoom=2.0)
        assert stage.window.size() == before
        stage.vary()


def test_a_dialog_that_is_larger_than_the_screen_scrolls(qtbot, qapp):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    for number in range(90):
        column.addWidget(QPushButton(str(number)))
    last = QPushButton("hidden")
    column.addWidget(last)
    last.hide()
    column.itemAt(3).widget().setFocus()
    dialog.show()
    qapp.processEvents()
    assert qapp.primaryScreen().availableGeometry().contains(dialog.frameGeometry())
    assert column.itemAt(5).widget().isVisible()
    assert not last.isVisible()
    assert dialog.focusWidget() is column.itemAt(3).widget()


def test_a_dialog_opened_again_with_larger_text_is_as_much_larger(qtbot, qapp, theme):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    QVBoxLayout(dialog).addWidget(QLabel("one line"))
    dialog.resize(300, 200)
    dialog.show()
    dialog.close()
    theme.choose_look("light", 1.5)
    dialog.show()
    assert dialog.width() == pytest.approx(450, abs=25)
    dialog.close()
    theme.choose_look("light", 1.0)
    dialog.show()
    assert dialog.width() == pytest.approx(300, abs=25)


def test_a_dialog_grows_with_what_it_says(qtbot, qapp):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    label = QLabel("one line")
    label.setWordWrap(True)
    QVBoxLayout(dialog).addWidget(label)
    dialog.show()
    qapp.processEvents()
    before = dialog.height()
    label.setText("many lines\n" * 12)
    qapp.processEvents()
    assert dialog.height() > before + 100
    assert QApplication.primaryScreen().availableGeometry().contains(dialog.frameGeometry())


def test_an_interrupted_run_is_resumed(tmp_path, monkeypatch, capsys):
    calls = []

    def told(variants, *_rest):
        calls.extend(variants)
        yield from ({"variant": str(one), "findings": [], "pictures": {}, "seconds": 1.0} for one in variants)

    monkeypatch.setattr(looks_main, "OUT", tmp_path)
    monkeypatch.setattr(looks_main, "run", told)
    monkeypatch.setattr("sys.argv", ["looks", "--sample", "--no-pictures", "--resume"])
    kept = {"variant": str(SAMPLE[1]), "findings": ["greeting: cut: Window: 1 px"], "pictures": {}, "seconds": 1.0}
    (tmp_path / "findings-1-of-1.jsonl").write_text(json.dumps(kept) + "\n", "utf-8")
    assert looks_main.main() == 1
    assert calls == [SAMPLE[0], *SAMPLE[2:]]
    assert "cut: Window: 1" in capsys.readouterr().out
    assert looks_main.main() == 1
    assert len(calls) == len(SAMPLE) - 1
