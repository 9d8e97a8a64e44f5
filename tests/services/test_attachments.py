"""Files go with messages: kept before they are sent, sent as the API takes them, kept while something names them."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from fixtures.backstage import Backstage
from fixtures.scripted_answers import body, rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Draft
from teahouse.core.errors import Problem
from teahouse.services.news import AttachedNews, ContentNews, OpenedNews

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


def picture(stage: Backstage, content: bytes = b"a picture") -> Attachment:
    before = len(stage.news)
    stage.services.attachments.take("t", "tea.png", "image/png", content, 4, 3)
    attachment = stage.wait(AttachedNews, after=before).attachment
    assert attachment is not None
    return attachment


def asked(daemon: ScriptedDaemon) -> list[dict]:
    return json.loads(daemon.requested("/api/chat")[-1].body)["messages"]


def test_a_picture_goes_with_its_question_and_with_every_later_one(tmp_path: Path, daemon) -> None:
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        held = picture(stage)
        conversation, reply = stage.send(Draft("What is it?", (held,)), model=SEES)
        stage.ended(reply)
        assert [b64decode(image) for image in asked(daemon)[0]["images"]] == [b"a picture"]
        _, second = stage.send(Draft("And its colour?"), model=SEES, conversation=conversation)
        stage.ended(second)
        messages = asked(daemon)
        assert len(messages[0]["images"]) == 1
        assert "images" not in messages[-1]


def test_a_model_that_cannot_see_says_so_and_reads_the_names_of_older_pictures(tmp_path: Path, daemon) -> None:
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        held = picture(stage)
        conversation, reply = stage.send(Draft("What is it?", (held,)), model=READS)
        failed = stage.ended(reply)
        assert (failed.problem, failed.facts["capability"]) == (Problem.MODEL_CANNOT.value, "vision")
        assert not daemon.requested("/api/chat")
        _, second = stage.send(Draft("Tell me of tea"), model=READS, conversation=conversation)
        stage.ended(second)
        (message,) = asked(daemon)
        assert "images" not in message
        assert "[tea.png]" in message["content"]


def test_the_text_of_a_file_stands_above_the_question(tmp_path: Path, daemon) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# 茶\n", encoding="utf-8")
    with Backstage(tmp_path / "home", host=daemon.url) as stage:
        stage.ready()
        stage.services.attachments.read("t", path)
        held = stage.wait(AttachedNews).attachment
        assert held is not None
        path.unlink()  # what was attached is kept here
        _, reply = stage.send(Draft("Summarise", (held,)), model=READS)
        stage.ended(reply)
        assert asked(daemon)[0]["content"] == "notes.md:\n```\n# 茶\n```\n\nSummarise"


def test_what_cannot_be_read_is_told_with_its_ticket(tmp_path: Path, daemon) -> None:
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        stage.services.attachments.read("mine", tmp_path / "gone.txt")
        news = stage.wait(AttachedNews)
        assert (news.ticket, news.attachment) == ("mine", None)
        assert news.trouble.problem is Problem.FILE_UNREADABLE


def test_attachments_survive_a_restart_with_the_draft_and_what_nothing_names_is_gone(tmp_path: Path, daemon) -> None:
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        conversation, reply = stage.send(Draft("Hello"), model=READS)
        stage.ended(reply)
        held, dropped = picture(stage), picture(stage, b"left out again")
        stage.services.history.save_draft(conversation, Draft("look", (held,)))
        stage.services.attachments.show(dropped.id)
        assert stage.wait(ContentNews).content == b"left out again"
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        stage.services.history.open(conversation)
        assert stage.wait(OpenedNews).draft == Draft("look", (held,))
        stage.services.attachments.show(held.id)
        assert stage.wait(ContentNews, lambda news: news.attachment_id == held.id).content == b"a picture"
        stage.services.attachments.show(dropped.id)
        assert stage.wait(ContentNews, lambda news: news.attachment_id == dropped.id).content is None


def test_an_id_is_the_digest_so_the_same_picture_is_kept_once(tmp_path: Path, daemon) -> None:
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        first, again, other = picture(stage), picture(stage), picture(stage, b"another")
        assert first == again
        assert first.id != other.id
