"""Failures as a person sees them: a sentence, what to do next, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from fixtures.isolated_environment import app_environment
from fixtures.models import add_model, smollm2_file, truncated
from fixtures.waits import wait_until
from journeys.person import person_at, processes_over
from teahouse.core.conversation import State
from teahouse.desktop.paths import Paths
from teahouse.ui.i18n import troubles

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(400)]

SMOLLM, GEMMA = "smollm2:135m", "gemma3:270m"


def test_killed_in_mid_reply_it_loses_at_most_a_second_and_leaves_no_process(home):
    environment = app_environment(str(home), PATH=os.path.dirname(sys.executable))
    command = [sys.executable, "-m", "journeys.endless", str(home), GEMMA]
    app = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    told = []
    while not told or told[-1][0] < told[0][0] + 3.0 or told[-1][1] < 500:
        line = app.stdout.readline().split()
        assert line, "the app ended by itself"
        told.append((float(line[0]), int(line[1])))
    app.send_signal(signal.SIGKILL)
    killed = time.clock_gettime(time.CLOCK_MONOTONIC)
    app.wait()
    app.stdout.close()
    # A computer that stood still for a moment did so for the app too: its longest silence is not the app's second.
    silence = max(later[0] - earlier[0] for earlier, later in pairwise(told))
    safe = max(characters for at, characters in told if at < killed - 1.0 - silence)
    assert safe > 0
    assert wait_until(lambda: processes_over(home) == [])
    with person_at(home) as person:
        person.until(lambda: len(person.messages()) >= 2)
        assert person.messages()[0].text == "Tell a story that never ends."
        replies = person.messages()[1::2]
        assert all(reply.state in (State.DONE, State.LENGTH, State.CUT) for reply in replies)
        assert sum(len(reply.text) for reply in replies) >= safe


def test_a_broken_model_says_so_in_place_and_the_next_one_answers(home):
    broken = truncated(smollm2_file(), home / "broken.gguf", 0.5)
    add_model(Paths.from_environment({"TEAHOUSE_HOME": str(home)}).models, "broken:1b", broken)
    with person_at(home) as person:
        person.wait_for_models(3)
        person.switch_to("broken:1b")
        person.ask("Anyone there?")
        failed = person.wait_for_reply()
        assert failed.state is State.FAILED
        sentence = troubles.sentence_of(failed.problem, failed.facts)
        assert "broken:1b" in sentence
        assert "Traceback" not in sentence
        assert person.chat_page.transcript.isVisible()
        person.retry_with(failed.id, SMOLLM)
        assert person.wait_for_reply().state in (State.DONE, State.LENGTH)  # it may talk up to its limit
        assert person.messages()[0].text == "Anyone there?"


def test_an_engine_that_is_killed_in_mid_reply_is_said_and_comes_back(home):
    with person_at(home) as person:
        person.wait_for_models(2)
        person.switch_to(GEMMA)
        person.ask_at_length("Tell a story that never ends.", 40)
        for process in processes_over(home):
            os.kill(process, signal.SIGKILL)
        cut = person.wait_for_reply()
        assert cut.state is State.FAILED
        assert cut.text
        assert troubles.sentence_of(cut.problem, cut.facts)
        person.until(lambda: person.host.state == "ready")
        person.retry_with(cut.id, SMOLLM)
        if person.arrives(10):
            person.press(Qt.Key.Key_Escape)
        assert person.wait_for_reply().text


def test_a_host_that_is_not_there_keeps_what_was_typed(home):
    with person_at(home, OLLAMA_HOST="127.0.0.1:9") as person:
        person.until(lambda: person.host is not None and person.host.trouble is not None)
        person.type("Is anyone there?")
        person.press(Qt.Key.Key_Return)
        person.rest(0.5)
        kept = person.chat_page.composer.text() or person.messages()[0].text
        assert kept == "Is anyone there?"
        person.application.bridge.run_command(lambda services: services.hosts.use_engine())
        person.wait_for_models(2)
