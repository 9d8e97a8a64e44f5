"""The main task, in the real window with the real engine and two real models."""

import pytest
from PySide6.QtCore import Qt

from journeys.person import person_at, processes_over
from teahouse.core.conversation import State

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(400)]

SMOLLM, GEMMA = "smollm2:135m", "gemma3:270m"


def test_ask_stop_switch_ask_again_close_reopen_and_find(home):
    with person_at(home) as person:
        # The keyboard is in the composer before anything else is there.
        person.type("What is a te")
        person.wait_for_models(2)
        person.switch_to(SMOLLM)
        person.type("a house?")
        person.press(Qt.Key.Key_Return)
        person.until(lambda: len(person.messages()) == 2)
        assert person.messages()[0].text == "What is a tea house?"
        first = person.wait_for_reply()
        assert first.state in (State.DONE, State.LENGTH)
        assert first.text
        assert first.model == SMOLLM
        assert first.figures.tokens > 0
        assert first.figures.memory > 50_000_000

        # Another model (a base model, which seldom finds an end), and a reply that is stopped in the middle.
        person.switch_to(GEMMA)
        stopped = person.stop_in_the_middle("Tell a very long story about rain.", 40)
        assert stopped.model == GEMMA
        assert stopped.text
        assert stopped.figures.measured_here

        # And back, in the same conversation.
        person.switch_to(SMOLLM)
        person.ask("Thank you. One more word?")
        if person.arrives(3):
            person.press(Qt.Key.Key_Escape)  # its answer may be long
        assert person.wait_for_reply().model == SMOLLM
        before = person.messages()
        assert len(before) >= 6
        engines = processes_over(home)
        assert engines

    assert processes_over(home) == []

    with person_at(home) as person:
        person.until(lambda: person.sidebar.conversations.model().rowCount() > 0)
        person.until(lambda: len(person.messages()) == len(before) or person.messages() == ())
        person.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        person.type("very long story")
        person.until(lambda: person.sidebar.found.model().rowCount() > 0)
        person.press(Qt.Key.Key_Return)
        person.until(lambda: len(person.messages()) == len(before))
        assert person.messages() == before
