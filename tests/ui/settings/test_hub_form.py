"""The settings about the hubs: what is used, what is refused, and where a token goes."""

from __future__ import annotations

from typing import Any

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub import Hub
from teahouse.services.catalogue.hub_events import HubTokenEvent
from teahouse.ui.settings.hub_form import HubForm


@pytest.fixture
def form(bridge: Any, preferences: Any, calls: Any, qtbot: Any) -> HubForm:
    made = HubForm(bridge, preferences)
    qtbot.addWidget(made)
    return made


def test_mirrors_and_proxy_are_stored_when_they_are_used(form: HubForm, preferences: Any) -> None:
    form.hugging_face.setText("hf-mirror.com/")
    form.proxy.setText("socks5://127.0.0.1:1080")
    assert preferences.values.hugging_face_mirror == ""
    form.use.click()
    assert preferences.values.hugging_face_mirror == "https://hf-mirror.com"
    assert preferences.values.hub_proxy == "socks5://127.0.0.1:1080"


def test_what_is_no_address_changes_nothing(form: HubForm, preferences: Any) -> None:
    before = preferences.values
    form.hugging_face.setText("hf-mirror.com")
    form.proxy.setText("ftp://tea")
    form.use.click()
    assert preferences.values == before
    assert "ftp://tea" in form.answer.text()


def test_a_token_goes_to_the_services_and_nowhere_else(
    form: HubForm, preferences: Any, calls: Any, post_events: Any
) -> None:
    form.tokens[Hub.HUGGING_FACE].setText(" secret ")
    form.use.click()
    assert calls.of("hubs.store_token") == [(Hub.HUGGING_FACE, "secret")]
    assert form.tokens[Hub.HUGGING_FACE].text() == ""
    post_events(HubTokenEvent(Hub.HUGGING_FACE, True))
    assert preferences.values.hub_tokens == ("huggingface",)
    assert "secret" not in repr(preferences.values)
    form.forget.click()
    assert calls.of("hubs.store_token")[-1] == (Hub.HUGGING_FACE, "")
    post_events(HubTokenEvent(Hub.HUGGING_FACE, False))
    assert preferences.values.hub_tokens == ()


def test_a_keyring_that_is_missing_is_told(form: HubForm, post_events: Any) -> None:
    post_events(HubTokenEvent(Hub.HUGGING_FACE, True, Trouble(Problem.KEYRING_MISSING, host="https://huggingface.co")))
    assert "keyring" in form.answer.text()
