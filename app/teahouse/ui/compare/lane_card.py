"""The card of a lane: the button with its model, the meters, the transcript of the answers, and a line with its
state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum, auto
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.conversation import Conversation, Draft, Message, Role, State
from teahouse.core.stream_events import PhaseSubject
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.ui.compare.lane_meters import LaneMeters
from teahouse.ui.compare.shared import ExampleCard, FrameClock, lane_view
from teahouse.ui.compare.words import fitted, without_host
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.painting import paint_box, paint_tile
from teahouse.ui.kit.popup import Menu, open_above
from teahouse.ui.style import Theme
from teahouse.ui.transcript.view import TranscriptView

LaneReplyEvent = PhaseEvent | RethoughtEvent | ReplyEvent | RemovedEvent


class LaneTranscript:
    """The transcript of one lane. Events of conversations that are not shown are dropped."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._conversation: Conversation | None = None
        self._author = ("", False)
        self._is_renamed = False  # since the conversation was shown

    def show_author(self, name: str, *, is_blind: bool) -> None:
        """Set the shown name of the model; `is_blind`: hide everything else that identifies it."""
        if (name, is_blind) != self._author:
            self._author, self._is_renamed = (name, is_blind), True
            self._view.show_author(name, hides_model=is_blind)

    def show_conversation(self, conversation: Conversation, *, is_running: bool) -> None:
        """Show the lane's conversation, unless the same is shown already. One without running answers is scrolled to
        the beginning of its last turn."""
        known = self._conversation
        if known is not None and not (self._is_renamed or _is_behind(known, conversation, is_running=is_running)):
            return
        self._conversation, self._is_renamed = conversation, False
        self._view.show_conversation(conversation)
        if not is_running and (start := _last_start(conversation)):
            self._view.scroll_to(start)

    def append_pieces(self, pieces: Sequence[PieceEvent]) -> None:
        """Append pieces of answers, in order."""
        for message_id in dict.fromkeys(piece.message_id for piece in pieces):
            self._begin_answer(message_id)
        self._view.append_pieces(pieces)

    def handle_event(self, event: LaneReplyEvent) -> None:
        """Handle an event of an answer."""
        match event:
            case PhaseEvent(_, message_id):
                self._begin_answer(message_id)
                self._view.set_phase(message_id, replace(event, subject=PhaseSubject()) if self._author[1] else event)
            case RethoughtEvent(_, message_id):
                self._begin_answer(message_id)
                self._view.turn_to_thinking(message_id)
            case ReplyEvent(_, message):
                self._finish_answer(message)
            case RemovedEvent(_, messages):
                self._remove_answers(messages)

    def choose_answer(self, message_id: str) -> None:
        """Show the answer of another repetition."""
        if self._conversation is not None:
            self._conversation.choose_message(message_id)
            self._view.refresh_path()

    def question_of(self, message_id: str) -> Draft:
        """The question in a message."""
        if self._conversation is None:
            return Draft()
        message = self._conversation[message_id]
        return Draft(message.text, message.attachments)

    def _begin_answer(self, message_id: str) -> None:
        """Add a new, empty answer below the last question."""
        conversation = self._conversation
        if conversation is None or message_id in conversation:
            return
        questions = [message.id for message in conversation if message.role is Role.USER]
        parent = questions[-1] if questions else None
        conversation.add_message(Message(message_id, parent, Role.ASSISTANT, state=State.STREAMING))
        self._view.show_conversation(conversation)

    def _finish_answer(self, message: Message) -> None:
        self._begin_answer(message.id)
        if self._conversation is None:
            return
        before = self._conversation[message.id]
        answer = replace(message, parent=before.parent, role=before.role, attachments=before.attachments)
        self._view.finish_reply(self._conversation.update_message(answer))

    def _remove_answers(self, messages: Sequence[Message]) -> None:
        """Remove answers that will not begin."""
        conversation = self._conversation
        gone = [message.id for message in messages if conversation is not None and message.id in conversation]
        if conversation is not None and gone:
            for message_id in gone:
                conversation.remove_branch(message_id)
            self._view.refresh_path()


def _is_behind(known: Conversation, told: Conversation, *, is_running: bool) -> bool:
    """Whether the shown conversation differs from the current one: it lacks a message, has an answer as running that
    has ended, or has one that never began although no answer is running."""
    if known.id != told.id or (not is_running and any(message.id not in told for message in known)):
        return True
    return any(
        message.id not in known or (known[message.id].state is State.STREAMING and message.state is not State.STREAMING)
        for message in told
    )


def _last_start(conversation: Conversation) -> str | None:
    """The id of the first message of the last turn: its question, or the answer where there is only one question."""
    path = conversation.chosen_path()
    questions = [message.id for message in path if message.role is Role.USER]
    several = sum(message.role is Role.USER for message in conversation) > 1
    return questions[-1] if questions and several else path[-1].id if path else None


