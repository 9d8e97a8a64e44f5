"""For every test: surroundings of its own, no foreign contact, and no property is false because a machine was slow."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from fixtures.surroundings import Surroundings

SURROUNDINGS = Surroundings.enter()  # before anything reads the environment

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from teahouse.desktop import model_folder  # noqa: E402
from teahouse.ollama import discovery  # noqa: E402

settings.register_profile("teahouse", deadline=None)
settings.load_profile("teahouse")

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    """A home and folders of this test's own, and no Ollama in the system's; a foreign contact fails the test."""
    monkeypatch.setattr(discovery, "PROGRAM_FOLDERS", ())
    monkeypatch.setattr(discovery, "MAC_FOLDERS", ())
    monkeypatch.setattr(model_folder, "SERVICE", SURROUNDINGS.folder / "no-service")
    with SURROUNDINGS.of_one_test(f"test-{next(_numbers)}"):
        yield SURROUNDINGS
    contacts = SURROUNDINGS.foreign_contacts()
    assert not contacts, "foreign contacts:\n" + "\n".join(contacts)
