"""A dialog that stays on its screen: as large as its content, where that does not fit as large as the screen, and then
its content scrolls.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QScrollArea, QStyle, QVBoxLayout, QWidget

from teahouse.ui.kit.screen import frame_of, keep_on_screen
from teahouse.ui.theme import TEXT_SIZE

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def _hid(widget: QWidget) -> bool:
    """Whether somebody hid it, other than by not showing its parent yet."""
    attributes = (Qt.WidgetAttribute.WA_WState_ExplicitShowHide, Qt.WidgetAttribute.WA_WState_Hidden)
    return all(map(widget.testAttribute, attributes))


class Dialog(QDialog):
    """Lay out its content as in any dialog; before it is shown that moves into an area that can scroll. While it is
    shown it grows with its content, as far as the screen lets it."""

    _scroll: QScrollArea | None = None
    _least = 0  # pixels of width that it was made for

    def setVisible(self, visible: bool) -> None:
        if visible and self._scroll is None and self.layout() is not None:
            self._scroll = self._make_scroll()
            self._take_first_size()
        parent = self.parentWidget()
        if visible and not self.isVisible() and parent is not None and parent.screen() is not self.screen():
            self.setAttribute(Qt.WidgetAttribute.WA_Moved, False)  # over its window again, which has another screen now
        super().setVisible(visible)
        if visible and self._scroll is not None and self.focusWidget() is not None:
            self._scroll.ensureWidgetVisible(self.focusWidget())

    def begin_with(self, width: int, height: int) -> None:
        """Its first size, in pixels at the usual size of text; it is larger where its content needs that."""
        scale = QApplication.font().pixelSize() / TEXT_SIZE
        self.resize(round(width * scale), round(height * scale))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Be large enough for the content, and on the screen."""
        if self._scroll is None:
            return
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = self.screen().availableGeometry().marginsRemoved(frame_of(self)).size()
        self._scroll.widget().setMinimumWidth(min(self._least, room.width() - bar))
        wanted = self._content_size(self.width())
        if wanted.width() > self.width():
            wanted = self._content_size(wanted.width())
        if wanted.height() > room.height():  # a scroll bar takes some of the width
            wanted.setWidth(wanted.width() + bar)
        size = self.size().expandedTo(wanted).boundedTo(room)
        if size != self.size():
            self.resize(size)
        keep_on_screen(self)
        self._offer_bar()

    def _offer_bar(self) -> None:
        """A scroll bar only where it is needed: one that comes while the dialog still grows takes some of the width,
        and what is wrapped needs more height then."""
        fits = self._content_size(self.width()).height() <= self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scroll is not None:
            self._offer_bar()

    def _make_scroll(self) -> QScrollArea:
        """Move the content into an area that scrolls. What had the focus keeps it, what was hidden stays hidden."""
        least, focused = self.minimumSize(), self.focusWidget()
        inside = QWidget(self)  # of this window from the beginning: so the order of Tab stays
        shown = [child for child in self.findChildren(QWidget, options=DIRECT) if not _hid(child)]
        inside.setLayout(self.layout())  # takes the widgets along
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        inside.installEventFilter(self)
        self._least = least.width()
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

    def _take_first_size(self) -> None:
        """Without a size of its own it begins with that of its content."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            hint = self._scroll.widget().sizeHint()
            self.resize(self._content_size(hint.width()).expandedTo(QSize(0, hint.height())))

    def _content_size(self, width: int) -> QSize:
        """What the content needs at a width, or at its own least where that is more: as the scroll area counts it."""
        inside = self._scroll.widget()
        layout = inside.layout()
        least = layout.totalMinimumSize().expandedTo(inside.minimumSize())
        wide = max(width, least.width())
        high = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else least.height()
        return QSize(wide, max(high, inside.minimumHeight()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return super().eventFilter(watched, event)
