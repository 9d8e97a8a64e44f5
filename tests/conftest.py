"""For every test: an isolated environment, no foreign contact, and no property is false because a machine was slow."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from typing import Any

from fixtures.isolated_environment import IsolatedEnvironment

ENVIRONMENT = IsolatedEnvironment.enter()  # before anything reads the environment

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from fixtures.scripted_daemon import ScriptedDaemon  # noqa: E402
from teahouse.desktop import model_folder  # noqa: E402
from teahouse.ollama import discovery  # noqa: E402

settings.register_profile("teahouse", deadline=None)
settings.load_profile("teahouse")

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedEnvironment]:
    """A home and folders of this test's own, and no Ollama in the system's; a foreign contact fails the test."""
    monkeypatch.setattr(discovery, "PROGRAM_FOLDERS", ())
    monkeypatch.setattr(discovery, "MAC_FOLDERS", ())
    monkeypatch.setattr(model_folder, "SERVICE", ENVIRONMENT.folder / "no-service")
    with ENVIRONMENT.of_one_test(f"test-{next(_numbers)}"):
        yield ENVIRONMENT
    contacts = ENVIRONMENT.foreign_contacts()
    assert not contacts, "foreign contacts:\n" + "\n".join(contacts)


@pytest.fixture
def daemon() -> Iterator[ScriptedDaemon]:
    """A scripted daemon for every test that asks for one."""
    with ScriptedDaemon() as daemon:
        yield daemon


def logging_state() -> dict[str, Any]:
    """What decides which records reach pytest's handlers, which are the same for all tests."""
    root, ours = logging.getLogger(), logging.getLogger("teahouse")
    filters = {f"filters of {handler!r}": list(handler.filters) for handler in root.handlers}
    return {"level": ours.level, "disabled": (ours.disabled, ours.filters, logging.root.manager.disable), **filters}


@pytest.fixture(autouse=True)
def logging_left_as_it_was() -> Iterator[None]:
    """A test that changes logging for those after it fails: what they look for in the log would be missing."""
    before = logging_state()
    yield
    after = logging_state()
    assert {name: after[name] for name in before if name in after} == before
