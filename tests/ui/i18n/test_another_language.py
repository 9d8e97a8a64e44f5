"""A further language is an entry in the table of languages and a file of texts: no page shows English then.

The translation is generated: the English texts in other letters, so that untranslated texts are visible.
"""

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget

import teahouse.ui
from fixtures import evaluations, layout_scenes, model_details, playgrounds
from fixtures.every_page import ENTRIES, HEAD, pages
from fixtures.i18n_tool import i18n_tool
from fixtures.layer_readings import PIECES, TOKENS
from fixtures.layout_checker import roots, settle
from fixtures.painted_text import painted_texts
from fixtures.running_lanes import ANSWERS, MODELS, QUESTION
from fixtures.shipped_catalogue import read_shipped
from teahouse.core.labs import base_name
from teahouse.core.languages import LANGUAGES, Language, language_of
from teahouse.core.options import OPTIONS
from teahouse.core.workshop.contrast_pairs import EXAMPLES
from teahouse.core.workshop.layer_inspection import show_token
from teahouse.core.workshop.metadata import editable_keys
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import Translation
from teahouse.ui.transcript.blocks.typesetter import typesetter
from teahouse.ui.transcript.view import TranscriptView
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
SAME = (
    "Teahouse", "Ollama", "Modelfile", "Hugging Face", "ModelScope", "Apache 2.0", "MIT", "Esperanto", "English",
    "Septembro", "Close",
)  # fmt: skip
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
    made.choose_language("en")
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


def painted(top):
    """What widgets of a window write on themselves; of a conversation only what nobody wrote."""
    for widget in (top, *top.findChildren(QWidget)):
        view = widget.parentWidget()
        if not widget.isVisible() or widget.visibleRegion().isEmpty() or isinstance(widget, QPlainTextEdit | QLineEdit):
            continue
        if isinstance(view, QPlainTextEdit | TranscriptView):
            continue
        yield from ((f"{type(widget).__name__} paints", drawn.text) for drawn in painted_texts(widget))


SHORTEST = 8  # letters of a part of a known text


def is_cut(text, known):
    """Whether a text is a known one with an ellipsis where it found no room, or a line of one."""
    begin, _, end = text.partition("…")
    whole = text.count("…") == 1 and any(one.startswith(begin) and one.endswith(end) for one in known)
    part = text.removesuffix("…")
    return whole or (len(part) >= SHORTEST and any(part in one for one in known))


def scene_data():
    """The same of the scenes: titles, prompts, names of files."""
    found = {entry.card.name for entry in layout_scenes.MODELS.models} | {head.title for head in layout_scenes.HEADS}
    found |= {text for prompt in layout_scenes.PROMPTS for text in (prompt.name, prompt.text)}
    found |= {"pirate", "a-poet-of-the-tang-dynasty-who-writes-about-tea", "broken", "the file is incomplete"}
    found |= {"qwen3-merged", "qwen3.block_count"}
    found |= {"qwen3-merged", *layout_scenes.STEERED_REPLIES}
    for examples in EXAMPLES.values():
        found |= {text for each in examples for pair in each.make_pairs() for text in (pair.positive, pair.negative)}
    found |= {"/home/somebody/a/rather/long/path/of/folders", "Some Model with a long name.Q4_K_M.gguf", "some-model"}
    found |= {
        "no model has such a name",
        "llama",
        "qwen3-copy",
        "A copy of qwen3:8b",
        "rod.png",
        "measured.csv",
        "Mine",
    }
    found |= evaluations.data_texts() | model_details.data_texts()
    found |= {*layout_scenes.DETAILS.information}
    found |= playgrounds.data_texts() | {*editable_keys("qwen3")}
    found |= {text for hub in layout_scenes.HUB_MODELS for text in (hub.id, hub.licence)}
    found |= {text for folder in layout_scenes.LOCAL_FOLDERS for text in (folder.path, folder.program)}
    for model in layout_scenes.LOCAL_MODELS:
        found |= {model.name, model.program, model.architecture, model.quantization, *model.files}
        found |= {str(Path(path).parent) for path in model.files}
    found |= {layout_scenes.DAMAGED.card.name, layout_scenes.DAMAGED.card.path}
    found |= {layout_scenes.HUB_QUERY.text, "huggingface.co", "hf-mirror", "timed out", "Apache 2.0", "MIT"}
    found |= {"A talk", "A farmer has 17 sheep; all but 9 run away", "Poems", "Januaro", "Copy"}  # the last: of a scene
    found |= {shown for text in (*TOKENS, *PIECES) for shown in (text, show_token(text)) if text.strip()}
    found |= {"".join(TOKENS)}
    return found


def data():
    """What is the same in every language: names of models, what a person or a model wrote."""
    catalogue = read_shipped()
    names = {name for tag in catalogue.tags for name in (tag.name, tag.reference, tag.label, tag.title)}
    names |= {tag.quantization for tag in catalogue.tags}
    names |= {family.title for family in catalogue.families} | {entry.card.name for entry in ENTRIES} | set(MODELS)
    names |= {entry.card.digest[:12] for entry in ENTRIES}
    names |= {level for tag in catalogue.tags for level in tag.levels}
    names |= {HEAD.title, QUESTION, *ANSWERS, *OPTIONS, *SAME}
    names |= {base_name(name) for name in names}
    return sorted(filter(None, names), key=len, reverse=True)


