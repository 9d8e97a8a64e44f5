"""“Add to sheet…” of a message: which sheet, and a notice that leads there."""

import pytest

from fixtures.evaluations import SHEETS
from teahouse.core.errors import Problem, Trouble
from teahouse.services.evaluation.events import SheetSavedEvent, SheetsEvent
from teahouse.ui.evaluation.add_prompt_dialog import PromptAdder
from teahouse.ui.kit.notices import Notices


@pytest.fixture
def shown():
    return []


@pytest.fixture
def adder(bridge, calls, theme, qtbot, shown):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    made = PromptAdder(bridge, theme, Notices(theme, window), shown.append, window)
    made.notices = made._notices
    return made


def test_it_offers_own_sheets_and_a_new_one_and_adds_the_message(adder, calls, post_events, shown):
    adder.ask_for_sheet("c", "m")
    post_events(SheetsEvent(SHEETS))
    dialog = adder.dialog
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        "A new sheet", "My translation work",
    ]  # fmt: skip
    assert dialog.list.currentRow() == 1
    dialog.add_button.click()
    assert calls.of("evaluation.add_prompt_from_conversation") == [("own", "c", "m")]
    assert calls.of("evaluation.save_sheet") == []
    post_events(SheetSavedEvent("own"))
    adder.notices.buttons()[0].click()
    assert shown == ["own"]


def test_a_new_sheet_is_stored_before_the_message_is_added_to_it(adder, calls, post_events):
    adder.ask_for_sheet("c", "m")
    post_events(SheetsEvent(()))
    adder.dialog.name.setText("Letters")
    adder.dialog.add_button.click()
    ((sheet,),) = calls.of("evaluation.save_sheet")
    assert sheet.name == "Letters"
    assert calls.of("evaluation.add_prompt_from_conversation") == [(sheet.id, "c", "m")]
    post_events(SheetSavedEvent(sheet.id, trouble=Trouble(Problem.DISK_FULL, path="/data")))
    assert "/data" in " ".join(adder.notices.shown_texts())
