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
def tab(bridge, asked, preferences, theme, qtbot, tell):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    page.show()
    tell(models_event())
    page.show_tab(WorkshopTab.TOKENIZER)
    page.tab_widget(WorkshopTab.TOKENIZER)._timer.stop()
    page.show_tab(WorkshopTab.TEMPLATE)
    tell(DetailsEvent(MODEL, DETAILS))
    made = page.tab_widget(WorkshopTab.TEMPLATE)
    made._timer.stop()
    return made


def ask(tab, asked):
    tab._timer.stop()
    tab._timer.timeout.emit()
    return [job for job in asked.of("workshop.start_job") if job[1] == "render"][-1]


def render(tab, asked, tell, **result):
    tell(JobResultEvent(ask(tab, asked)[0], "render", {"language": "jinja", **result}))


def test_the_hosts_template_is_first_and_the_files_can_be_chosen(tab, asked):
    assert tab.template.toPlainText() == "{{ .Prompt }}"
    tab.source.chosen.emit("file")
    assert tab.template.toPlainText() == playgrounds.TEMPLATE
    _, _, given, models, more = ask(tab, asked)
    assert given["template"] == playgrounds.TEMPLATE
    assert [message["role"] for message in given["messages"]] == ["system", "user"]
    assert (given["tools"], given["think"], models, more) == ([], None, {"model": MODEL}, {"at_once": True})


def test_the_prompt_is_shown_and_copied(tab, asked, tell):
    render(tab, asked, tell, prompt=playgrounds.PROMPT)
    assert tab.prompt.toPlainText() == playgrounds.PROMPT
    tab.copy.click()
    assert QGuiApplication.clipboard().text() == playgrounds.PROMPT


def test_thinking_and_tools_are_passed_on(tab, asked):
    tab.thinking.show_value("off")
    tab.tools.setPlainText(json.dumps([{"type": "function"}]))
    _, _, given, *_ = ask(tab, asked)
    assert (given["think"], given["tools"]) == (False, [{"type": "function"}])


def test_an_error_has_its_line_marked_and_nothing_can_be_saved(tab, asked, tell):
    tab.template.setPlainText(playgrounds.TEMPLATE)
    render(tab, asked, tell, **playgrounds.ERROR)
    assert tab.status.text() == "Line 4, column 4: Unknown statement: endif"
    (mark,) = tab.template.extraSelections()
    assert mark.cursor.blockNumber() == 3
    assert tab.prompt.toPlainText() == ""
    assert not tab.save.isEnabled()
    render(tab, asked, tell, prompt="fine")
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
def test_what_is_no_list_is_told(tab, asked, field, text, words):
    before = len(asked.of("workshop.start_job"))
    getattr(tab, field).setPlainText(text)
    tab._timer.stop()
    tab._timer.timeout.emit()
    assert tab.status.text() == words
    assert len(asked.of("workshop.start_job")) == before


def test_a_failed_job_is_told(tab, asked, tell):
    tell(JobFailedEvent(ask(tab, asked)[0], "render", Trouble(Problem.JOB_FAILED, message="why")))
    assert "why" in tab.status.text()


def test_a_variant_is_made_with_the_template(tab, asked, tell):
    tab.template.setPlainText(playgrounds.TEMPLATE)
    render(tab, asked, tell, prompt=playgrounds.PROMPT)
    tab.name.setText("mine")
    tab.save.click()
    assert asked.of("model_builder.make_model") == [("mine", Modelfile(MODEL, template=playgrounds.TEMPLATE))]
    assert not tab.save.isEnabled()
    tell(MadeEvent("mine", made=True))
    assert tab.save.isEnabled()
