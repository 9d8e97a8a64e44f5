"""A conversation that exceeds the real engine's context: the person chooses how it continues."""

from time import monotonic

import pytest

from journeys.person import person_at
from teahouse.core.window import is_overflowed

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(400)]

SMOLLM = "smollm2:135m"
ROUNDS = 12  # by far enough for 512 tokens


def ask_until_it_does_not_fit(person):
    for number in range(ROUNDS):
        person.ask(f"Tell me more about tea, please, and where it comes from; this is question {number}.")
        if is_overflowed(person.wait_for_reply()) and is_offered_everything(person):
            return person.reply()
    raise AssertionError(f"the context was never full, or this was offered: {person.chat_page.notice.label.text()!r}")


def is_offered_everything(person):
    """Whether the notice has a larger context, leaving out and summing up. Where the question alone is too long it has
    not, and one asks once more."""
    late = monotonic() + 20
    while len(person.chat_page.notice.buttons()) < 3 and monotonic() < late:
        person.rest(0.1)
    return len(person.chat_page.notice.buttons()) == 3


def choose(person, number):
    """Press a button of the notice, and wait for the reply that comes of it."""
    person.until(lambda: len(person.chat_page.notice.buttons()) > number)
    person.rest(0.5)  # what a larger context takes is told a moment later
    person.click(person.chat_page.notice.buttons()[number])
    person.until(lambda: person.chat_page._chat.streaming, "no reply came of it")
    return person.wait_for_reply()


def test_the_oldest_are_left_out_then_summed_up_then_the_context_is_enlarged(home):
    with person_at(home) as person:
        person.wait_for_models(2)
        person.switch_to(SMOLLM)
        person.chat_page.parameters.set_options(num_ctx=512, num_predict=80, seed=1)
        ask_until_it_does_not_fit(person)

        left_out = choose(person, 1)
        assert left_out.text
        assert left_out.figures.context_used < 512
        assert 0 < person.chat_page.transcript._layout.struck < len(person.messages())

        before = person.chat_page.transcript._layout.struck
        ask_until_it_does_not_fit(person)
        assert choose(person, 2).text
        assert person.chat_page._chat.tree.summary
        assert person.chat_page.transcript._layout.struck > before

        ask_until_it_does_not_fit(person)
        assert choose(person, 0).figures.context_length == 1024
