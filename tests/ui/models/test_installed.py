"""Installed models: the table, its actions, and the dialogs for details, variants and imports."""

import os
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, QDateTime, QLocale, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from fixtures.models_events import GB, catalogue_event, computer_event, model_entry, models_event
from fixtures.shipped_catalogue import read_shipped
from teahouse.core.architecture import Architecture
from teahouse.core.conversation import State
from teahouse.core.details import Details, Weights
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostKind
from teahouse.core.labs import LABS
from teahouse.core.model import ModelCard
from teahouse.core.modelfile import Modelfile
from teahouse.core.options import OPTIONS
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.generation.events import PieceEvent, ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import (
    TRY_OUT,
    CopiedEvent,
    DeletedEvent,
    DetailsEvent,
    DiskEvent,
    FileEvent,
    MadeEvent,
    Making,
    MakingEvent,
    ModelEntry,
    ModelsEvent,
    NewerEvent,
)
from teahouse.ui.model_colours import colour_of
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.installed_model import InstalledColumn
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.models.page import ModelsPage
from teahouse.ui.models.shares_bar import Part

BIG = model_entry(
    "qwen3:8b", 5.2, rate=21.0, parameters="8.2B", context_length=40960, modified_at="2026-08-01T10:00:00Z"
)
SMALL = model_entry("smollm2:135m", 0.27, rate=140.0, parameters="134.52M", quantization="F16")
NEW = model_entry("my-qwen:latest", 5.2, parameters="8.2B", modified_at="2026-08-09T10:00:00Z")
DETAILS = Details(
    "qwen3:8b",
    architecture="qwen3",
    layers=36,
    heads=32,
    kv_heads=8,
    template="{{ .Prompt }}",
    system="Be brief.",
    licence="Apache License",
    parameters=(("temperature", "0.6"), ("stop", "<|im_end|>")),
    information={"qwen3.block_count": 36, "tokenizer.ggml.tokens": None},
    tensors=(
        Weights("token_embd.weight", "Q4_K", (4096, 151936), GB // 2),
        Weights("blk.0.attn_q.weight", "Q4_K", (8, 8), GB),
    ),
)


@pytest.fixture
def models_page(bridge, preferences, theme, calls, qtbot, post_events):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(9), models_event(BIG, SMALL, NEW))
    made.show_page(ModelsTab.INSTALLED)
    return made


def names(models_page):
    rows = models_page.pages.installed.table.rows
    return [rows.entry_at(row).card.name for row in range(rows.rowCount())]


def cell(models_page, name, column):
    rows = models_page.pages.installed.table.rows
    return rows.index(rows.row_of(name), column).data()


def choose(models_page, *wanted):
    table = models_page.pages.installed.table
    table.clearSelection()
    table.choose_model(wanted[0])
    model = table.selectionModel()
    for name in wanted[1:]:
        index = table.rows.index(table.rows.row_of(name), 0)
        model.select(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)


def test_a_row_says_what_is_known(models_page):
    assert cell(models_page, "qwen3:8b", InstalledColumn.LAB) == "Qwen"
    assert cell(models_page, "qwen3:8b", InstalledColumn.SIZE) == "5.2 GB"
    assert cell(models_page, "qwen3:8b", InstalledColumn.CONTEXT) == "40k"
    assert cell(models_page, "qwen3:8b", InstalledColumn.SPEED) == "21.0 tok/s"
    assert (
        cell(models_page, "my-qwen:latest", InstalledColumn.SPEED)
        == cell(models_page, "my-qwen:latest", InstalledColumn.USED)
        == ""
    )
    assert "25" in cell(models_page, "qwen3:8b", InstalledColumn.USED)
    assert models_page.header.pages.pill_of(ModelsTab.INSTALLED).text() == "Installed 3"


def test_who_made_it_is_told_by_the_name_whoever_packed_it(models_page, post_events):
    makers = {
        "hf.co/bartowski/tencent_Hunyuan-7B-Instruct-GGUF:Q4_K_M": "Hunyuan",
        "hf.co/unsloth/GLM-4.7-Flash-GGUF:Q4_K_M": "GLM",
        "hf.co/bartowski/Qwen_Qwen3-8B-GGUF:Q4_K_M": "Qwen",
        "my_own:latest": "",
    }
    post_events(models_event(*map(model_entry, makers)))
    assert {name: cell(models_page, name, InstalledColumn.LAB) for name in makers} == makers


def test_labs_have_the_names_of_the_catalogue():
    assert {lab.name for lab in LABS} <= {lab.name for lab in read_shipped().labs}


