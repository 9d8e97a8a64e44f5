"""The application on an accessibility bus of its own: two real models, the real engine, a listener on the bus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from access import _bus
from access._bus import Listener
from fixtures.models import make_models_dir
from journeys import person as journey
from journeys.person import Person, person_at
from teahouse.desktop.paths import Paths


def pytest_collection_modifyitems(items):
    """Where the bus or a screen is missing, say what is."""
    for item in items:
        if _bus.why_not and "tests/access" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason=_bus.why_not))


class SlowPerson(Person):
    """While somebody listens, Qt tells the bus of every key before the window gets it, so a key takes a while."""

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        super().press(key, modifiers)
        QTest.qWait(KEY)

    def type(self, text):
        for letter in text:
            super().type(letter)
            QTest.qWait(KEY)


KEY = 50  # milliseconds


@pytest.fixture
def person(tmp_path, monkeypatch):
    """Somebody at the window, with SmolLM2-135M and Gemma 3 270M."""
    monkeypatch.setattr(journey, "PATIENCE", 180.0)
    monkeypatch.setattr(journey, "Person", SlowPerson)
    make_models_dir(Paths.of({"TEAHOUSE_HOME": str(tmp_path)}).models, longest=60)
    with person_at(tmp_path) as there:
        there.wait_for_models(2)
        yield there


@pytest.fixture
def listener(person):
    """Who listens to that window on the bus."""
    there = Listener()
    person.until(lambda: len(there.tree()) > 5, "the application was not on the bus")
    yield there
    there.close()
