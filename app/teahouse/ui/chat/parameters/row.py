"""One parameter in the panel: its name, its field, what is wrong with it, and a button that resets it."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.ui.chat.parameters import words
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme

BESIDE = 96  # pixels of a field that stands beside its name, at least
PADDING = 22  # of a field at both sides of its text, with its frame


class OptionRow(QWidget):
    """`value` is what holds: the last one that could be used. `changed` tells that it is another one."""

    changed = Signal()

    def __init__(self, theme: Theme, option: str, field: Any, *, beside: bool) -> None:
        super().__init__()
        self._theme = theme
        self.option = option
        self.field = field
        self.value: Any = None
        self._default = ""
        self._trouble: Trouble | None = None
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.reset = IconButton(theme, "undo", side=24)
        self.problem = Muted()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self._beside = beside
        self._lay_out(beside)
        theme.changed.connect(self._show_state)
        field.edited.connect(self._on_edited)
        self.reset.clicked.connect(self.clear)
        self._show_state()

    def _lay_out(self, beside: bool) -> None:
        self.head = head = WrappingRow()
        head.add_group(self.label, self.reset)
        head.add_stretch()
        keep = self.reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        if beside:
            head.addWidget(self.field)
        else:
            column.addWidget(self.field)
        column.addWidget(self.problem)
        self.label.setBuddy(self.field)
        QWidget.setTabOrder(self.field, self.reset)

    def fit(self) -> None:
        """A field beside its name is wide enough for what is in it while nothing is set."""
        if self._beside:
            default = self.field.fontMetrics().horizontalAdvance(self.field.placeholderText())
            self.field.setFixedWidth(max(self._theme.px(BESIDE), default + PADDING))

    def put(self, value: Any) -> None:
        """Show a value; None is the default."""
        self.value, self._trouble = value, None
        self.field.put(value)
        self._show_state()

    def clear(self) -> None:
        """Back to the default, as the person asks for it."""
        self.put(None)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @property
    def is_changed(self) -> bool:
        """Whether it is set to something of its own."""
        return self.value is not None

    def _on_edited(self) -> None:
        before = self.value
        try:
            self.value, self._trouble = self.field.take(), None
        except Trouble as trouble:
            self._trouble = trouble
        self._show_state()
        if self.value != before:
            self.changed.emit()

    def _show_state(self) -> None:
        name = words.name(self.option)
        wrong = self._trouble is not None
        self.label.setFont(self._theme.font(bold=self.is_changed))
        mark = f'<span style="color: {self._theme.colours.accent}">•</span> '
        self.label.setText(mark + escape(name) if self.is_changed else escape(name))
        self.reset.setVisible(self.is_changed or wrong)
        self.problem.setVisible(wrong)
        self.problem.setText(words.problem(self._trouble) if self._trouble is not None else "")
        said = self.tr("{name}, changed").format(name=name) if self.is_changed else name
        self.field.setAccessibleName(said)
        self.field.setAccessibleDescription(self.problem.text() or self._explanation())

    def _explanation(self) -> str:
        """What the option does, and what holds while nothing is set."""
        return " ".join(filter(None, (words.tip(self.option), words.said_default(self._default))))

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self._default = text
        self.field.show_default(text)
        self._show_state()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.label.setToolTip(words.tip(self.option))
        self.field.setToolTip(words.tip(self.option))
        self.reset.rename(self.tr("Reset {name}").format(name=words.name(self.option)))
        if hasattr(self.field, "retranslate"):
            self.field.retranslate()
        self._show_state()