def test_a_language_more_leaves_no_english_on_any_page(other, bridge, preferences, theme, calls, post_events, qtbot):
    window = Window(bridge, preferences, theme)
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.show()
    window.activateWindow()
    texts = sorted({*data(), *scene_data()}, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, texts)))
    found, seen = {}, 0
    for page, top in pages(window, post_events):
        for whose, text in texts_of(top):
            seen += 1
            rest = KEYS.sub("", known.sub("", re.sub(r"https?://\S+|<[^>]+>", "", text)))
            if ENGLISH.search(rest):
                found[(page, whose, text)] = rest
    assert seen > 2000
    assert not found, "\n".join(sorted({f"{whose}: {text!r}: {rest!r}" for (_, whose, text), rest in found.items()}))


@pytest.mark.timeout(600)
def test_a_language_more_leaves_no_english_in_any_scene(qapp, words, monkeypatch):
    """Every dialog, popup and menu, and what is painted in them."""
    monkeypatch.setitem(LANGUAGES, OTHER.code, OTHER)
    monkeypatch.setattr(layout_scenes, "I18N", words)
    stage = layout_scenes.Stage(qapp)
    texts = sorted({*data(), *scene_data()}, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, texts)))
    found, seen, checked = {}, 0, set()
    stage.translation.choose_language("eo")
    settle()
    for scene in layout_scenes.SCENES:
        layout_scenes.play(stage, scene)
        for whose, text in (one for top in roots() for one in (*texts_of(top), *painted(top))):
            seen += 1
            if (whose, text) in checked:
                continue
            checked.add((whose, text))
            plain = text.replace("\u200b", "")  # where a long word may break
            rest = KEYS.sub("", known.sub("", re.sub(r"https?://\S+|<[^>]+>|(?<!\w)/[\w./-]+", "", plain)))
            if ENGLISH.search(rest) and not is_cut(plain, texts):
                found[(whose, text)] = f"{scene.name}: {rest!r}"
        layout_scenes.leave(stage, scene)
    stage.translation.choose_language("en")
    stage.close()
    typesetter().stop()
    assert seen > 10_000
    assert not found, "\n".join(sorted(f"{whose}: {text!r}: {where}" for (whose, text), where in found.items()))


UI = Path(teahouse.ui.__file__).parent
# What puts a text in the window, whichever widget it is called on.
SAYS = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "addAction", "addMenu", "addItem", "addItems", "addButton", "rename",
    "drawText", "announce", "insertItem", "setInformativeText", "QAction", "setNameFilter", "setTitle",
    "QLabel", "Button", "Muted", "Paragraph", "ElidedLabel", "Menu", "tell", "say",
    "setHorizontalHeaderLabels", "show_info", "show_warning", "show_notice", "show_status", "set_texts", "set_name",
}  # fmt: skip
KINDS = {"plain", "primary", "quiet"}  # of a button


def literals(node):
    """The texts of an argument that are written out, not translated."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (text for part in parts for text in literals(part))
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from (*literals(one), *literals(other))
        case ast.Lambda(body=body):
            yield from literals(body)


def said_without_translation(source):
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in SAYS:
            for text in (text for argument in call.args for text in literals(argument)):
                if re.search("[A-Za-z]{3}", re.sub("<[^>]*>", "", text)) and text not in KINDS:
                    yield f"{call.lineno}: {text}"


def test_no_text_is_written_out_where_it_ought_to_be_translated():
    found = {
        path.relative_to(UI).as_posix(): list(said_without_translation(path.read_text())) for path in UI.rglob("*.py")
    }
    found = {name: said for name, said in found.items() if said}
    assert set(found) == {"occupied.py", "window.py", "models/pull_dialog.py", "sidebar/head.py"}, found
    assert {text.partition(": ")[2] for said in found.values() for text in said} == {
        "Teahouse", " — Teahouse", "qwen3:8b"
    }  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "label.setText('Hello')",
        "menu.addAction(f'Open {x}')",
        "QLabel('No' + 'thing')",
        "note.show_info(lambda: 'Gone')",
    ],
)
def test_a_text_that_is_written_out_is_found(source):
    assert list(said_without_translation(source))


def test_its_numbers_and_dates_are_those_of_the_table(other):
    assert numbers.date("2026-08-21") == "2026.08.21"
    assert numbers.moment(0)[:10] in ("1970.01.01", "1969.12.31")
    assert numbers.billions(0.27, short=True).startswith("270 ")
    assert numbers.billions(2400, short=True).startswith("2.4 ")
    assert language_of("system", ["eo-XX"]) is OTHER


def test_settings_offer_it_by_its_own_name(other, bridge, preferences, theme, calls, qtbot):
    from teahouse.ui.settings.dialog import SettingsDialog

    dialog = SettingsDialog(bridge, preferences, theme, None)
    qtbot.addWidget(dialog)
    offered = [dialog.language.itemText(row) for row in range(dialog.language.count())]
    assert offered[1:] == [one.name for one in LANGUAGES.values()]
    assert "Esperanto" in offered