def test_headings_sort_by_what_is_meant_and_the_unknown_stays_last(models_page):
    table = models_page.pages.installed.table
    assert names(models_page) == ["my-qwen:latest", "qwen3:8b", "smollm2:135m"]
    table.sort_by(InstalledColumn.PARAMETERS)
    assert names(models_page) == ["smollm2:135m", "my-qwen:latest", "qwen3:8b"]
    table.sort_by(InstalledColumn.SPEED)
    assert names(models_page) == ["smollm2:135m", "qwen3:8b", "my-qwen:latest"]
    table.sort_by(InstalledColumn.SPEED)
    assert names(models_page) == ["qwen3:8b", "smollm2:135m", "my-qwen:latest"]
    table.sort_by(InstalledColumn.MODIFIED)
    assert names(models_page)[0] == "my-qwen:latest"


def test_what_is_chosen_stays_so_when_rows_move(models_page, post_events):
    choose(models_page, "qwen3:8b")
    models_page.pages.installed.table.sort_by(InstalledColumn.SPEED)
    assert [each.card.name for each in models_page.pages.installed.chosen] == ["qwen3:8b"]
    post_events(models_event(BIG, SMALL, NEW))
    assert [each.card.name for each in models_page.pages.installed.chosen] == ["qwen3:8b"]


def test_that_a_list_was_cut_is_said(models_page, post_events, monkeypatch):
    assert "more" not in models_page.pages.installed.summary.text()
    monkeypatch.setattr("teahouse.ui.models.installed_page.MOST_MODELS", 3)
    post_events(models_event(BIG, SMALL, NEW))
    assert models_page.pages.installed.summary.text().startswith(
        "3 model(s) · the host has more, which are not listed · "
    )


def test_the_disk_is_said_with_what_is_shared(models_page, post_events):
    sizes = {"qwen3:8b": 5 * GB, "my-qwen:latest": 5 * GB, "smollm2:135m": GB}
    own = {"qwen3:8b": 1000, "my-qwen:latest": 500, "smollm2:135m": GB}
    post_events(DiskEvent("/models", own, sizes, 6 * GB, 2 * GB, 90 * GB))
    assert (
        models_page.pages.installed.summary.text()
        == "3 model(s) · 6 GB on disk · 2 GB of unfinished pulls · 90 GB free"
    )
    rows = models_page.pages.installed.table.rows
    tip = rows.index(rows.row_of("qwen3:8b"), InstalledColumn.SIZE).data(Qt.ItemDataRole.ToolTipRole)
    assert "5 GB of it are shared" in tip


def test_deleting_says_what_goes_and_asks(models_page, post_events, calls):
    post_events(DiskEvent("/models", {"qwen3:8b": 1000, "smollm2:135m": 270_000_000}, {}, 6 * GB, 0, 90 * GB))
    choose(models_page, "qwen3:8b")
    QTest.keyClick(models_page.pages.installed.table, Qt.Key.Key_Delete)
    asking = models_page.model_actions.question
    assert "1 KB of its 5.2 GB are deleted" in asking.sentence.text()
    assert asking.focusWidget() is asking.buttons[-1]
    asking.buttons[-1].click()
    assert calls.of("models.delete_models") == []
    choose(models_page, "qwen3:8b", "smollm2:135m")
    models_page.pages.installed.buttons["delete"].click()
    asking = models_page.model_actions.question
    assert "qwen3:8b\nsmollm2:135m" in asking.sentence.text()
    asking.buttons[0].click()
    assert set(calls.of("models.delete_models")[0][0]) == {"qwen3:8b", "smollm2:135m"}
    post_events(DeletedEvent(("qwen3:8b", "smollm2:135m"), 5 * GB))
    assert "5 GB of disk are free again" in models_page.note.label.text()


def test_several_can_be_deleted_or_asked_about(models_page):
    choose(models_page, "qwen3:8b", "smollm2:135m")
    assert [deed for deed, button in models_page.pages.installed.buttons.items() if button.isEnabled()] == ["delete"]
    models_page.pages.installed._open_menu(QPoint(5, 5))
    assert [action.text() for action in models_page.pages.installed.menu.actions()] == [
        "Look for newer versions",
        "Delete…",
    ]
    models_page.pages.installed.menu.close()
    choose(models_page, "qwen3:8b")
    assert all(button.isEnabled() for button in models_page.pages.installed.buttons.values() if button.isVisible())
    models_page.pages.installed.more.click()  # what has a button of its own is not in it
    offered = [action.text() for action in models_page.pages.installed.menu.actions()]
    assert offered == ["Make a variant…", "Copy…", "Rename…", "Look for a newer version"]
    models_page.pages.installed.menu.close()


