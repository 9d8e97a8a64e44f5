"""Asks for the new name of a model; stays open with the reason where a name cannot be had."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import StatusLabel
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.style import Theme

WIDTH = 420
REASON = 36  # height kept free for a reason, so that no button moves when one comes


class NameDialog(Dialog):
    """`wanted` carries the name that is asked for; whoever answers calls `accept`, or `refuse` with the reason.
    `unchanged`: a name that needs nothing done, the model's own."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, title: str, name: str, do: str, parent: QWidget, unchanged: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._unchanged, self._waits = unchanged, False
        label = QLabel(self.tr("New name"), self)
        self.field = LineField(name, self)
        label.setBuddy(self.field)
        self.reason = StatusLabel("", self)
        self.reason.setMinimumHeight(theme.px(REASON))
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cancel, self.ok = Button(self.tr("Cancel"), parent=self), Button(do, "primary", self)
        self.ok.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        for widget in (label, self.field, self.reason):
            column.addWidget(widget)
        column.addLayout(foot)
        self.setMinimumWidth(theme.px(WIDTH))
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self._on_ok)
        self.field.textEdited.connect(self._on_edited)
        self.field.selectAll()
        self._on_edited(name)

    @property
    def waits(self) -> bool:
        """Whether a name was asked for and nothing came of it yet."""
        return self._waits

    def _on_edited(self, text: str) -> None:
        """Another name: what was said of the one before does not hold for it."""
        self.reason.say("")
        self.ok.setEnabled(bool(text.strip()))

    def _on_ok(self) -> None:
        name = self.field.text().strip()
        if name == self._unchanged:
            self.reject()  # it has that name
            return
        self._waits = True
        self.field.setEnabled(False)
        self.ok.setEnabled(False)
        self.wanted.emit(name)

    def refuse(self, reason: str) -> None:
        """Say why this name cannot be had; the person changes it, or gives up."""
        self._waits = False
        self.field.setEnabled(True)
        self.ok.setEnabled(True)
        self.reason.say(reason, bad=True)
        announce(self.field, reason, urgent=True)
        self.field.setFocus()
        self.field.selectAll()
