"""Files go with messages: kept before they are sent, sent as the API takes them, kept while something names them."""

from __future__ import annotations

import json
import os
import threading
from base64 import b64decode
from pathlib import Path

import psutil
import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import body, rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Draft
from teahouse.core.errors import Problem
from teahouse.services import runtime
from teahouse.services.chat import attachments
from teahouse.services.chat.events import AttachedEvent, ContentEvent, OpenedEvent, PictureEvent

SEES, READS = "llava:7b", "smollm2:135m"


@pytest.fixture
def daemon():
    with ScriptedDaemon() as daemon:
        models = [
            {"name": SEES, "capabilities": ["completion", "vision"]},
            {"name": READS, "capabilities": ["completion"]},
        ]
        daemon.on("/api/tags", body({"models": models}))
        daemon.on("/api/chat", rated(5, 1000.0))
        yield daemon


def picture(session: BackendSession, content: bytes = b"a picture") -> Attachment:
    before = len(session.events)
    session.services.attachments.add_picture("t", "tea.png", "image/png", content, 4, 3)
    attachment = session.wait(AttachedEvent, after=before).attachment
    assert attachment is not None
    return attachment


def asked(daemon: ScriptedDaemon) -> list[dict]:
    return json.loads(daemon.requested("/api/chat")[-1].body)["messages"]


def test_a_picture_goes_with_its_question_and_with_every_later_one(tmp_path: Path, daemon) -> None:
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        held = picture(session)
        conversation, reply = session.send(Draft("What is it?", (held,)), model=SEES)
        session.ended(reply)
        assert [b64decode(image) for image in asked(daemon)[0]["images"]] == [b"a picture"]
        _, second = session.send(Draft("And its colour?"), model=SEES, conversation=conversation)
        session.ended(second)
        messages = asked(daemon)
        assert len(messages[0]["images"]) == 1
        assert "images" not in messages[-1]


def test_a_model_that_cannot_see_says_so_and_reads_the_names_of_older_pictures(tmp_path: Path, daemon) -> None:
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        held = picture(session)
        conversation, reply = session.send(Draft("What is it?", (held,)), model=READS)
        failed = session.ended(reply)
        assert (failed.problem, failed.facts["capability"]) == (Problem.MODEL_CANNOT.value, "vision")
        assert not daemon.requested("/api/chat")
        _, second = session.send(Draft("Tell me of tea"), model=READS, conversation=conversation)
        session.ended(second)
        (message,) = asked(daemon)
        assert "images" not in message
        assert "[tea.png]" in message["content"]


def test_the_text_of_a_file_stands_above_the_question(tmp_path: Path, daemon) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# 茶\n", encoding="utf-8")
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("t", path)
        held = session.wait(AttachedEvent).attachment
        assert held is not None
        path.unlink()  # what was attached is kept here
        _, reply = session.send(Draft("Summarise", (held,)), model=READS)
        session.ended(reply)
        assert asked(daemon)[0]["content"] == "notes.md:\n```\n# 茶\n```\n\nSummarise"


def test_what_cannot_be_read_is_told_with_its_ticket(tmp_path: Path, daemon) -> None:
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("mine", tmp_path / "gone.txt")
        event = session.wait(AttachedEvent)
        assert (event.ticket, event.attachment) == ("mine", None)
        assert event.trouble.problem is Problem.FILE_MISSING


def test_a_picture_is_handed_to_the_window_and_what_only_began_like_one_comes_back_as_text(
    tmp_path: Path, daemon
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"GIF89a is a format of pictures.\n")
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("t", path)
        assert session.wait(PictureEvent) == PictureEvent("t", path.read_bytes())
        session.services.attachments.read_text("t", path, path.read_bytes())
        held = session.wait(AttachedEvent).attachment
        assert held is not None
        assert (held.media_type, held.size) == ("text/plain", path.stat().st_size)