def test_what_all_of_several_share_is_said_to_free_nothing(models_page, post_events):
    post_events(DiskEvent("/models", {"qwen3:8b": 0, "smollm2:135m": 270_000_000}, {}, 6 * GB, 0, 90 * GB))
    choose(models_page, "qwen3:8b")
    QTest.keyClick(models_page.pages.installed.table, Qt.Key.Key_Delete)
    assert models_page.model_actions.question.sentence.text().startswith(
        "Nothing is freed on the disk: other models use its 5.2"
    )
    models_page.model_actions.question.buttons[-1].click()


def test_a_folder_that_cannot_be_read_promises_no_bytes(models_page, post_events):
    sizes = {"qwen3:8b": 5 * GB, "smollm2:135m": 270_000_000}
    post_events(DiskEvent("", sizes, sizes, 6 * GB, exact=False))
    choose(models_page, "qwen3:8b")
    QTest.keyClick(models_page.pages.installed.table, Qt.Key.Key_Delete)
    assert models_page.model_actions.question.sentence.text().startswith("At most 5.2 GB are deleted from the disk")
    models_page.model_actions.question.buttons[-1].click()


def test_a_column_in_which_nothing_stands_is_not_shown(models_page, post_events):
    table = models_page.pages.installed.table
    post_events(models_event(model_entry("qwen3:8b"), model_entry("smollm2:135m")))
    assert table.isColumnHidden(InstalledColumn.SPEED)
    assert table.isColumnHidden(InstalledColumn.USED)
    assert not table.isColumnHidden(InstalledColumn.SIZE)
    post_events(models_event(model_entry("qwen3:8b", rate=21.0), model_entry("smollm2:135m")))
    assert not table.isColumnHidden(InstalledColumn.SPEED)


def test_times_are_short_and_whole_in_the_tip(models_page, post_events):
    now = QDateTime.currentDateTime()
    times = [each.toString(Qt.DateFormat.ISODate) for each in (now, now.addDays(-40))]
    post_events(
        models_event(*(model_entry(name, modified_at=time) for name, time in zip(("a:1", "b:1"), times, strict=True)))
    )
    rows = models_page.pages.installed.table.rows
    time = QLocale().toString(now.time(), QLocale.FormatType.ShortFormat)
    assert (
        cell(models_page, "a:1", InstalledColumn.MODIFIED) == time or QDate.currentDate() != now.date()
    )  # midnight has struck
    assert ":" not in cell(models_page, "b:1", InstalledColumn.MODIFIED)
    assert ":" in rows.index(rows.row_of("b:1"), InstalledColumn.MODIFIED).data(Qt.ItemDataRole.ToolTipRole)


def test_the_disk_is_shown_by_model_with_what_they_share_apart(models_page, post_events):
    assert not models_page.pages.installed.shares.isVisible()
    post_events(DiskEvent("/m", {"qwen3:8b": GB, "smollm2:135m": 2 * GB}, {}, 8 * GB, GB, 90 * GB))
    assert models_page.pages.installed.shares.isVisible()
    assert models_page.pages.installed.shares.parts == (
        Part("smollm2:135m", 2 * GB, "smollm2:135m"),
        Part("qwen3:8b", GB, "qwen3:8b"),
        Part("shared by several", 5 * GB),
        Part("unfinished pulls", GB),
    )


def test_models_have_their_colours_in_the_bar_and_nothing_else_has_one_of_a_model(models_page, post_events, theme):
    post_events(DiskEvent("/m", {"qwen3:8b": 3 * GB, "gemma3:4b": 2 * GB}, {}, 8 * GB, GB, 90 * GB))
    bar = models_page.pages.installed.shares
    expected = [colour_of(name, theme.colours) for name in ("qwen3:8b", "gemma3:4b")]
    assert bar.colours()[:2] == expected
    greys = bar.colours()[2:]
    assert len(set(greys)) == 2
    for grey in greys:
        red, green, blue = (int(grey[at : at + 2], 16) for at in (1, 3, 5))
        assert max(red, green, blue) - min(red, green, blue) < 16


