"""A model that is not installed: pulled from the menu, used, deleted. Real engine, real sockets."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fixtures.models import smollm2_file, with_template
from fixtures.registry import Registry
from journeys.person import person_at
from teahouse.core.conversation import State
from teahouse.core.pulls import PullState
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.sidebar.page_list import Page

pytestmark = [pytest.mark.journey, pytest.mark.engine]

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture
def registry(tmp_path):
    """A slow registry, so that there is something to watch, with a real model in it whose bytes are nowhere else."""
    with Registry(rate=3e6) as offered:
        offered.add("library/tea:135m", model=with_template(smollm2_file(), tmp_path / "tea.gguf", TEMPLATE))
        yield offered


def test_pull_from_the_menu_watch_it_come_talk_to_it_and_delete_it(home, registry):
    with person_at(home) as person:
        person.wait_for_models(2)
        person.press(Qt.Key.Key_L, CTRL_SHIFT)
        dialog = person.window.dialogs.pulls.dialog
        QTest.keyClicks(dialog.field, f"http://{registry.host}/library/tea:135m")
        QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
        person.until(lambda: " MB" in dialog.found.text(), "the registry was not asked")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

        # Its progress, which never runs backwards, in the page and in the sidebar.
        shown_page = person.window.pages.currentWidget()
        person.until(lambda: shown_page.pages.downloads.rows, "nothing came into the queue")
        row = next(iter(shown_page.pages.downloads.rows.values()))
        shares = []

        def watched() -> bool:
            shares.append(row.bar.share)
            return row.pull.state is PullState.DONE

        person.until(lambda: "MB/s" in row.state.text() or watched(), "no rate was told")
        assert person.sidebar.pages._rows[Page.MODELS]._note == "1 pulling"
        person.until(watched, "it never came")
        assert shares == sorted(shares)
        assert max(shares) == 1.0
        assert len(set(shares)) > 3
        person.until(lambda: person.sidebar.pages._rows[Page.MODELS]._note == "")

        # A chat with it.
        name = row.pull.name
        person.click(row.buttons["chat"])
        person.until(lambda: person.chat_page.model_selection.model == name)
        person.ask("What is tea?")
        reply = person.wait_for_reply()
        assert reply.state in (State.DONE, State.LENGTH)
        assert reply.model == name
        assert reply.text

        # And what is here, with what it measured; then it goes.
        person.window.show_page(Page.MODELS)
        shown_page.show_page(ModelsTab.INSTALLED)
        learnt = home / "data" / "learnt.json"
        person.until(lambda: learnt.exists() and json.loads(learnt.read_text())["learned"]["memory"], "nothing learned")
        ((predicted, measured),) = next(iter(json.loads(learnt.read_text())["learned"]["memory"].values()))
        assert abs(predicted / measured - 1) < 0.1
        person.until(lambda: shown_page.pages.installed.table.rows.row_of(name) >= 0)
        shown_page.pages.installed.table.choose_model(name)
        shown_page.model_actions.run_action(ModelAction.DETAILS, shown_page.pages.installed.chosen)
        page = shown_page.model_page.page
        person.until(lambda: page.details is not None, "nothing was studied")
        assert page.details.details.architecture == "llama"
        person.click(page.back_button)
        shown_page.model_actions.run_action(ModelAction.DELETE, shown_page.pages.installed.chosen)
        person.click(shown_page.model_actions.question.buttons[0])
        person.until(lambda: shown_page.pages.installed.table.rows.row_of(name) < 0, "it was not deleted")
        person.until(lambda: "free again" in shown_page.note.label.text())
