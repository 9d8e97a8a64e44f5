"""Values of the parameters panel have their effect on the real engine, and are stored."""

import json

import pytest
from PySide6.QtCore import Qt

from journeys.person import person_at
from teahouse.core.conversation import State

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(400)]

SMOLLM = "smollm2:135m"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def write(person, option, text):
    field = person.chat_page.parameters.panel.rows[option].field
    field.setFocus()
    field.selectAll()
    person.type(text)


def test_a_limit_a_seed_and_a_schema_are_obeyed_and_kept(home):
    schema = '{"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}'
    with person_at(home) as person:
        person.wait_for_models(2)
        person.switch_to(SMOLLM)
        person.press(Qt.Key.Key_O, CTRL | SHIFT)
        write(person, "num_predict", "6")
        write(person, "seed", "11")
        write(person, "num_ctx", "512")
        person.ask("Tell a very long story about rain.")
        cut = person.wait_for_reply()
        assert cut.state is State.LENGTH
        assert cut.figures.tokens == 6
        assert cut.figures.context_length == 512  # loaded so at once: choosing the model had loaded it larger

        write(person, "num_predict", "40")
        form = person.chat_page.parameters.panel.rows["format"].field
        form.choice.setCurrentIndex(2)
        form.choice.activated.emit(2)
        form.schema.setFocus()
        form.schema.selectAll()
        person.type(schema)
        person.ask("Is water wet?")
        assert isinstance(json.loads(person.wait_for_reply().text)["ok"], bool)

    with person_at(home) as person:
        person.until(lambda: len(person.messages()) == 4)
        person.press(Qt.Key.Key_O, CTRL | SHIFT)
        options = {"num_predict": 40, "seed": 11, "num_ctx": 512, "format": schema}
        assert person.chat_page.parameters.panel.options == options
