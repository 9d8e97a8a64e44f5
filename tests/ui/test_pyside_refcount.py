"""PySide6 6.12.0 drops a reference to True with every signal under Python 3.11, and aborts in the end."""

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    said = Signal()


def test_emitting_signals_keeps_the_references_to_true(qapp):
    sender = Sender()
    heard = []
    sender.said.connect(lambda: heard.append(1))
    before = sys.getrefcount(True)
    for _ in range(1000):
        sender.said.emit()
    assert len(heard) == 1000
    assert abs(sys.getrefcount(True) - before) < 100
