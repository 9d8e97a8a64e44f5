"""The greeting of an empty chat: examples and the state of this computer, or a model to pull where there is none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.chat.no_models_view import NoModelsView, describe_setup
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.kit.painting import paint_box
from teahouse.ui.style import Theme

HEIGHT = 58
PAD = 14


class ExampleCard(QAbstractButton):
    """An example question: its title and its beginning. `taken` carries the whole question."""

    taken = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prompt = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda: self.taken.emit(self._prompt))
        theme.changed.connect(self.updateGeometry)

    def show_example(self, title: str, prompt: str) -> None:
        """Take a title and the question it stands for."""
        self._prompt = prompt
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(prompt.strip())
        self.setToolTip(prompt.strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        focused = self.hasFocus()
        ground = colours.raised if self.underMouse() or self.isDown() else colours.surface
        edge = colours.accent if focused else colours.border
        paint_box(painter, self.rect(), ground, edge, width=2 if focused else 1, radius=10)
        inner = QRectF(self.rect()).adjusted(PAD, 9, -PAD, -9)
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        self._paint_line(painter, upper, self.text(), bold=True)
        self._paint_line(painter, upper.translated(0, inner.height() / 2), " ".join(self._prompt.split()), bold=False)

    def _paint_line(self, painter: QPainter, rect: QRectF, text: str, *, bold: bool) -> None:
        font = self._theme.font(bold=True) if bold else self._theme.small()
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text if bold else self._theme.colours.muted))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


COLUMN = 640
TWO_COLUMNS = 520


class Greeting(VerticalScroll):
    """`example`: a text for the composer; `retry`: look for hosts and models."""

    example = Signal(str)
    retry = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._host: HostEvent | None = None
        self._models: ModelsEvent | None = None
        self._memory: MemoryEvent | None = None
        self.welcome = QLabel(self)
        self.welcome.setProperty("role", "title")
        self.examples = [ExampleCard(theme, self) for _ in range(4)]
        self.missing = NoModelsView(theme, self)
        self.found = Muted("", self)
        self._lay_out()
        ShiftGuard(self._column)
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._column = QWidget(inside)
        self._column.setMaximumWidth(COLUMN)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self.welcome)
        column.addWidget(self.missing)
        column.addSpacing(6)
        column.addLayout(self._grid)
        column.addSpacing(6)
        column.addWidget(self.found)
        column.addStretch(3)
        for label in (self.welcome, self.found):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._column, 8)
        row.addStretch(1)
        self.setWidget(inside)
        self._place_examples(2)

    def _connect_signals(self) -> None:
        self.missing.retry.connect(self.retry)
        for card in self.examples:
            card.taken.connect(self.example)

    def _place_examples(self, columns: int) -> None:
        for at, card in enumerate(self.examples):
            self._grid.addWidget(card, at // columns, at % columns)

    def show_host(self, host: HostEvent) -> None:
        """Show the state of the daemon."""
        self._host = host
        self._write_text()

    def show_models(self, models: ModelsEvent) -> None:
        """Show the installed models."""
        self._models = models
        self._write_text()

    def show_memory(self, memory: MemoryEvent) -> None:
        """Show the free memory."""
        self._memory = memory
        self._write_text()

    @property
    def free_below(self) -> int:
        """The free pixels below the content."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        parts = self._column.findChildren(QWidget, options=direct)
        last = max((part.geometry().bottom() for part in parts if part.isVisible()), default=0)
        return max(0, self.viewport().height() - self._column.mapTo(self.viewport(), QPoint(0, last)).y())

    @property
    def has_none(self) -> bool:
        """Whether it is known that no chat model is installed."""
        models = self._models
        if models is None or models.trouble is not None:
            return False
        return not any(entry.card.chats for entry in models.models)

    def _write_text(self) -> None:
        none = self.has_none and self._host is not None and self._host.state is HostState.READY
        sentence = describe_setup(self._host, self._models, self._memory)
        gone = self._host is not None and self._host.state in (HostState.LOST, HostState.FAILED)  # a notice says it
        self.found.setText(sentence)
        self.found.setVisible(not none and not gone)
        self.missing.setVisible(none)
        for card in self.examples:
            card.setVisible(not none)
        if none:
            self.missing.show_found(sentence)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.welcome.setText(self.tr("What would you like to talk about?"))
        prompts = (
            (self.tr("Explain something"), self.tr("Explain how vaccines train the immune system, in plain words.")),
            (self.tr("Write some code"), self.tr("Write a Python function that finds duplicate files in a folder.")),
            (self.tr("Polish a text"), self.tr("Make this message shorter and friendlier:\n\n")),
            (
                self.tr("Plan something"),
                self.tr("Plan a quiet weekend in Hangzhou with one long walk."),
            ),
        )
        for card, (title, prompt) in zip(self.examples, prompts, strict=True):
            card.show_example(title, prompt)
        self._write_text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_examples(2 if event.size().width() >= TWO_COLUMNS else 1)
        super().resizeEvent(event)
