"""One language more is an entry in the table of languages and a file of words: then no page has a word of English left.

The words are made here: the English ones in letters of their own, so that whatever was not translated stands out.
"""

import re
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableView, QWidget

from fixtures.every_page import ENTRIES, HEAD, pages
from fixtures.i18n_tool import i18n_tool
from fixtures.lanes_at_work import ANSWERS, MODELS, QUESTION
from fixtures.shelved import shipped
from teahouse.core.labs import base_name
from teahouse.core.languages import LANGUAGES, Language, language_of
from teahouse.core.options import BY_NAME
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.translator import Translation
from teahouse.ui.window import Window

OTHER = Language("eo", "Esperanto", ("eo",), scales=(10**12, 10**6), date="yyyy.MM.dd", day="MM.dd", time="HH.mm")
SCRIPT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβςδεφγηιϳκλμνοπϙρστυϝωχψζΑΒСΔΕΦΓΗΙЈΚΛΜΝΟΠQΡΣΤΥϜΩΧΨΖ"
)
KEPT = re.compile(r"(\{\w+\}|%L?n|<[^>]+>|&\w+;)")
KEYS = re.compile(
    r"\b(Ctrl|Shift|Alt|Esc|Enter|Return|PgUp|PgDown|Home|End|Del|Delete|Menu|Tab|Space|Left|Right|Up|Down|F\d+)\b"
)
# Proper names, how its locale calls September, and a button of Qt's, which has no translation of its own here.
SAME = ("Teahouse", "Ollama", "Modelfile", "Esperanto", "English", "Septembro", "Close")
NOWHERE = QModelIndex()
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def in_script(text):
    """A text in letters nobody else uses, its placeholders kept."""
    return "".join(part if at % 2 else part.translate(SCRIPT) for at, part in enumerate(KEPT.split(text)))


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """A folder with the translations, that of the other language among them, made by packaging/i18n.py."""
    folder = tmp_path_factory.mktemp("i18n")
    with pytest.MonkeyPatch.context() as patch:
        tool = i18n_tool()
        patch.setitem(LANGUAGES, OTHER.code, OTHER)
        for path in tool.FOLDER.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        patch.setattr(tool, "FOLDER", folder)
        tool.update(folder)
        file = folder / "teahouse_eo.ts"
        tree = ET.parse(file)
        for message in tree.getroot().iter("message"):
            translation = message.find("translation")
            translation.attrib.pop("type", None)
            for form in list(translation.iter("numerusform")) or [translation]:
                form.text = in_script(message.findtext("source"))
        tree.write(file, encoding="utf-8", xml_declaration=True)
        tool.compile_to(folder)
    return folder


@pytest.fixture
def other(qapp, monkeypatch, words):
    """The window's language."""
    monkeypatch.setitem(LANGUAGES, OTHER.code, OTHER)
    made = Translation(qapp, words, "eo")
    yield made
    made.choose("en")
    made.deleteLater()


def texts_of(top):
    """All that a window says, to the eye and to screen readers, with whoever says it."""
    for widget in (top, *top.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        for kind in ("text", "placeholderText", "accessibleName", "accessibleDescription", "toolTip", "windowTitle"):
            if isinstance(text := widget.property(kind), str):
                yield f"{type(widget).__name__}.{kind}", text
        if isinstance(widget, QComboBox):
            yield from ((f"{type(widget).__name__} item", widget.itemText(row)) for row in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from (("item", text) for text in items_of(widget))
        yield from (("action", action.text()) for action in widget.findChildren(QAction))


def items_of(view):
    model = view.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for column in range(min(20, model.columnCount(NOWHERE) if isinstance(view, QTableView) else 1)):
        if isinstance(view, QTableView):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(40, model.rowCount(NOWHERE))):
            yield from (text for role in roles if isinstance(text := model.index(row, column).data(role), str))


def data():
    """What is the same in every language: names of models, what a person or a model wrote."""
    catalogue = shipped()
    names = {name for tag in catalogue.tags for name in (tag.name, tag.reference, tag.label, tag.quantization)}
    names |= {family.title for family in catalogue.families} | {entry.card.name for entry in ENTRIES} | set(MODELS)
    names |= {level for tag in catalogue.tags for level in tag.levels}
    names |= {HEAD.title, QUESTION, *ANSWERS, *BY_NAME, *SAME}
    names |= {base_name(name) for name in names}
    return sorted(filter(None, names), key=len, reverse=True)


def test_a_language_more_leaves_no_english_on_any_page(other, bridge, preferences, theme, asked, tell, qtbot):
    window = Window(bridge, preferences, theme)
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.show()
    window.activateWindow()
    known = re.compile("|".join(map(re.escape, data())))
    found, seen = {}, 0
    for page, top in pages(window, tell):
        for whose, text in texts_of(top):
            seen += 1
            rest = KEYS.sub("", known.sub("", re.sub(r"https?://\S+|<[^>]+>", "", text)))
            if ENGLISH.search(rest):
                found[(page, whose, text)] = rest
    assert seen > 2000
    assert not found, "\n".join(sorted({f"{whose}: {text!r}: {rest!r}" for (_, whose, text), rest in found.items()}))


def test_its_numbers_and_dates_are_those_of_the_table(other):
    assert numbers.date("2026-08-21") == "2026.08.21"
    assert numbers.moment(0)[:10] in ("1970.01.01", "1969.12.31")
    assert numbers.billions(0.27, short=True).startswith("270 ")
    assert numbers.billions(2400, short=True).startswith("2.4 ")
    assert language_of("system", ["eo-XX"]) is OTHER


def test_settings_offer_it_by_its_own_name(other, bridge, preferences, theme, asked, qtbot):
    from teahouse.ui.settings.dialog import SettingsDialog

    dialog = SettingsDialog(bridge, preferences, theme, None)
    qtbot.addWidget(dialog)
    offered = [dialog.language.itemText(row) for row in range(dialog.language.count())]
    assert offered[1:] == [one.name for one in LANGUAGES.values()]
    assert "Esperanto" in offered
