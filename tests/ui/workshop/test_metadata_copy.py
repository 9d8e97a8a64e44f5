"""Editing metadata in a copy: the dialog's values, the job, its progress and end; and the table of tensors."""

import pytest

from fixtures.running_lanes import models_event
from teahouse.core.details import Details, Weights
from teahouse.core.errors import Problem, Trouble
from teahouse.services.models.events import DetailsEvent
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.ui.workshop.metadata_copy import WRITING, WRITTEN
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import WorkshopTab

MODEL = models_event().models[0].card.name
DETAILS = Details(
    MODEL,
    architecture="qwen3",
    information={"general.name": "Qwen", "general.author": "them", "qwen3.context_length": 40960},
    tensors=(Weights("token_embd.weight", "Q4_K", (4096, 151936), 350_000_000), Weights("b", "F32", (8,), 32)),
)


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot, post_events):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    page.show()
    post_events(models_event())
    page.show_tab(WorkshopTab.METADATA)
    post_events(DetailsEvent(MODEL, DETAILS))
    return page.tab_widget(WorkshopTab.METADATA)


def test_only_changed_values_are_written(tab, qtbot):
    tab.edit_button.click()
    dialog = tab.copier.dialog
    assert not dialog.save_button.isEnabled()
    dialog.fields["general.name"].setText("Mine")
    dialog.fields["general.author"].setText("")
    dialog.fields["qwen3.context_length"].setText("8192")
    assert dialog.save_button.isEnabled()
    expected = {"general.name": "Mine", "general.author": None, "qwen3.context_length": 8192}
    assert dialog.read_values() == expected
    dialog.reject()


@pytest.mark.parametrize("text", ["", "0", "-3", "many", "9" * 15])
def test_a_context_length_is_a_number(tab, text):
    tab.edit_button.click()
    dialog = tab.copier.dialog
    dialog.fields["qwen3.context_length"].setText(text)
    assert not dialog.save_button.isEnabled()
    assert "qwen3.context_length" in dialog.status.text()
    dialog.reject()


def write(tab, calls, tmp_path):
    tab.copier.write_copy(MODEL, {"general.name": "Mine"}, str(tmp_path / "Mine.gguf"))
    ticket, kind, given, models = calls.of("workshop.start_job")[-1]
    assert kind == "edit-metadata"
    assert given == {"output": str(tmp_path / "Mine.gguf"), "values": {"general.name": "Mine"}}
    assert models == {"model": MODEL}
    return ticket


def test_a_copy_is_written_and_can_become_a_model(tab, calls, post_events, tmp_path):
    ticket = write(tab, calls, tmp_path)
    post_events(JobProgressEvent(ticket, "edit-metadata", 0.5, "copying"))
    assert tab.copier.is_writing
    shown = {notice.about for notice in notices_of(tab)}
    assert WRITING in shown
    post_events(JobResultEvent(ticket, "edit-metadata", {"path": str(tmp_path / "Mine.gguf"), "size": 1}))
    (notice,) = [notice for notice in notices_of(tab) if notice.about == WRITTEN]
    assert WRITING not in {notice.about for notice in notices_of(tab)}
    assert "Mine.gguf" in notice.text()
    notice.actions()[0][1]()
    assert calls.of("model_builder.import_file") == [(str(tmp_path / "Mine.gguf"), "mine")]


def test_a_copy_can_be_cancelled_and_a_failure_is_told(tab, calls, post_events, tmp_path):
    ticket = write(tab, calls, tmp_path)
    (notice,) = [notice for notice in notices_of(tab) if notice.about == WRITING]
    notice.actions()[0][1]()
    assert calls.of("workshop.cancel_job") == [(ticket,)]
    post_events(JobFailedEvent(ticket, "edit-metadata"))
    assert notices_of(tab) == []
    ticket = write(tab, calls, tmp_path)
    post_events(JobFailedEvent(ticket, "edit-metadata", Trouble(Problem.DISK_FULL, path="x")))
    assert len(notices_of(tab)) == 1
    assert not tab.copier.is_writing


def notices_of(tab):
    return [shown.notice for shown in tab._context.notices._entries]


def test_tensors_are_listed_and_filtered(tab):
    tab.parts.pill_of("tensors").click()
    cells = [tab.table.item(0, column).text() for column in range(4)]
    assert cells == ["token_embd.weight", "4096 × 151936", "Q4_K", "350 MB"]
    tab.field.setText("embd")
    assert [tab.table.isRowHidden(row) for row in range(2)] == [False, True]
    assert tab.about.text().startswith("1 tensor")
