"""The Template tab: where the template comes from, the prompt, errors with their line, and the variant."""

import json

import pytest
from PySide6.QtGui import QGuiApplication

from fixtures import playgrounds
from fixtures.running_lanes import models_event
from teahouse.core.details import Details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.modelfile import Modelfile
from teahouse.services.models.events import DetailsEvent, MadeEvent
from teahouse.services.workshop.events import JobFailedEvent, JobResultEvent
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import WorkshopTab

MODEL = models_event().models[0].card.name
DETAILS = Details(MODEL, template="{{ .Prompt }}", information={"tokenizer.chat_template": playgrounds.TEMPLATE})


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot, post_events):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    page.show()
    post_events(models_event())
    page.show_tab(WorkshopTab.TOKENIZER)
    page.tab_widget(WorkshopTab.TOKENIZER)._timer.stop()
    page.show_tab(WorkshopTab.TEMPLATE)
    post_events(DetailsEvent(MODEL, DETAILS))
    made = page.tab_widget(WorkshopTab.TEMPLATE)
    made._timer.stop()
    return made


def ask(tab, calls):
    tab._timer.stop()
    tab._timer.timeout.emit()
    return [job for job in calls.of("workshop.start_job") if job[1] == "render"][-1]


def render(tab, calls, post_events, **result):
    post_events(JobResultEvent(ask(tab, calls)[0], "render", {"language": "jinja", **result}))


def test_the_hosts_template_is_first_and_the_files_can_be_chosen(tab, calls):
    assert tab.template.toPlainText() == "{{ .Prompt }}"
    tab.source.chosen.emit("file")
    assert tab.template.toPlainText() == playgrounds.TEMPLATE
    _, _, given, models, more = ask(tab, calls)
    assert given["template"] == playgrounds.TEMPLATE
    assert [message["role"] for message in given["messages"]] == ["system", "user"]
    assert (given["tools"], given["think"], models, more) == ([], None, {"model": MODEL}, {"at_once": True})


def test_the_prompt_is_shown_and_copied(tab, calls, post_events):
    render(tab, calls, post_events, prompt=playgrounds.PROMPT)
    assert tab.prompt.toPlainText() == playgrounds.PROMPT
    tab.copy.click()
    assert QGuiApplication.clipboard().text() == playgrounds.PROMPT


def test_thinking_and_tools_are_passed_on(tab, calls):
    tab.thinking.show_value("off")
    tab.tools.setPlainText(json.dumps([{"type": "function"}]))
    _, _, given, *_ = ask(tab, calls)
    assert (given["think"], given["tools"]) == (False, [{"type": "function"}])


def test_an_error_has_its_line_marked_and_nothing_can_be_saved(tab, calls, post_events):
    tab.template.setPlainText(playgrounds.TEMPLATE)
    render(tab, calls, post_events, **playgrounds.ERROR)
    assert tab.status.text() == "Line 4, column 4: Unknown statement: endif"
    (mark,) = tab.template.extraSelections()
    assert mark.cursor.blockNumber() == 3
    assert tab.prompt.toPlainText() == ""
    assert not tab.save.isEnabled()
    render(tab, calls, post_events, prompt="fine")
    assert tab.template.extraSelections() == []
    assert not tab.status.isVisible()
    assert tab.save.isEnabled()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("messages", "[\n{]", "Messages: line 2 is not JSON"),
        ("tools", "3", "Tools: a list of objects in JSON is needed"),
    ],
)
def test_what_is_no_list_is_told(tab, calls, field, text, words):
    before = len(calls.of("workshop.start_job"))
    getattr(tab, field).setPlainText(text)
    tab._timer.stop()
    tab._timer.timeout.emit()
    assert tab.status.text() == words
    assert len(calls.of("workshop.start_job")) == before


def test_a_failed_job_is_told(tab, calls, post_events):
    post_events(JobFailedEvent(ask(tab, calls)[0], "render", Trouble(Problem.JOB_FAILED, message="why")))
    assert "why" in tab.status.text()


def test_a_variant_is_made_with_the_template(tab, calls, post_events):
    tab.template.setPlainText(playgrounds.TEMPLATE)
    render(tab, calls, post_events, prompt=playgrounds.PROMPT)
    tab.name.setText("mine")
    tab.save.click()
    assert calls.of("model_builder.make_model") == [("mine", Modelfile(MODEL, template=playgrounds.TEMPLATE))]
    assert not tab.save.isEnabled()
    post_events(MadeEvent("mine", made=True))
    assert tab.save.isEnabled()
