"""A dialog as large as its content and no larger than the screen, where its content scrolls; a question; a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QResizeEvent, QShowEvent, QTextOption
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from teahouse.ui.kit.accessibility import install_factory
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.layout import VerticalScroll, frame_of, keep_on_screen
from teahouse.ui.style import TEXT_SIZE, Theme

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def _is_explicitly_hidden(widget: QWidget) -> bool:
    """Whether the widget itself was hidden, other than by its hidden parent."""
    attributes = (Qt.WidgetAttribute.WA_WState_ExplicitShowHide, Qt.WidgetAttribute.WA_WState_Hidden)
    return all(map(widget.testAttribute, attributes))


class Dialog(QDialog):
    """Before it is first shown, its layout moves into a scroll area. It grows with its content, up to the screen."""

    _scroll: QScrollArea | None = None
    _inside: QWidget | None = None  # what is scrolled
    _text_size = 0  # pixels; when the dialog was shown last
    _minimum_content_width = 0  # pixels; the minimum width set before the content moved

    def setVisible(self, visible: bool) -> None:
        if visible and self._scroll is None and (layout := self.layout()) is not None:
            self._scroll = self._make_scroll(layout)
            self._set_initial_size()
        if visible and not self.isVisible():
            self._follow_text_size()
        parent = self.parentWidget()
        if visible and not self.isVisible() and parent is not None and parent.screen() is not self.screen():
            self.setAttribute(Qt.WidgetAttribute.WA_Moved, False)  # place it over its window again, on another screen
        super().setVisible(visible)
        if visible and self._scroll is not None and self.focusWidget() is not None:
            self._scroll.ensureWidgetVisible(self.focusWidget())

    def begin_with(self, width: int, height: int) -> None:
        """Set the initial size in pixels at the default text size; the content may make it larger."""
        scale = QApplication.font().pixelSize() / TEXT_SIZE
        self.resize(round(width * scale), round(height * scale))

    def _follow_text_size(self) -> None:
        """Scale the size where the text has another one than when the dialog was shown before."""
        size = QApplication.font().pixelSize()
        if self._text_size and self._text_size != size:
            self.resize(self.size() * (size / self._text_size))
        self._text_size = size

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_to_content()

    def fit_to_content(self) -> None:
        """Grow to the size of the content and move onto the screen."""
        if self._scroll is None or self._inside is None:
            return
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = self.screen().availableGeometry().marginsRemoved(frame_of(self)).size()
        self._inside.setMinimumWidth(min(self._minimum_content_width, room.width() - bar))
        wanted = self._content_size(self.width())
        if wanted.width() > self.width():
            wanted = self._content_size(wanted.width())
        if wanted.height() > room.height():  # a scroll bar takes some of the width
            wanted.setWidth(wanted.width() + bar)
        size = self.size().expandedTo(wanted).boundedTo(room)
        if size != self.size():
            self.resize(size)
        keep_on_screen(self)
        self._set_bar_policy()

    def _set_bar_policy(self) -> None:
        """Forbid the scroll bar where the content fits: while the dialog grows, a bar would narrow wrapped text."""
        if self._scroll is None:
            return
        fits = self._content_size(self.width()).height() <= self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_bar_policy()

    def _make_scroll(self, content: QLayout) -> QScrollArea:
        """Move the content into a scroll area; focus and hidden widgets stay as they are."""
        least, focused = self.minimumSize(), self.focusWidget()
        inside = self._inside = QWidget(self)  # a child from the start: keeps the Tab order
        shown = [child for child in self.findChildren(QWidget, options=DIRECT) if not _is_explicitly_hidden(child)]
        inside.setLayout(content)  # takes the widgets along
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        inside.installEventFilter(self)
        self._minimum_content_width = least.width()
        self.setMinimumSize(0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        for child in shown:
            if child.parentWidget() is inside:
                child.show()
        if focused is not None:
            focused.setFocus()
        return area

    def _set_initial_size(self) -> None:
        """Take the size of the content where no size was set."""
        if self._inside is not None and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            hint = self._inside.sizeHint()
            self.resize(self._content_size(hint.width()).expandedTo(QSize(0, hint.height())))

    def _content_size(self, width: int) -> QSize:
        """The size that the content needs at a width, at least its own minimum, as the scroll area computes it."""
        inside, layout = self._inside, None if self._inside is None else self._inside.layout()
        if inside is None or layout is None:
            return QSize()
        least = layout.totalMinimumSize().expandedTo(inside.minimumSize())
        wide = max(width, least.width())
        high = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else least.height()
        return QSize(wide, max(high, inside.minimumHeight()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit_to_content()
        return super().eventFilter(watched, event)


WIDTH = 420
BOX = 84  # pixels; height of the detail box

Answer = tuple[str, Callable[[], object]]


class Question(Dialog):
    """A window-modal question with two or three answers; deleted when it is closed.

    `answers`: button text with its function; the last one is the safest, gets the focus and is meant by Esc. `detail`:
    foreign text of any length, shown in a read-only box.
    """

    def __init__(
        self, theme: Theme, title: str, sentence: str, answers: Sequence[Answer], parent: QWidget, detail: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.heading, self.sentence = Paragraph(title, self), Paragraph(sentence, self)
        self.heading.setFont(theme.font(15, bold=True))
        self.buttons = [self._make_button(words, do) for words, do in answers]
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for label in (self.heading, self.sentence):
            column.addWidget(label)
        if detail:
            column.addWidget(self._make_detail_box(theme, title, detail))
        column.addLayout(row)
        self.setMinimumWidth(theme.px(WIDTH))
        self.setAccessibleDescription(sentence)
        self.buttons[-1].setFocus()

    def _make_detail_box(self, theme: Theme, title: str, detail: str) -> QPlainTextEdit:
        box = QPlainTextEdit(detail, self)
        box.setProperty("role", "field")
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        box.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        box.setFixedHeight(theme.px(BOX))
        box.setAccessibleName(title)
        return box

    def _make_button(self, words: str, do: Callable[[], object]) -> Button:
        button = Button(words, parent=self)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._run_answer(do))
        return button

    def _run_answer(self, do: Callable[[], object]) -> None:
        self.close()
        do()


def ask_question(
    theme: Theme, parent: QWidget, title: str, sentence: str, *answers: Answer, detail: str = ""
) -> Question:
    """Open a question over the window of `parent`; returns at once."""
    question = Question(theme, title, sentence, answers, parent.window(), detail)
    question.open()
    return question


class ReadingArea(VerticalScroll):
    """A focusable scroll area with only text; screen readers read all of its labels on focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        install_factory()
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._interface: QAccessibleInterface | None = None

    def make_accessible(self) -> QAccessibleInterface:
        """Make the interface."""
        self._interface = ReadingAccess(self, QAccessible.Role.Document)
        return self._interface


class ReadingAccess(QAccessibleWidget):
    """A document whose description is the text of its labels."""

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Description:
            return super().text(kind)
        labels = self.widget().findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.text() and not label.isHidden())
