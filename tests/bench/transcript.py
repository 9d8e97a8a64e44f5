"""What the transcript costs, measured: run it with `python tests/bench/transcript.py`.

Feeds real views with pieces as a daemon sends them, counts layouts and frames, and compares the processor time of
late tokens with that of early ones, and of the whole with a document that is set anew for every token.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parents[2] / "app"), str(Path(__file__).parents[1])]

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from fixtures.transcripts import pieces, reply_text, talk
from teahouse.ui.style import Theme
from teahouse.ui.transcript.frame_clock import FrameClock
from teahouse.ui.transcript.view import TranscriptView


def cpu() -> float:
    return time.process_time()


def memory() -> int:
    """Resident bytes of this process at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def spin(app: QApplication, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.001)


def made_view(theme: Theme, conversation, clock=None) -> TranscriptView:
    view = TranscriptView(theme, clock=clock)
    view.resize(1028, 720)
    view.show()
    view.show_conversation(conversation)
    return view


def long_reply(app: QApplication, theme: Theme, count: int) -> None:
    """Every token gets a frame of its own: the most it can cost."""
    view = made_view(theme, talk(3, streaming=True))
    news = pieces("a2", reply_text(count * 4))[:count]
    marks, start, layouts = [], cpu(), view.layouts
    for number, piece in enumerate(news):
        view.append([piece])
        view._frame()
        view.viewport().repaint()
        if number + 1 in (count // 10, count - count // 10, count):
            marks.append(cpu() - start)
    early, late = marks[0], marks[2] - marks[1]
    print(f"{count} tokens, a frame and a full repaint each: {marks[2]:.2f} s; per token first tenth "
          f"{early / (count // 10) * 1e3:.2f} ms, last tenth {late / (count // 10) * 1e3:.2f} ms, "
          f"ratio {late / early:.2f}; layouts per frame {(view.layouts - layouts) / count:.2f}")  # fmt: skip
    view.close()


def naive(app: QApplication, count: int) -> None:
    """The same text set anew as a whole, sampled every 50th token."""
    browser = QTextBrowser()
    browser.resize(1028, 720)
    browser.show()
    text, spent = reply_text(count * 4)[: count * 4], 0.0
    for number in range(0, count, 50):
        start = cpu()
        browser.document().setMarkdown(text[: number * 4], QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        browser.verticalScrollBar().setValue(browser.verticalScrollBar().maximum())
        browser.viewport().repaint()
        spent += cpu() - start
    print(f"the same, whole document per token: {spent * 50:.1f} s (sampled)")
    browser.close()


def steady(app: QApplication, theme: Theme, rate: int, lanes: int, seconds: float) -> None:
    """Pieces come by the clock; what part of one core does showing them take, and how long are the frames?"""
    clock = FrameClock()
    views = [made_view(theme, talk(2, streaming=True), clock) for _ in range(lanes)]
    for view in views:
        view.resize(1028 // min(lanes, 2), 720 // (1 if lanes < 3 else 2))
    news = pieces("a1", reply_text(int(rate * seconds * 4) + 4))
    spin(app, 0.2)
    layouts, frames = sum(view.layouts for view in views), sum(view.frames for view in views)
    sent, start, used, longest = 0, time.perf_counter(), cpu(), 0.0
    while (now := time.perf_counter() - start) < seconds:
        due = int(now * rate)
        if due > sent:
            for view in views:
                view.append(news[sent:due])
            sent = due
        began = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.002)
    frames, layouts = sum(v.frames for v in views) - frames, sum(v.layouts for v in views) - layouts
    share = (cpu() - used) / seconds
    idle = _polling(app, seconds / 4)
    print(f"{lanes} × {rate} tok/s: {share - idle:.1%} of a core (the loop itself {idle:.1%} more), {sent * lanes} "
          f"pieces in {frames} frames, {layouts / max(1, frames):.2f} layouts a frame, longest turn "
          f"{longest * 1e3:.0f} ms")  # fmt: skip
    for view in views:
        view.close()


def _polling(app: QApplication, seconds: float) -> float:
    start = cpu()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.002)
    return (cpu() - start) / seconds


def opening(app: QApplication, theme: Theme) -> None:
    """A long conversation is opened like a short one."""
    times = {}
    for pairs in (5, 5000, 5, 5000):
        conversation = talk(pairs, reply=reply_text(2000))
        before, start = memory(), time.perf_counter()
        view = made_view(theme, conversation)
        view.viewport().repaint()
        times[pairs] = time.perf_counter() - start
        print(f"{2 * pairs} messages: first paint {times[pairs] * 1e3:.0f} ms, {view.layouts} layouts, "
              f"{(memory() - before) / 1e6:.1f} MB more at most")  # fmt: skip
        start = time.perf_counter()
        for part in range(1, 10):
            view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() * part // 10)
            view.viewport().repaint()
        print(f"  a jump anywhere {(time.perf_counter() - start) / 9 * 1e3:.0f} ms; then "
              f"{len(view._flow.laid_parts())} parts are laid out")  # fmt: skip
        start = time.perf_counter()
        for width in range(1000, 900, -10):
            view.resize(width, 720)
            view.viewport().repaint()
        print(f"  a resize {(time.perf_counter() - start) / 10 * 1e3:.0f} ms")
        view.close()
        view.deleteLater()
        app.processEvents()


def main() -> None:
    app = QApplication([])
    theme = Theme(app, "light")
    long_reply(app, theme, 16_000)
    naive(app, 4_000)
    long_reply(app, theme, 4_000)
    long_reply(app, theme, 64_000)
    steady(app, theme, 50, 1, 10)
    steady(app, theme, 200, 4, 10)
    steady(app, theme, 1000, 1, 5)
    opening(app, theme)


if __name__ == "__main__":
    main()
