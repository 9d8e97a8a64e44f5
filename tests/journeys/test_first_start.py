"""The first start without a model, and what is requested of other computers when nobody asked for anything.

The guard of the tests (`fixtures/guard.py`) fails on a connection to anything that no test started; the registry counts
the requests that reach it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from fixtures.models import add_model, smollm2_file, tiny_llama
from fixtures.registry import Registry, make_certificate
from fixtures.shipped_catalogue import shipped_json
from journeys.person import person_at
from teahouse.core.conversation import State
from teahouse.desktop.paths import Paths
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(400)]


class InputCounter(QObject):
    """Counts what a person does: presses of the mouse and of keys."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.clicks = 0
        self.keys = 0
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget):
            self.clicks += event.type() == QEvent.Type.MouseButtonPress
            self.keys += event.type() == QEvent.Type.KeyPress
        return False


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[tuple[Registry, Path]]:
    """A registry on this computer, with TLS, and its certificate."""
    certificate, key = make_certificate(tmp_path)
    with Registry(certificate=(certificate, key)) as offered:
        offered.add("library/tea:135m", model=smollm2_file(), layers=[("params", b'{"num_predict":40}\n')])
        yield offered, certificate


@pytest.fixture
def empty_home(tmp_path: Path, registry: tuple[Registry, Path]) -> Path:
    """A home without a model to chat with, and a catalogue whose models are in the registry of the test."""
    home = tmp_path / "home"
    paths = Paths.from_environment({"TEAHOUSE_HOME": str(home)})
    add_model(paths.models, "embedder:latest", tiny_llama(tmp_path / "embedder.gguf", embeds=True))
    catalogue = copy.deepcopy(shipped_json())
    names = offer_one(catalogue, registry[0].host)
    assert names
    catalogue["date"] = "2099-01-01"
    paths.data.mkdir(parents=True, exist_ok=True)
    (paths.data / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
    return home


def offer_one(catalogue: dict[str, Any], host: str) -> list[str]:
    """Keep one small family, whose sizes are pulled from `host`; returns their names before."""
    family = next(each for each in catalogue["families"] if each["id"] == "qwen3")
    catalogue["families"] = [family]
    renamed = []
    for tag in family["tags"]:
        if tag.get("name"):
            renamed.append(tag["name"])
            tag["name"] = f"{host}/library/tea:135m"
            tag["aliases"] = []
    family["tags"] = [tag for tag in family["tags"] if tag.get("name")][:1]
    return renamed


def test_three_clicks_and_no_key_lead_to_the_first_answer(
    empty_home: Path, registry: tuple[Registry, Path], qapp: QApplication
) -> None:
    offered, certificate = registry
    with person_at(empty_home, SSL_CERT_FILE=str(certificate)) as person:
        missing = person.chat_page.greeting.missing
        person.until(
            lambda: missing.isVisible() and missing.recommended is not None and missing.recommended.rows,
            "nothing was recommended",
        )
        assert offered.asked == []  # nobody asked for anything yet
        counter = InputCounter(qapp)
        person.click(missing.recommended.rows[0].button)
        example = person.chat_page.greeting.examples[0]
        person.until(lambda: example.isVisible(), "the model did not come")
        person.click(example)
        composer = person.chat_page.composer
        person.until(lambda: composer.controls.send.isEnabled(), "it cannot be sent")
        person.click(composer.controls.send)
        person.until(lambda: len(person.messages()) == 2, "it was not sent")
        reply = person.wait_for_reply()
        assert reply.state in (State.DONE, State.LENGTH)
        assert reply.text
        assert counter.clicks <= 3
        assert counter.keys == 0


def test_nothing_is_requested_by_a_start_a_rest_and_visits_of_the_models_page(
    empty_home: Path, registry: tuple[Registry, Path]
) -> None:
    offered, certificate = registry
    with person_at(empty_home, SSL_CERT_FILE=str(certificate)) as person:
        person.wait_for_models(1)
        for _ in range(2):
            page = person.window.pages.enter_models()
            for tab in ModelsTab:
                page.show_page(tab)
                person.rest(0.2)
            page.find_local_models()
            page.open_hub_search("tea")
            person.rest(0.2)
            page.workshop.local.close()
            page.hub_dialog.close()
            person.window.pages.enter_page(Page.CHAT)
        person.rest(2.0)
        assert offered.asked == []
        assert sum(offered.sent.values()) == 0
