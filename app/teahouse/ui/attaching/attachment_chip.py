"""The chip of an unsent attachment: thumbnail, name, size, guessed text encoding, remove button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.desktop.documents import ENCODINGS
from teahouse.ui.attaching.attachment_reader import ReadAttachment
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme

SIDE = 34  # pixels of the thumbnail
WIDTH = 220  # preferred pixels
HEIGHT = 42


class AttachmentChip(QWidget):
    """`removed`: the user removed it; `reread` carries the chosen encoding."""

    removed = Signal()
    reread = Signal(str)

    def __init__(self, theme: Theme, taken: ReadAttachment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.attachment = taken.attachment
        self._encoding = taken.encoding
        self._name = ElidedLabel(self.attachment.name, self)
        self._facts = Muted("", self)
        self._thumbnail = _Thumbnail(theme, self)
        self.remove_button = IconButton(theme, "close", side=24)
        self.remove_button.clicked.connect(self.removed)
        self.encoding_button = Button(ENCODINGS.get(taken.encoding, ""), kind="quiet", parent=self)
        self.encoding_button.setVisible(bool(taken.encoding) and taken.path is not None)
        self.encoding_button.clicked.connect(self._offer_encodings)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self._thumbnail)
        row.addLayout(texts, 1)
        row.addWidget(self.encoding_button)
        row.addWidget(self.remove_button)
        theme.changed.connect(self._set_size)
        self._set_size()
        self.retranslate()

    def _set_size(self) -> None:
        self.setMinimumWidth(self._theme.px(WIDTH) // 2)
        self.setMaximumWidth(self._theme.px(WIDTH * 2))
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.update()

    def show_picture(self, image: QImage) -> None:
        """Show the decoded thumbnail."""
        self._thumbnail.show_picture(image)

    def retranslate(self) -> None:
        held = self.attachment
        size = numbers.size(held.size)
        if held.is_picture:
            size = self.tr("{width} × {height} · {size}").format(width=held.width, height=held.height, size=size)
        self._facts.setText(size)
        self.setAccessibleName(f"{held.name}, {size}")
        self.remove_button.set_name(self.tr("Leave out {name}").format(name=held.name))
        encoding = ENCODINGS.get(self._encoding, "")
        words = self.tr("Read as {encoding}; choose another encoding if the text looks wrong").format(encoding=encoding)
        self.encoding_button.setToolTip(words)
        self.encoding_button.setAccessibleName(words)

    def _offer_encodings(self) -> None:
        menu = Menu(self)
        for encoding, name in ENCODINGS.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(encoding == self._encoding)
            action.triggered.connect(lambda _on=False, chosen=encoding: self.reread.emit(chosen))
        open_below(menu, self.encoding_button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._theme.colours.border))
        painter.setBrush(QColor(self._theme.colours.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class _Thumbnail(QWidget):
    """A square with the picture, or a document icon."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = QPixmap()
        self.setFixedSize(SIDE, SIDE)

    def show_picture(self, image: QImage) -> None:
        self._pixmap = QPixmap.fromImage(image)
        self._pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._pixmap.isNull():
            icons.paint_glyph(painter, "document", QRectF(7, 7, SIDE - 14, SIDE - 14), self._theme.colours.muted)
        else:
            painter.drawPixmap(0, 0, self._pixmap)
