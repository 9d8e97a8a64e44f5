"""Measures the transcript inside its own process, one scene at a time, and prints what it measured as JSON.

Real views are fed with pieces as a daemon sends them; a naive document, set anew for every token, is the yardstick.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from bench.figures import percentile
from fixtures.transcripts import conversation_of_pairs, piece_events, reply_text
from teahouse.core.conversation import Conversation, Message, Role, State
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.style import Theme
from teahouse.ui.transcript.layout.frame_clock import FrameClock
from teahouse.ui.transcript.view import TranscriptView

SIZE = (1028, 720)
SIGNS = 4  # characters a token


class Scene:
    """An application with one theme, and views in it."""

    def __init__(self) -> None:
        self.app = QApplication([])
        self.theme = Theme(self.app, "light")

    def view(self, conversation: Conversation, clock: FrameClock | None = None) -> TranscriptView:
        view = TranscriptView(self.theme, clock=clock)
        view.resize(*SIZE)
        view.show()
        view.show_conversation(conversation)
        return view

    def rest(self, *views: TranscriptView) -> None:
        """Let everything that is under way come to its end."""
        until = time.perf_counter() + 10
        while any(view._style.idle_queue.busy or view._clock.running for view in views) and time.perf_counter() < until:
            self.app.processEvents()

    def painted_frame(self, view: TranscriptView) -> None:
        """One frame with all that it costs."""
        view._clock.cancel_frame(view._streaming.make_frame)
        view._streaming.make_frame()
        self.app.processEvents()


def memory() -> int:
    """Bytes that this process has written and nobody shares: what others map of Qt's files does not move it."""
    gc.collect()
    sizes = [int(found.private_dirty) for found in psutil.Process().memory_maps(grouped=True)]
    return sum(sizes)


def flat(scene: Scene) -> dict[str, Any]:
    """A reply of 64,000 tokens: every token of its first and last tenth is a frame of its own, the most it can cost."""
    count = 64_000
    view = scene.view(conversation_of_pairs(3, streaming=True))
    event = piece_events("a2", reply_text(count * SIGNS), SIGNS)[:count]
    scene.painted_frame(view)
    tenth = count // 10
    early = _each_a_frame(scene, view, event[:tenth])
    for at in range(tenth, count - tenth, 400):
        view.append_pieces(event[at : min(at + 400, count - tenth)])
        scene.painted_frame(view)
    late = _each_a_frame(scene, view, event[count - tenth :])
    return {"early": early / tenth, "late": late / tenth}


def _each_a_frame(scene: Scene, view: TranscriptView, event: list[PieceEvent]) -> float:
    start = time.process_time()
    for piece in event:
        view.append_pieces([piece])
        scene.painted_frame(view)
    return time.process_time() - start