HEIGHT = 30
TILE = 22
PAD = 4
GAP = 8
ARROW = 14
BELOW = 17
TALLER = 10  # where hosts are shown


class LaneButton(QAbstractButton):
    """Opens the switcher for another model; disabled while names are hidden."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tile = self._colour = self._host = ""
        self._tall = False
        self._arrow = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def show_lane(self, name: str, tile: str, colour: str, host: str | None, *, fixed: bool) -> None:
        """Set the name, and the text and colour of the tile. `host` is the end of the name, written below it (None: no
        lane has a host); `fixed`: the model cannot be changed now."""
        self._tile, self._colour, self._host = tile, colour, host or ""
        self._tall = host is not None
        self.updateGeometry()
        self.setText(name)
        self.setEnabled(not fixed)
        choose = self.tr("{model}: choose another model")
        self.setToolTip(name if fixed else choose.format(model=name))
        self.setAccessibleName(self.tr("Lane: {model}").format(model=name))
        self.update()

    def show_arrow(self, arrow: bool) -> None:
        """Whether the arrow is shown; it is not in a picture."""
        self._arrow = arrow

    def sizeHint(self) -> QSize:
        return QSize(160, self._theme.px(HEIGHT + TALLER if self._tall else HEIGHT))

    def shown_text(self) -> str:
        """The model's name, elided where it is too long."""
        name = without_host(self.text(), self._host)
        return fitted(name, QFontMetricsF(self._theme.font(bold=True)), self._room_for_name())

    def _room_for_name(self) -> float:
        arrow = self._theme.px(ARROW) + GAP if self.isEnabled() and self._arrow else 0
        return self.width() - 2 * PAD - self._theme.px(TILE) - GAP - arrow

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edge(painter)
        colours = self._theme.colours
        tile, middle = self._theme.px(TILE), self.height() / 2
        square = QRectF(PAD, middle - tile / 2, tile, tile)
        paint_tile(painter, square, "", self._theme, mark=self._tile, colour=self._colour)
        font = self._theme.font(bold=True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        left = PAD + tile + GAP
        text, below = self.shown_text(), self._theme.px(BELOW) if self._host else 0
        line = QRectF(left, 0, self._room_for_name() + 1, self.height() - below)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        if self.isEnabled() and self._arrow:
            side = self._theme.px(ARROW)
            at = left + QFontMetricsF(font).horizontalAdvance(text) + GAP / 2
            icons.paint_glyph(painter, "down", QRectF(at, line.center().y() - side / 2, side, side), colours.text)
        if self._host:
            self._paint_host(painter, QRectF(left, self.height() - below - 3, self.width() - left - PAD, below))

    def _paint_host(self, painter: QPainter, line: QRectF) -> None:
        """Paint the host below the name."""
        font = self._theme.small()
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        text = QFontMetricsF(font).elidedText(self._host, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_edge(self, painter: QPainter) -> None:
        """Paint the edge of the focused or hovered button."""
        colours = self._theme.colours
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            ground = colours.raised if self.underMouse() else colours.surface
            edge, width = (colours.accent, 2) if self.hasFocus() else (colours.border, 1)
            paint_box(painter, self.rect(), ground, edge, width=width)


NARROWEST = 264  # the minimum width of a lane in pixels
LOWEST = 110  # the minimum height of an answer: five lines


class LaneAction(Enum):
    """An action on a lane."""

    PICK_MODEL = auto()
    REMOVE = auto()
    STOP = auto()
    RETRY = auto()
    VOTE = auto()
    CONTINUE = auto()  # as a conversation
    SET_BASELINE = auto()
    SET_PARAMETERS = auto()


class LaneCard(Retranslated, QFrame):
    """`wanted` carries a `LaneAction`."""

    wanted = Signal(LaneAction)

    def __init__(self, theme: Theme, clock: FrameClock) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.button = LaneButton(theme)
        self.stop_button = IconButton(theme, "stop", side=28)
        self.retry_button = IconButton(theme, "retry", side=28)
        self.remove_button = IconButton(theme, "close", side=28)
        self.gauges = LaneMeters(theme)
        self.view = lane_view(theme, clock, self)
        self.transcript = LaneTranscript(self.view)
        self.example = ExampleCard(theme, self)
        self.foot = ElidedLabel()
        self.foot.setProperty("role", "muted")
        self.vote_button = IconButton(theme, "star", side=28)
        self.more = IconButton(theme, "more", side=28)
        self._state: tuple[bool, ...] = ()
        self._is_baseline = False
        self._answered = self._voted = False
        self._lay_out()
        self._connect_signals()
        self.show_state(live=False, answered=False, votable=False, voted=False, fixed=False, is_baseline=False)
        theme.changed.connect(self._fit_height)
        self._fit_height()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.button, 1)
        for button in (self.stop_button, self.retry_button, self.remove_button):
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(14, 0, 14, 2)
        top.addWidget(self.gauges)
        end = QHBoxLayout()
        end.setContentsMargins(14, 0, 8, 0)
        end.setSpacing(4)
        end.addWidget(self.foot, 1)
        end.addWidget(self.vote_button)
        end.addWidget(self.more)
        head.setContentsMargins(10, 0, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(top)
        offered = QHBoxLayout()
        offered.setContentsMargins(12, 4, 12, 0)
        offered.addWidget(self.example)
        column.addLayout(offered)
        column.addWidget(self.view, 1)
        column.addLayout(end)
        self.example.hide()
        self.foot.setMinimumHeight(28)
        order = self._tab_order()
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _tab_order(self) -> tuple[QWidget, ...]:
        return (
            self.button,
            self.stop_button,
            self.retry_button,
            self.remove_button,
            self.example,
            self.view,
            self.vote_button,
            self.more,
        )

    def _connect_signals(self) -> None:
        for button, action in (
            (self.button, LaneAction.PICK_MODEL),
            (self.stop_button, LaneAction.STOP),
            (self.retry_button, LaneAction.RETRY),
            (self.remove_button, LaneAction.REMOVE),
            (self.vote_button, LaneAction.VOTE),
        ):
            button.clicked.connect(self._emitter_of(action))
        self.more.clicked.connect(self._open_menu)
        self.view.choose.connect(self.transcript.choose_answer)
        self.view.retry.connect(self._emitter_of(LaneAction.RETRY))
        self.view.retry_with.connect(self._emitter_of(LaneAction.PICK_MODEL))

    def _emitter_of(self, action: LaneAction) -> Callable[[], None]:
        """A function that emits an action."""
        return lambda: self.wanted.emit(action)

    def show_state(
        self, *, live: bool, answered: bool, votable: bool, voted: bool, fixed: bool, is_baseline: bool
    ) -> None:
        """Set the state of the buttons; `is_baseline`: differences are counted from this lane."""
        state = (live, answered, votable, voted, fixed, is_baseline)
        if state == self._state:
            return
        self._state = state
        self._is_baseline, self._answered, self._voted = is_baseline, answered, voted
        self.stop_button.setVisible(live)
        self.retry_button.setVisible(answered and not live)
        self.remove_button.setVisible(not fixed)
        self.more.setVisible(not fixed)
        self.vote_button.setVisible(votable or voted)
        self.vote_button.setEnabled(votable)
        self.vote_button.show_icon("star", filled=voted)

    @contextmanager
    def without_buttons(self) -> Iterator[None]:
        """Hide the buttons, for a picture."""
        every = {self.stop_button, self.retry_button, self.remove_button, self.vote_button, self.more, self.example}
        shown = [button for button in every if not (button.isHidden() or (button is self.vote_button and self._voted))]
        self.button.show_arrow(False)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for button in shown:
            button.hide()
        try:
            yield
        finally:
            self.button.show_arrow(True)
            self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            for button in shown:
                button.show()

    def show_name(self, name: str, tile: str, colour: str, host: str | None = None, *, fixed: bool) -> None:
        """Set the name of the lane; see `LaneButton.show_lane`."""
        self.button.show_lane(name, tile, colour, host, fixed=fixed)
        self.retranslate()

    def show_example(self, example: tuple[str, str] | None) -> None:
        """Offer a question, by a title and its text, while nothing was asked; None for none."""
        if example is not None:
            self.example.show_example(*example)
        self.example.setVisible(example is not None)

    def make_menu(self) -> QMenu:
        """The menu of further actions on the lane's answer."""
        menu = Menu(self)
        colour = self._theme.colours.text
        go_on = menu.addAction(
            icons.make_icon("branch", colour),
            self.tr("Continue as a conversation"),
            self._emitter_of(LaneAction.CONTINUE),
        )
        go_on.setEnabled(self._answered)
        menu.addAction(self.tr("Parameters of this lane…"), self._emitter_of(LaneAction.SET_PARAMETERS))
        measure = QAction(self.tr("Count differences from this lane"), menu, checkable=True, checked=self._is_baseline)
        measure.triggered.connect(self._emitter_of(LaneAction.SET_BASELINE))
        menu.addAction(measure)
        return menu

    def _open_menu(self) -> None:
        open_above(self.make_menu(), self.more)

    def _fit_height(self) -> None:
        self.view.setMinimumHeight(self._theme.px(LOWEST))

    def retranslate(self) -> None:
        name = self.button.text()
        self.stop_button.set_name(self.tr("Stop {model}").format(model=name))
        self.retry_button.set_name(self.tr("Ask {model} again").format(model=name))
        self.remove_button.set_name(self.tr("Remove {model}").format(model=name))
        self.vote_button.set_name(self.tr("Best answer: {model}").format(model=name))
        self.more.set_name(self.tr("More about {model}").format(model=name))
        self.view.setAccessibleName(self.tr("Answer of {model}").format(model=name))
