"""Unexpected exceptions, seen from the window: it does not wait for ever, and typed text remains.

The limit of `wait_until` only determines when a test fails. `long_waits` shows that the event is posted within a
second: between the failure and the event no timer of more than a second fires, and no clock is read.
"""

import threading
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt

from fixtures.commands import COMMANDS, Scene
from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.slow_timers import long_waits
from fixtures.waits import wait_until
from journeys.person import person_at
from teahouse import backend
from teahouse.services.hosts.events import HostState
from teahouse.store.conversations import ConversationRepository

TYPED = "Which tea?"


@pytest.fixture
def daemon():
    with ScriptedDaemon() as scripted:
        scripted.on("/api/chat", rated(20, 400.0))
        yield scripted


@contextmanager
def person_with(home, daemon):
    """Somebody in front of the app, whose threads have ended when they have left."""
    with person_at(home, OLLAMA_HOST=daemon.url) as person:
        yield person
    wait_until(lambda: not any(thread.name.startswith("teahouse-") for thread in threading.enumerate()))


class Unforeseen(RuntimeError):
    pass


def raising(*_, **__):
    raise Unforeseen


def test_services_that_cannot_be_built_are_told_and_retry_builds_them(tmp_path, daemon, monkeypatch, qapp):
    build = backend.build
    built = []

    def build_later(*arguments):
        built.append(arguments)
        if len(built) == 1:
            raise Unforeseen
        return build(*arguments)

    monkeypatch.setattr(backend, "build", build_later)
    with person_with(tmp_path, daemon) as person:
        person.window.resize(1180, 780)  # with its sidebar, which a small screen folds away
        footer = person.sidebar.footer
        person.until(lambda: footer._retry.isVisible(), "nothing was told")
        assert person.host.state is HostState.FAILED
        person.rest(0.3)
        assert len(built) == 1  # nothing but the person has it tried again
        person.chat_page.composer.editor.set_text(TYPED)
        person.click(footer._retry)
        person.wait_for_models()
        assert person.host.state is HostState.READY
        assert person.chat_page.composer.text() == TYPED


def test_a_message_that_cannot_be_kept_stays_in_the_composer(tmp_path, daemon, monkeypatch, qapp):
    with person_with(tmp_path, daemon) as person:
        person.wait_for_models()
        loop = person.application.backend.runtime._loop
        with monkeypatch.context() as broken, long_waits(loop) as waited:
            broken.setattr(ConversationRepository, "add_messages", raising)
            person.chat_page.composer.editor.set_text(TYPED)
            person.chat_page.send_draft()
            person.until(lambda: person.chat_page.notice.isVisible(), "nothing was told")
            person.until(lambda: person.chat_page.composer.text() == TYPED, "the text is gone")
            assert not person.chat_page._chat.streaming
        assert waited == []
        person.chat_page.send_draft()
        person.until(lambda: len(person.messages()) == 2, "it was not sent the second time")
        person.wait_for_reply()


def test_a_conversation_that_cannot_be_read_is_told_and_retry_opens_it(tmp_path, daemon, monkeypatch, qapp):
    with person_with(tmp_path, daemon) as person:
        person.wait_for_models()
        person.ask(TYPED)
        person.wait_for_reply()
        asked, draft = person.chat_page._chat.id, ConversationRepository.load_draft
        person.window.new_chat()
        loop = person.application.backend.runtime._loop
        with monkeypatch.context() as broken, long_waits(loop) as waited:
            broken.setattr(ConversationRepository, "load_draft", lambda self, of: raising() if of else draft(self, of))
            person.window.open_conversation(asked)
            person.until(lambda: person.chat_page.notice.isVisible() and not person.chat_page._chat.opening)
        assert waited == []
        person.chat_page.notice.buttons()[0].click()
        person.until(lambda: len(person.messages()) == 2, "it was not opened the second time")


def test_a_command_that_fails_is_offered_again_and_what_is_typed_stays(tmp_path, daemon, monkeypatch, qapp):
    with person_with(tmp_path, daemon) as person:
        person.wait_for_models()
        person.chat_page.composer.editor.set_text(TYPED)
        services = person.application.backend.services
        scene = Scene(services, tmp_path, daemon.url, "tea:1b", "catalogue.json")
        for name, command in COMMANDS.items():
            service, _, method = name.partition(".")
            person.chat_page.notice.withdraw_notice("trouble")
            with monkeypatch.context() as broken:
                broken.setattr(type(getattr(services, service)), method, raising)
                with pytest.raises(Unforeseen):
                    person.application.bridge.run_command(lambda _, command=command: command(scene))
            person.until(lambda: person.chat_page.notice.isVisible(), f"{name}: nothing was told")
            assert [button.text() for button in person.chat_page.notice.buttons()] == ["Retry"], name
        assert person.chat_page.composer.text() == TYPED
        assert not person.chat_page._chat.streaming
        person.press(Qt.Key.Key_Escape)