def test_what_is_too_small_to_be_seen_is_not_in_the_bar(models_page, post_events):
    post_events(DiskEvent("/m", {"qwen3:8b": 3 * GB, "a" * 70: 2 * GB, "smollm2:135m": 68}, {}, 8 * GB, 0, 90 * GB))
    bar = models_page.pages.installed.shares
    assert [part.words for part in bar.parts] == ["qwen3:8b", "a" * 70, "shared by several"]
    assert "…" in bar.part_text(bar.parts[1])
    assert bar.part_text(bar.parts[1]).endswith("a 2 GB")


def test_models_of_the_host_before_are_not_said_to_be_on_one_that_cannot_be_reached(models_page, post_events):
    trouble = Trouble(Problem.HOST_UNREACHABLE, address="192.168.1.9:11434")
    post_events(HostEvent(HostState.LOST, "127.0.0.1:11434", trouble=trouble))
    assert names(models_page)  # it may be back at once
    post_events(HostEvent(HostState.FAILED, "192.168.1.9:11434", trouble=trouble))
    assert names(models_page) == []
    assert models_page.header.pages.pill_of(ModelsTab.INSTALLED).text() == "Installed"
    assert models_page.pages.installed.nothing.title.text() == "No models to show"
    assert "192.168.1.9:11434" in models_page.pages.installed.nothing.sentence.text()


def test_another_name(models_page, post_events, calls):
    choose(models_page, "qwen3:8b")
    QTest.keyClick(models_page.pages.installed.table, Qt.Key.Key_F2)
    naming = models_page.model_actions.naming
    naming.field.setText("q8")
    QTest.keyClick(naming.field, Qt.Key.Key_Return)
    assert calls.of("models.rename_model") == [("qwen3:8b", "q8")]
    post_events(CopiedEvent("qwen3:8b", "q8:latest", renamed=True))
    assert models_page.model_actions.naming is None
    assert models_page.note.label.text() == "qwen3:8b is called q8:latest now."
    choose(models_page, "qwen3:8b")
    models_page.pages.installed._start_action("copy")
    assert models_page.model_actions.naming.field.text() == "qwen3:8b-copy"
    QTest.mouseClick(models_page.model_actions.naming.ok, Qt.MouseButton.LeftButton)
    assert calls.of("models.copy_model") == [("qwen3:8b", "qwen3:8b-copy")]


def test_a_name_that_cannot_be_had_keeps_its_dialog_open_with_the_reason(models_page, post_events, calls):
    choose(models_page, "qwen3:8b")
    models_page.pages.installed._start_action("copy")
    naming = models_page.model_actions.naming
    naming.field.setText("smollm2:135m")
    before = naming.ok.geometry()
    QTest.keyClick(naming.field, Qt.Key.Key_Return)
    post_events(CopiedEvent("qwen3:8b", "smollm2:135m", trouble=Trouble(Problem.MODEL_EXISTS, model="smollm2:135m")))
    assert models_page.model_actions.naming is naming
    assert naming.isVisible()
    assert "already a model called smollm2:135m" in naming.reason.text()
    assert not models_page.note.isVisible(), "it is said once, where it is about"
    assert naming.ok.geometry() == before, "the button stays under the pointer"
    QTest.keyClicks(naming.field, "q9")
    assert naming.reason.text() == ""
    QTest.keyClick(naming.field, Qt.Key.Key_Return)
    assert calls.of("models.copy_model")[-1] == ("qwen3:8b", "q9")
    QTest.keyClick(naming, Qt.Key.Key_Escape)
    assert models_page.model_actions.naming is None


def selected(models_page):
    return [each.card.name for each in models_page.pages.installed.chosen]


def test_the_selection_follows_the_model_through_a_copy_a_rename_and_a_delete(models_page, post_events):
    choose(models_page, "qwen3:8b")
    models_page.pages.installed.table.setFocus()
    copy = replace(BIG, card=replace(BIG.card, name="a-copy:latest"))
    post_events(CopiedEvent("qwen3:8b", "a-copy:latest"), models_event(BIG, SMALL, NEW, copy))
    assert selected(models_page) == ["qwen3:8b"]
    renamed = replace(BIG, card=replace(BIG.card, name="zz:8b"))
    post_events(CopiedEvent("qwen3:8b", "zz:8b", renamed=True), models_event(renamed, SMALL, NEW, copy))
    assert selected(models_page) == ["zz:8b"]
    post_events(DeletedEvent(("zz:8b",), GB, {}), models_event(SMALL, NEW, copy))
    assert selected(models_page) == []
    assert not models_page.pages.installed.buttons["delete"].isEnabled()


