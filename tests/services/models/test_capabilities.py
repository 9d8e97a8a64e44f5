"""What a model can do, where the host's list of models leaves it out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import Answer, Request, body, recording
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Draft
from teahouse.core.details import read_capabilities
from teahouse.core.model import Capability, ModelCard
from teahouse.services.models.events import ModelsEvent

SEES = {"model_info": {"general.architecture": "gemma3", "gemma3.vision.block_count": 27}}
EMBEDS = {"model_info": {"general.architecture": "bert", "bert.pooling_type": 1}}
LISTED = {"capabilities": ["completion", "thinking"], "model_info": {"general.architecture": "qwen3"}}
SHOWN = {"sees:4b": SEES, "embeds:latest": EMBEDS, "thinks:8b": LISTED}


def card_of(event: ModelsEvent, name: str) -> ModelCard:
    return next(entry.card for entry in event.models if entry.card.name == name)


@pytest.fixture
def daemon():
    listed = json.loads(recording("tags.json"))["models"][0]
    listed.pop("capabilities")
    models = [{**listed, "name": name, "model": name, "digest": name} for name in SHOWN]

    def show(request: Request) -> Answer:
        return body(SHOWN[request.json["model"]])

    with ScriptedDaemon() as made:
        made.on("/api/tags", body({"models": models})).on("/api/show", show)
        yield made


def test_capabilities_the_list_leaves_out_are_looked_up_once_for_each_model(tmp_path: Path, daemon: ScriptedDaemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        told = session.wait(ModelsEvent, lambda event: all(entry.card.capabilities for entry in event.models))
        assert card_of(told, "sees:4b").has_capability(Capability.VISION)
        assert card_of(told, "thinks:8b").has_capability(Capability.THINKING)
        assert not card_of(told, "embeds:latest").chats
        after = len(session.events)
        session.services.library.refresh_models()
        again = session.wait(ModelsEvent, after=after)
        assert card_of(again, "sees:4b").has_capability(Capability.VISION)
    assert len(daemon.requested("/api/show")) == len(SHOWN)


def test_a_picture_is_not_refused_while_nobody_knows_whether_the_model_sees(tmp_path: Path, daemon: ScriptedDaemon):
    daemon.on("/api/show", Answer(status=500))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        picture = Attachment("a", "tea.png", "image/png", 3, width=1, height=1)
        _, reply = session.send(Draft("What is this?", (picture,)), model="sees:4b")
        session.ended(reply)
    assert daemon.requested("/api/chat"), "it was asked: only a model that is known to be blind is not"


def test_a_model_installed_elsewhere_is_there_when_the_window_comes_to_be_looked_at(tmp_path: Path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.wait(ModelsEvent, lambda event: all(entry.card.capabilities for entry in event.models))
        listed = json.loads(recording("tags.json"))["models"]
        daemon.on("/api/tags", body({"models": listed}))
        session.services.library.watch_memory(True)
        session.wait(ModelsEvent, lambda event: any(entry.card.name == "gemma3:270m" for entry in event.models))


@pytest.mark.parametrize(
    ("shown", "can"),
    [
        (SEES, {"completion", "vision"}),
        (EMBEDS, {"embedding"}),
        (LISTED, {"completion", "thinking"}),
        ({"model_info": {"general.architecture": "llama"}, "projector_info": {"a": 1}}, {"completion", "vision"}),
        (
            {"model_info": {"general.architecture": "qwen2"}, "template": "{{ if .Tools }}{{ .Think }}{{ .Suffix }}"},
            {"completion", "tools", "thinking", "insert"},
        ),
        ({}, set()),
        ({"model_info": 5, "capabilities": None}, set()),
    ],
)
def test_an_old_daemons_answer_tells_capabilities_too(shown, can):
    assert read_capabilities(shown) == can