def test_text_in_a_guessed_encoding_says_which_and_can_be_read_in_another(tmp_path: Path, daemon) -> None:
    path = tmp_path / "письмо.txt"
    text = "Старик в чайной медленно пил зелёный чай и говорил об урожае и о детях."
    path.write_bytes(text.encode("koi8-r"))
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("guessed", path)
        first = session.wait(AttachedEvent)
        session.services.attachments.read_file("chosen", path, "cp1251")
        second = session.wait(AttachedEvent, lambda event: event.ticket == "chosen")
        assert (first.encoding, second.encoding) == ("koi8-r", "cp1251")
        for event, expected in ((first, text), (second, text.encode("koi8-r").decode("cp1251"))):
            before = len(session.events)
            session.services.attachments.read_content(event.attachment.id)
            assert session.wait(ContentEvent, after=before).content == expected.encode()


def test_a_drive_that_does_not_answer_holds_up_neither_the_others_nor_the_end(
    tmp_path: Path, daemon, monkeypatch
) -> None:
    """Reading blocks for ever, as on a network drive whose server is gone."""
    reading = threading.Event()

    def stall(path: Path, limit: int) -> bytes:
        if path.name == "stalled":
            reading.wait()
        return b"tea"

    monkeypatch.setattr(runtime, "read_regular", stall)
    monkeypatch.setattr(runtime, "FILE_SECONDS", 0.3)
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("stalled", tmp_path / "stalled")
        session.services.attachments.read_file("other", tmp_path / "other")
        first, second = (
            session.wait(AttachedEvent, lambda event, t=t: event.ticket == t) for t in ("other", "stalled")
        )
        assert first.attachment is not None
        assert second.trouble.problem is Problem.FILE_STALLED
        session.services.attachments.read_file("again", tmp_path / "stalled")
    reading.set()


def test_whatever_fails_while_a_file_is_read_is_told(tmp_path: Path, daemon, monkeypatch) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("Привет".encode("koi8-r"))

    async def out_of_processes(*_args, **_how):
        raise BlockingIOError("no more processes")

    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        monkeypatch.setattr(attachments.asyncio, "create_subprocess_exec", out_of_processes)
        session.services.attachments.read_file("t", path)
        assert session.wait(AttachedEvent).trouble.problem is Problem.UNEXPECTED


def test_a_pdf_that_takes_too_long_is_given_up_and_its_process_ended(tmp_path: Path, daemon, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "DOCUMENT_SECONDS", 0.0)
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        session.services.attachments.read_file("t", path)
        assert session.wait(AttachedEvent).trouble.problem is Problem.PDF_TOO_COMPLEX
    assert not [child for child in psutil.Process().children() if "read-document" in child.cmdline()]


def test_names_that_cannot_be_kept_or_deceive_are_made_harmless(tmp_path: Path, daemon) -> None:
    names = (b"bytes-\xff.txt", "a\u202egpj.exe".encode(), b"line\nbreak.txt")
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        session.ready()
        for name in names:
            path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
            path.write_text("tea")
            before = len(session.events)
            session.services.attachments.read_file("t", path)
            held = session.wait(AttachedEvent, after=before).attachment
            assert held is not None
            assert held.name.isprintable()
            held.name.encode()


def test_attachments_survive_a_restart_with_the_draft_and_what_nothing_names_is_gone(tmp_path: Path, daemon) -> None:
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        conversation, reply = session.send(Draft("Hello"), model=READS)
        session.ended(reply)
        held, dropped = picture(session), picture(session, b"left out again")
        session.services.history.save_draft(conversation, Draft("look", (held,)))
        session.services.attachments.read_content(dropped.id)
        assert session.wait(ContentEvent).content == b"left out again"
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.history.open_conversation(conversation)
        assert session.wait(OpenedEvent).draft == Draft("look", (held,))
        session.services.attachments.read_content(held.id)
        assert session.wait(ContentEvent, lambda event: event.attachment_id == held.id).content == b"a picture"
        session.services.attachments.read_content(dropped.id)
        assert session.wait(ContentEvent, lambda event: event.attachment_id == dropped.id).content is None


def test_an_id_is_the_digest_so_the_same_picture_is_kept_once(tmp_path: Path, daemon) -> None:
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        first, again, other = picture(session), picture(session), picture(session, b"another")
        assert first == again
        assert first.id != other.id
