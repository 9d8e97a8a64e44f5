"""The application on an accessibility bus of its own: two real models, the real engine, a listener on the bus."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

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


class Delivery(QObject):
    """While somebody listens, Qt asks the bus whether a listener wants a key for himself, and hands it to the window
    when the answer is there, or does not come. `on_its_way`: it was asked about one that has not come back."""

    def __init__(self):
        super().__init__()
        self.on_its_way = 0
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.on_its_way = max(0, self.on_its_way + (1 if event.spontaneous() else -1))
        return False


class SlowPerson(Person):
    """Waits after each key until the window has got it."""

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self._slowly(lambda: super(SlowPerson, self).press(key, modifiers))

    def type(self, text):
        for letter in text:
            self._slowly(lambda letter=letter: super(SlowPerson, self).type(letter))

    def _slowly(self, press):
        delivery = Delivery()
        press()
        for _ in range(LONGEST // KEY):  # one that a popup took away with itself never comes back
            QTest.qWait(KEY)
            if not delivery.on_its_way:
                break
        delivery.deleteLater()


KEY = 50  # milliseconds
LONGEST = 10_000


@pytest.fixture
def person(tmp_path, monkeypatch):
    """Somebody at the window, with SmolLM2-135M and Gemma 3 270M."""
    monkeypatch.setattr(journey, "PATIENCE", 180.0)
    monkeypatch.setattr(journey, "Person", SlowPerson)
    make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)}).models, longest=60)
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
