"""The screen after each frame equals a complete painting of the window: of a streaming reply only the changed area is
painted, the rest stays or is moved."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from fixtures.transcripts import conversation_of_pairs, reply_text
from teahouse.core.conversation import Message, Role, State
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.transcript.page_painter import PagePainter
from teahouse.ui.transcript.view import TranscriptView

RICH = (
    "See [this][1] and $x^2$.\n\n> quote\n> more\n\n$$\n\\frac{a}{b}\n$$\n\n"
    + reply_text(1500)
    + "\n\n[1]: https://example.org\n\n- [x] done\n- [ ] open\n\n> ```sh\n> ls\n> ```\n\nEnd."
)


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(620, 420)
    made.show()
    return made


def grow(view, text="", thinking=""):
    """More of the reply comes, and a frame that shows it."""
    view.append_pieces([PieceEvent("c", "a3", text, thinking)])
    view._clock.cancel_frame(view._streaming.make_frame)
    view._streaming.make_frame()


def settle(view):
    """Let all that is under way come to its end."""
    QApplication.processEvents()
    while view._style.idle_queue.busy or view._clock.running:
        QApplication.processEvents()
    QApplication.processEvents()


def rows_that_differ(view) -> list[int]:
    """The lines of pixels in which the screen shows something else than the window painted anew would show. The smooth
    edge of a box may differ by a hair where it is cut."""
    settle(view)
    whole = QImage.Format.Format_RGB32
    screen = view.screen().grabWindow(view.winId()).toImage().convertToFormat(whole)
    anew = view.grab().toImage().convertToFormat(whole)
    assert screen.size() == anew.size()
    rows = range(screen.height())
    return [y for y in rows if not _alike(bytes(screen.scanLine(y)), bytes(anew.scanLine(y)))]


def _alike(one: bytes, other: bytes) -> bool:
    return one == other or all(abs(a - b) <= 3 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [7, 61, 400])
@pytest.mark.parametrize("away", [0, 30, 260])
def test_frames_of_a_growing_reply_leave_the_window_as_if_painted_anew(view, size, away):
    view.show_conversation(conversation_of_pairs(4, streaming=True))
    settle(view)
    grow(view, thinking="Let me see.\n" * 9)
    texts = [RICH[at : at + size] for at in range(0, len(RICH), size)]
    step = max(1, len(texts) // 60)  # a look now and then: comparing takes longer than painting
    for number, text in enumerate(texts):
        grow(view, text)
        if number == len(texts) // 3 and away:
            view.scroll_by(-away)
        if number % step == 0:
            assert rows_that_differ(view) == [], number
    view.finish_reply(Message("a3", "u3", Role.ASSISTANT, RICH, "Let me see.\n" * 9, model="m", state=State.DONE))
    assert rows_that_differ(view) == []


def test_a_growing_reply_is_not_painted_whole(view, monkeypatch):
    heights = []
    paint_area = PagePainter.paint_area

    def counting(page, painter, area, *place, **focus):
        heights.append(area.height())
        paint_area(page, painter, area, *place, **focus)

    view.show_conversation(conversation_of_pairs(4, streaming=True))
    grow(view, reply_text(3000))
    settle(view)
    monkeypatch.setattr(PagePainter, "paint_area", counting)
    for _ in range(100):
        grow(view, "word ")
        QApplication.processEvents()
    assert len(heights) >= 100
    assert sorted(heights)[len(heights) // 2] < view.viewport().height() / 2