def baseline(scene: Scene) -> dict[str, Any]:
    """16,000 tokens at 100 a second: ours in the clock's 30 frames a second, and with a frame for each token; and a
    whole document set anew for each token (every 200th, times 200)."""
    count = 16_000
    text = reply_text(count * SIGNS)[: count * SIGNS]
    event = piece_events("a2", text, SIGNS)
    view = scene.view(conversation_of_pairs(3, streaming=True))
    start = time.process_time()
    for at in range(0, count, 10):  # 3, 3 and 4 tokens a frame
        for low, high in ((at, at + 3), (at + 3, at + 6), (at + 6, at + 10)):
            for piece in event[low:high]:
                view.append_pieces([piece])
            scene.painted_frame(view)
    ours = time.process_time() - start
    view.close()
    view = scene.view(conversation_of_pairs(3, streaming=True))
    each = _each_a_frame(scene, view, event)
    view.close()
    browser = QTextBrowser()
    browser.resize(*SIZE)
    browser.show()
    naive = 0.0
    for number in range(100, count, 200):
        start = time.process_time()
        browser.document().setMarkdown(text[: number * SIGNS], QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        browser.verticalScrollBar().setValue(browser.verticalScrollBar().maximum())
        browser.viewport().repaint()
        naive += (time.process_time() - start) * 200
    browser.close()
    return {"ours": ours, "each": each, "naive": naive}


def steady(scene: Scene, rate: int, lanes: int, seconds: float = 6.0) -> dict[str, Any]:
    """Pieces come by the clock; frames are timed with their painting, and the end is waited for."""
    frame_clock = FrameClock()
    views = [scene.view(conversation_of_pairs(2, streaming=True), frame_clock) for _ in range(lanes)]
    for view in views:
        view.resize(SIZE[0] // min(lanes, 2), SIZE[1] // (1 if lanes < 3 else 2))
    text = reply_text(int(rate * seconds * SIGNS) + SIGNS)[: int(rate * seconds) * SIGNS]
    event = piece_events("a1", text, SIGNS)
    scene.rest(*views)
    layouts, frames = sum(view.layouts for view in views), sum(view.frames for view in views)
    turns: list[tuple[float, float]] = []
    sent, start, used = 0, time.perf_counter(), time.process_time()
    while sent < len(event):
        due = min(len(event), int((time.perf_counter() - start) * rate))
        if due > sent:
            for view in views:
                view.append_pieces(event[sent:due])
            sent = due
        turns += _turn(scene, views)
        time.sleep(0.001)
    last = time.perf_counter()
    while any(view._messages.find_item("a1").live.text for view in views):
        turns += _turn(scene, views)
    lag = time.perf_counter() - last
    clock, spent = zip(*turns, strict=True)
    frames = sum(view.frames for view in views) - frames
    return {
        "lag": lag,
        "p99": percentile(clock, 0.99),
        "p99_cpu": percentile(spent, 0.99),
        "longest": max(clock),
        "cpu": (time.process_time() - used) / seconds,
        "layouts": sum(view.layouts for view in views) - layouts,
        "frames": frames,
        "tokens": sent * lanes,
    }


def _turn(scene: Scene, views: list[TranscriptView]) -> list[tuple[float, float]]:
    """Seconds of one turn of the loop in which a frame was made, and of the next, which paints it: by the clock, and of
    CPU, which others on the machine do not change. Nothing where no frame was made."""
    frames = sum(view.frames for view in views)
    began, used = time.perf_counter(), time.process_time()
    scene.app.processEvents()
    if sum(view.frames for view in views) == frames:
        return []
    scene.app.processEvents()
    return [(time.perf_counter() - began, time.process_time() - used)]


def large(scene: Scene) -> dict[str, Any]:
    """10,000 messages of 20 MB beside 10: first paint, memory, going anywhere, resizing."""
    reply = reply_text(3900)
    small, opened = conversation_of_pairs(5, reply=reply), {10: [], 10_000: []}
    warm = scene.view(small)
    warm.viewport().repaint()
    scene.rest(warm)
    before = memory()
    big = conversation_of_pairs(5000, reply=reply)
    size = sum(len(message.text) for message in big)
    view = scene.view(big)
    jumps, sizes = _jumps(scene, view), _resizes(scene, view)
    held = memory() - before
    view.close()
    for _ in range(21):
        for conversation in (small, big):
            conversation = conversation.copy_tree()  # as the services hand it over, its path worked out
            gc.collect()
            start = time.perf_counter()
            view = scene.view(conversation)
            scene.app.processEvents()
            view.viewport().repaint()
            opened[len(conversation)].append(time.perf_counter() - start)
            view.close()
    return {"small": opened[10], "big": opened[10_000], "jumps": jumps, "resizes": sizes, "bytes": size, "memory": held}


def _jumps(scene: Scene, view: TranscriptView) -> list[float]:
    found = []
    for step in range(60):
        bar = view.verticalScrollBar()
        target = bar.maximum() * ((step * 37) % 100) // 100
        start = time.perf_counter()
        bar.setValue(target)
        view.viewport().repaint()
        found.append(time.perf_counter() - start)
        scene.rest(view)
    return found


def _resizes(scene: Scene, view: TranscriptView) -> list[float]:
    found = []
    for step in range(200):
        width = 1000 - (step if step < 100 else 200 - step) * 4
        start = time.perf_counter()
        view.resize(width, SIZE[1])
        view.viewport().repaint()
        found.append(time.perf_counter() - start)
        scene.app.processEvents()
    return found


def soak(scene: Scene) -> dict[str, Any]:
    """An hour at 100 tokens a second, sped up: 240 replies of 1,500 tokens in one conversation."""
    tree = conversation_of_pairs(1)
    view = scene.view(tree)
    text = reply_text(1500 * SIGNS)[: 1500 * SIGNS]
    held, parent = [], "a0"
    for turn in range(240):
        question = Message(f"q{turn}", parent, Role.USER, "And then?")
        reply = Message(f"r{turn}", question.id, Role.ASSISTANT, model="m", state=State.STREAMING)
        view.add_messages((question, reply))
        for at in range(0, len(text), 200):
            view.append_pieces([PieceEvent("c", reply.id, text=text[at : at + 200])])
            scene.painted_frame(view)
        view.finish_reply(tree.update_message(replace(tree[reply.id], text=text, state=State.DONE)))
        parent = reply.id
        if turn % 12 == 11:
            scene.rest(view)
            held.append(memory() - sum(len(message.text) for message in tree))
    return {"held": held}


SCENES: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "flat": flat,
    "baseline": baseline,
    "one": lambda scene: steady(scene, 1000, 1),
    "four": lambda scene: steady(scene, 250, 4),
    "large": large,
    "soak": soak,
}


if __name__ == "__main__":
    print(json.dumps(SCENES[sys.argv[1]](Scene())))
