"""After events in any order the visible rows have a layout at the places of the message list."""

import random
from dataclasses import replace

import pytest

from fixtures.transcripts import conversation_of_pairs, reply_text
from teahouse.core.conversation import Message, Role, State
from teahouse.core.stream_events import Phase
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.style import Theme
from teahouse.ui.transcript.view import TranscriptView


class Doing:
    """One view, one conversation, and the things that can happen to them."""

    def __init__(self, view: TranscriptView, theme: Theme, seed: int) -> None:
        self.view = view
        self.theme = theme
        self.random = random.Random(seed)
        self.tree = conversation_of_pairs(25, reply=reply_text(900))
        self.count = 0
        self.live: list[str] = []
        view.show_conversation(self.tree)

    def ask(self) -> None:
        self.count += 1
        question = Message(f"q{self.count}", self.tree.leaf_id(), Role.USER, "And?\n" * self.random.randint(1, 9))
        reply = Message(f"r{self.count}", question.id, Role.ASSISTANT, model="m", state=State.STREAMING)
        self.view.add_messages((question, reply))
        self.live.append(reply.id)

    def stream(self) -> None:
        text = reply_text(2000)
        at = self.random.randrange(len(text) - 700)
        piece = text[at : at + self.random.randint(1, 600)]
        for name in self.live:
            thinks = self.random.random() < 0.3
            self.view.append_pieces([PieceEvent("c", name, "" if thinks else piece, piece if thinks else "")])
        self.view._streaming.make_frame()

    def wait(self) -> None:
        for name in self.live:
            self.view.set_phase(name, PhaseEvent("c", name, self.random.choice(list(Phase))))

    def rethink(self) -> None:
        if self.live:
            self.view.turn_to_thinking(self.live[-1])

    def finish(self) -> None:
        if not self.live:
            return
        name = self.live.pop(self.random.randrange(len(self.live)))
        item = self.view._messages.find_item(name)
        state = self.random.choice([State.DONE, State.STOPPED, State.FAILED])
        problem = "host_lost" if state is State.FAILED else ""
        done = replace(item.message, text=item.text, thinking=item.thinking, state=state, problem=problem)
        self.tree.update_message(
            replace(self.tree[name], text=done.text, thinking=done.thinking, state=state, problem=problem)
        )
        self.view.finish_reply(self.tree[name])

    def branch(self) -> None:
        message = self.random.choice(self.tree.chosen_path()[-4:])
        self.count += 1
        self.tree.add_message(replace(message, id=f"b{self.count}", state=State.DONE, text=reply_text(300)))
        self.view.refresh_path()

    def scroll(self) -> None:
        self.view.scroll_by(self.random.randint(-900, 700))

    def jump(self) -> None:
        self.view.verticalScrollBar().setValue(self.random.randrange(self.view.verticalScrollBar().maximum() + 1))

    def end(self) -> None:
        self.view.go_to_end()

    def resize(self) -> None:
        self.view.resize(self.random.randint(260, 1100), self.random.randint(120, 900))

    def zoom(self) -> None:
        self.theme.choose_look("light", self.random.choice([0.75, 1.0, 1.5]))

    def fold(self) -> None:
        self.view._actions.fold_thinking(self.random.choice(self.view.items))

    def walk(self) -> None:
        self.view._keyboard.walk_messages(self.random.choice([-1, 1]))

    def anything(self) -> str:
        name = self.random.choice(
            ["ask", "finish", "branch", "jump", "end", "resize", "zoom", "fold", "walk", "rethink", "wait"]
            + ["scroll", "stream"] * 6
        )
        getattr(self, name)()
        return name


def check(view: TranscriptView) -> None:
    """All that is in the window is laid out, for the width there is, and the sums are right."""
    layout, anchor = view._layout, view._anchor
    assert 0 <= anchor.top <= anchor.last_top
    assert view.verticalScrollBar().value() == anchor.top
    for number, item in enumerate(layout.items):
        top = layout.top_of(number) - anchor.top
        assert not item.is_open or layout.rows[number] == item.height_for(layout.width)
        if top >= anchor.height or top + layout.rows[number] <= 0:
            continue
        assert item.is_open
        assert [part.key for part in item.parts] == sorted({part.key for part in item.parts})
        for index, part in enumerate(item.parts):
            y = top + item.rows.top_of(index)
            if y < anchor.height and y + part.height > 0:
                assert part.width == layout.width, (item.id, part.key, part.width)
                assert part.height == item.rows[index]


@pytest.mark.parametrize("seed", range(6))
def test_anything_in_any_order(qtbot, theme, seed):
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    doing = Doing(view, theme, seed)
    done = []
    for _ in range(150):
        done.append(doing.anything())
        if view._streaming.is_pending:
            view._streaming.make_frame()
        check(view)
        view.viewport().repaint()
    view.clear()