def test_after_a_delete_answered_in_its_dialog_no_other_model_is_selected(models_page, post_events, calls, qtbot):
    models_page.activateWindow()
    table = models_page.pages.installed.table
    row = table.rows.row_of("qwen3:8b")
    place = table.visualRect(table.rows.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(models_page.pages.installed.buttons["delete"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(models_page.model_actions.question.buttons[0], Qt.MouseButton.LeftButton)
    assert calls.of("models.delete_models") == [(("qwen3:8b",),)]
    qtbot.waitUntil(lambda: models_page.model_actions.question is None)
    post_events(DeletedEvent(("qwen3:8b",), GB, {}), models_event(SMALL, NEW))
    assert selected(models_page) == []
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert models_page.model_actions.question is None


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (NewerEvent("qwen3:8b", True, GB), "There is a newer qwen3:8b: 1 GB at most"),
        (NewerEvent("qwen3:8b", False), "is the newest there is"),
        (NewerEvent("qwen3:8b"), "does not know qwen3:8b"),
        (
            NewerEvent("qwen3:8b", trouble=Trouble(Problem.REGISTRY_UNREACHABLE, registry="a.b")),
            "a.b cannot be reached",
        ),
    ],
)
def test_a_newer_version_is_looked_for(models_page, post_events, calls, event, words):
    models_page.model_actions.run_action(ModelAction.CHECK, (BIG,))
    assert calls.of("models.check_newer_version") == [("qwen3:8b",)]
    post_events(event)
    assert words in models_page.note.label.text()
    assert bool(models_page.note.buttons()) == bool(event.newer)
    if event.newer:
        models_page.note.buttons()[0].click()
        assert calls.of("pulls.start_pull") == [("qwen3:8b",)]


def test_several_are_asked_about_and_told_of_together(models_page, post_events, calls):
    models_page.pages.installed.table.selectAll()
    models_page.pages.installed._start_action("check")
    assert len(calls.of("models.check_newer_version")) == 3
    post_events(NewerEvent("qwen3:8b", True, GB), NewerEvent("smollm2:135m", False))
    assert "Asking the registries" in models_page.note.label.text()
    post_events(NewerEvent("my-qwen:latest"))
    assert "There are newer versions of qwen3:8b: 1 GB at most. 1 model" in models_page.note.label.text()
    assert "1 model(s) are in no registry" in models_page.note.label.text()
    models_page.note.buttons()[0].click()
    assert calls.of("pulls.start_pull") == [("qwen3:8b",)]


def test_why_there_is_nothing(models_page, post_events, calls):
    post_events(ModelsEvent((), Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:9")))
    assert "127.0.0.1:9" in models_page.pages.installed.nothing.sentence.text()
    models_page.pages.installed.nothing.first.click()
    assert calls.of("hosts.find_host") == [()]
    post_events(ModelsEvent(()))
    assert "Pull one from the catalogue" in models_page.pages.installed.nothing.sentence.text()


def test_weights_of_a_file_are_counted_as_the_language_does(models_page, post_events, translation):
    for language, words in (("en", "135 million"), ("zh_CN", "1.35 亿")):
        translation.choose_language(language)
        models_page.workshop.import_file("/models/tiny.gguf")
        importing = models_page.workshop.importing
        post_events(FileEvent("/models/tiny.gguf", "tiny", 98_000_000, "llama", parameters=134_515_008))
        assert words in {label.text() for label in importing.findChildren(QLabel)}
        importing.close()


def test_a_variant_is_its_modelfile(models_page, post_events, calls, tmp_path, qtbot):
    models_page.workshop.make_variant(BIG)
    dialog = models_page.workshop.variant
    post_events(DetailsEvent("qwen3:8b", DETAILS))
    assert dialog.form.system.toPlainText() == "Be brief."
    assert [row.pair for row in dialog.form.parameters.rows] == list(DETAILS.parameters)
    assert dialog.form.modelfile == Modelfile("qwen3:8b", system="Be brief.")
    dialog.form.system.setPlainText("You are a pirate.")
    dialog.form.parameters.rows[0].value.setText("1.2")
    dialog.form.name.setText("pirate")
    assert "SYSTEM You are a pirate." in dialog.preview.toPlainText()
    assert "PARAMETER temperature 1.2" in dialog.preview.toPlainText()
    assert "TEMPLATE" not in dialog.preview.toPlainText()
    dialog.save_variant(str(tmp_path / "Modelfile"))
    dialog.make.click()
    name, modelfile = calls.of("model_builder.make_model")[0]
    assert (name, modelfile.system, modelfile.parameters[0]) == ("pirate", "You are a pirate.", ("temperature", "1.2"))
    post_events(MakingEvent("pirate", Making.CREATING), MadeEvent("pirate", True))
    assert dialog.line.words.text() == "pirate is made."
    with qtbot.waitSignal(models_page.chat) as told:
        dialog.make.click()
    assert told.args == ["pirate"]
    models_page.workshop.make_variant(SMALL)
    dialog = models_page.workshop.variant
    dialog.read_form(str(tmp_path / "Modelfile"))
    qtbot.waitUntil(lambda: dialog.form.system.toPlainText() == "You are a pirate.")
    assert dialog.form.base.text() == "qwen3:8b"
    (tmp_path / "Modelfile").write_text("what is this\n")
    dialog.read_form(str(tmp_path / "Modelfile"))
    qtbot.waitUntil(lambda: "Line 1 of the Modelfile" in dialog.line.words.text())
    dialog.close()


def test_parameters_come_and_go(models_page, theme):
    models_page.workshop.make_variant(BIG)
    dialog = models_page.workshop.variant
    dialog.form.parameters.add.click()
    dialog.form.parameters.rows[0].value.setText("0.1")
    assert dialog.form.parameters.pairs == (("temperature", "0.1"),)
    choices = dialog.form.parameters.rows[0].name
    offered = [choices.itemData(at) for at in range(choices.count())]
    left_out = {"keep_alive", "format"} | {name for name, option in OPTIONS.items() if option.engine_only}
    assert offered == [name for name in OPTIONS if name not in left_out], "a Modelfile has none of them"
    dialog.form.parameters.rows[0].away.click()
    assert dialog.form.parameters.pairs == ()
    dialog.close()


def test_what_the_base_has_stays_and_can_be_changed(models_page, post_events):
    models_page.workshop.make_variant(BIG)
    form = models_page.workshop.variant.form
    post_events(DetailsEvent("qwen3:8b", DETAILS))
    assert not form.parameters.rows[0].away.isEnabled()
    form.parameters.add.click()
    assert form.parameters.rows[-1].away.isEnabled()
    models_page.workshop.variant.close()


def test_a_variant_begins_with_messages(models_page, post_events, tmp_path, qtbot):
    models_page.workshop.make_variant(BIG)
    dialog = models_page.workshop.variant
    for text in ("Hello?", "Ahoy."):
        dialog.form.messages.add.click()
        dialog.form.messages.rows[-1].value.setPlainText(text)
    assert dialog.form.modelfile.messages == (("user", "Hello?"), ("assistant", "Ahoy."))
    dialog.form.adapter.show_path("/tmp/pirate.gguf")
    assert "ADAPTER /tmp/pirate.gguf" in dialog.preview.toPlainText()
    assert not dialog.not_yet.isHidden()
    dialog.save_variant(str(tmp_path / "Modelfile"))
    dialog.form.take_details(Modelfile("a:1b"))
    assert dialog.form.modelfile == Modelfile("a:1b")
    dialog.read_form(str(tmp_path / "Modelfile"))
    qtbot.waitUntil(lambda: dialog.form.modelfile.messages == (("user", "Hello?"), ("assistant", "Ahoy.")))
    assert dialog.form.modelfile.adapter == "/tmp/pirate.gguf"
    (tmp_path / "Modelfile").write_bytes(b"\xff\xfe\x00")
    dialog.read_form(str(tmp_path / "Modelfile"))
    qtbot.waitUntil(lambda: "Modelfile cannot be read" in dialog.line.words.text())
    dialog.close()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name are Unix's")
def test_a_pipe_is_no_modelfile_and_is_not_waited_for(models_page, tmp_path, qtbot):
    models_page.workshop.make_variant(BIG)
    dialog = models_page.workshop.variant
    os.mkfifo(tmp_path / "Modelfile")
    dialog.read_form(str(tmp_path / "Modelfile"))
    qtbot.waitUntil(lambda: "a pipe or a device" in dialog.line.words.text())
    dialog.close()


def test_a_variant_is_tried_out_before_it_is_made(models_page, post_events, calls):
    models_page.workshop.make_variant(BIG)
    dialog = models_page.workshop.variant
    dialog.form.system.setPlainText("You are a pirate.")
    trying = dialog.trying
    QTest.keyClicks(trying.field, "Who are you?")
    QTest.keyClick(trying.field, Qt.Key.Key_Return)
    modelfile, talk, reply = calls.of("try_out.ask_variant")[0]
    assert (modelfile.base, modelfile.system) == ("qwen3:8b", "You are a pirate.")
    assert [message.text for message in talk] == ["Who are you?"]
    post_events(PieceEvent(TRY_OUT, reply.id, "Ahoy"))
    post_events(ReplyEvent(TRY_OUT, replace(reply, text="Ahoy.", state=State.DONE)))
    assert trying.talk[-1].text == "Ahoy."
    assert not trying.running
    QTest.keyClicks(trying.field, "And now?")
    trying.send.click()
    assert [message.text for message in calls.of("try_out.ask_variant")[1][1]] == ["Who are you?", "Ahoy.", "And now?"]
    trying.send.click()
    assert calls.of("try_out.stop_answer") == [()]
    trying.again.click()
    assert trying.talk == ()
    dialog.close()


def drop(models_page, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    event = QDropEvent(
        QPoint(50, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    models_page.dropEvent(event)


def test_a_dropped_file_is_looked_at_then_made(models_page, post_events, calls, qtbot):
    drop(models_page, "/tmp/Some Model.Q4_K_M.gguf")
    dialog = models_page.workshop.importing
    assert calls.of("model_builder.read_gguf_file") == [("/tmp/Some Model.Q4_K_M.gguf",)]
    assert not dialog.go.isVisible()
    post_events(
        FileEvent("/tmp/Some Model.Q4_K_M.gguf", "some-model.q4_k_m", GB, "llama", "Q4_K_M", 1_500_000_000, 8192, "x")
    )
    dialog.name.setText("some")
    dialog.go.click()
    assert calls.of("model_builder.import_file") == [
        ("/tmp/Some Model.Q4_K_M.gguf", "some", {"projector": "", "quantize": ""})
    ]
    post_events(MakingEvent("some", Making.SENDING, GB // 2, GB))
    assert dialog.line.words.text() == "Bringing the file to the host · 0.5 of 1 GB"
    post_events(MakingEvent("some", Making.CREATING, GB // 4, GB, "quantizing F16 model to Q4_K_M"))
    words = "The host makes it smaller… · 0.2 of 1 GB · quantizing F16 model to Q4_K_M"
    assert dialog.line.words.text() == words
    assert dialog.line.bar.share == pytest.approx(0.25)
    post_events(MakingEvent("some", Making.CREATING, status="writing manifest"))
    assert dialog.line.words.text() == "The host makes the model… · writing manifest"
    assert not dialog.line.bar.isVisible()
    dialog.cancel.click()
    assert calls.of("model_builder.cancel_making") == [("some",)]
    post_events(MadeEvent("some", False))
    assert "Given up" in dialog.line.words.text()
    dialog.go.click()
    post_events(MadeEvent("some", True))
    with qtbot.waitSignal(models_page.chat) as told:
        dialog.go.click()
    assert told.args == ["some"]


def test_a_vision_part_may_come_along(models_page, calls):
    drop(models_page, "/tmp/mmproj-model-f16.gguf", "/tmp/model.gguf")
    assert calls.of("model_builder.read_gguf_file") == [("/tmp/model.gguf",)]
    assert "mmproj-model-f16.gguf" in models_page.workshop.importing.vision.text()
    models_page.workshop.importing.close()


@pytest.mark.parametrize(("engine", "offered"), [(False, True), (True, False)])
def test_weights_in_full_are_made_smaller_by_a_host_that_can(models_page, post_events, calls, engine, offered):
    post_events(computer_event(9, engine=engine))
    models_page.workshop.import_file("/tmp/a.gguf")
    dialog = models_page.workshop.importing
    post_events(FileEvent("/tmp/a.gguf", "a", GB, "llama", "F16"))
    assert dialog.quantize.isVisible() == offered
    if offered:
        dialog.quantize.setCurrentIndex(dialog.quantize.findData("q4_K_M"))
    dialog.go.click()
    assert calls.of("model_builder.import_file")[0][-1]["quantize"] == ("q4_K_M" if offered else "")
    post_events(MadeEvent("a", True))
    dialog.close()


@pytest.mark.parametrize(("engine", "words"), [(False, "only some versions"), (True, "the Workshop adds several")])
def test_an_adapter_is_offered_with_what_the_host_takes(models_page, post_events, engine, words):
    post_events(computer_event(9, engine=engine))
    models_page.workshop.make_variant(BIG)
    form = models_page.workshop.variant.form
    labels = [label.text() for label in form.findChildren(QLabel) if not label.isHidden()]
    assert not form.adapter.isHidden()
    assert any(words in text for text in labels if "Adapter" in text)
    form.take_details(Modelfile("qwen3:8b", adapter="/tmp/a.gguf"))
    assert form.modelfile.adapter == "/tmp/a.gguf"
    form.adapter.away.click()
    assert form.modelfile.adapter == ""
    models_page.workshop.variant.close()


def test_an_adapter_is_no_model(models_page, post_events):
    models_page.workshop.import_file("/tmp/a.gguf")
    post_events(FileEvent("/tmp/a.gguf", "a", GB, "llama", "F16", adapter=True))
    assert "adapter for another model" in models_page.workshop.importing.words.text()
    assert not models_page.workshop.importing.go.isVisible()
    models_page.workshop.importing.close()


def test_whether_a_file_fits_is_told_as_soon_as_the_computer_is_known(models_page, post_events, calls):
    post_events(ComputerEvent(None))  # no host yet: the file was opened before anything else
    models_page.workshop.import_file("/tmp/a.gguf")
    dialog = models_page.workshop.importing
    post_events(FileEvent("/tmp/a.gguf", "a", GB, "llama", "Q4_K_M", build=Architecture("llama", GB, GB)))
    assert not dialog._here.isVisible()
    post_events(computer_event(9))
    assert dialog._here.isVisible()
    assert dialog._here.text()
    dialog.close()


def test_a_broken_file_is_told_before_anything_is_copied(models_page, post_events, calls):
    models_page.workshop.import_file("/tmp/a.gguf")
    dialog = models_page.workshop.importing
    post_events(
        FileEvent("/tmp/a.gguf", trouble=Trouble(Problem.FILE_UNUSABLE, path="a.gguf", message="it is one of 3 parts"))
    )
    assert "it is one of 3 parts" in dialog.words.text()
    assert not dialog.go.isVisible()
    dialog.close()


def test_what_was_made_while_no_dialog_was_open_is_said(models_page, post_events):
    post_events(MadeEvent("pirate", True))
    assert models_page.note.label.text() == "pirate is made."


def test_the_name_stays_in_sight_while_the_figures_scroll(models_page, post_events, qtbot):
    table = models_page.pages.installed.table
    models_page.resize(420, 500)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
    assert table._pinned is None, "nothing is made before somebody scrolls"
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    pinned = table._pinned
    assert pinned.isVisible()
    assert pinned.width() == table.columnWidth(InstalledColumn.NAME) + 1
    assert pinned.rowHeight(0) == table.rowHeight(0)
    QTest.mouseClick(
        pinned.viewport(), Qt.MouseButton.LeftButton, pos=pinned.visualRect(table.rows.index(1, 0)).center()
    )
    assert [entry.card.name for entry in table.chosen] == [table.rows.entry_at(1).card.name]
    table.setCurrentIndex(table.rows.index(1, InstalledColumn.SPEED))
    assert (
        table.visualRect(table.rows.index(1, InstalledColumn.SPEED)).left() >= pinned.width() - 1
        or not pinned.isVisible()
    )
    table.horizontalScrollBar().setValue(0)
    assert not pinned.isVisible()


def test_speed_and_memory_come_right_after_the_name():
    assert list(InstalledColumn)[:3] == [InstalledColumn.NAME, InstalledColumn.SPEED, InstalledColumn.MEMORY]


def test_what_an_openai_compatible_host_cannot_do_is_not_offered(models_page, post_events):
    installed = models_page.pages.installed
    served = ModelEntry(ModelCard("Qwen/Qwen3-32B", context_length=40960))
    post_events(HostEvent(HostState.READY, "10.0.0.5:8000", kind=HostKind.OPENAI, local=False), ModelsEvent((served,)))
    assert [action for action, button in installed.buttons.items() if button.isVisible()] == [
        ModelAction.CHAT, ModelAction.DETAILS,
    ]  # fmt: skip
    assert not installed.more.isVisible()
    assert not models_page.header.importing.isVisible()
    assert "OpenAI-compatible server" in models_page.note.label.text()
    acted = []
    installed.act.connect(lambda *given: acted.append(given))
    choose(models_page, "Qwen/Qwen3-32B")
    QTest.keyClick(installed.table, Qt.Key.Key_Delete)
    assert not acted
    post_events(HostEvent(HostState.READY, "127.0.0.1:11434", "0.33.0"))
    assert installed.more.isVisible()
    assert models_page.header.importing.isVisible()
