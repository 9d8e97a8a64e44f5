"""The panel at the right of a conversation: the system prompt and the options, as the one table of options has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.options import OPTIONS, Option
from teahouse.ui.chat.parameters import fields
from teahouse.ui.chat.parameters.fields import FormField, NumberField, StayField, StopField, TextField
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.style import Theme

# One parameter in the panel: its name, its field, what is wrong with it, and a button that resets it.

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
        name = fields.name(self.option)
        wrong = self._trouble is not None
        self.label.setFont(self._theme.font(bold=self.is_changed))
        mark = f'<span style="color: {self._theme.colours.accent}">•</span> '
        self.label.setText(mark + escape(name) if self.is_changed else escape(name))
        self.reset.setVisible(self.is_changed or wrong)
        self.problem.setVisible(wrong)
        self.problem.setText(fields.problem(self._trouble) if self._trouble is not None else "")
        said = self.tr("{name}, changed").format(name=name) if self.is_changed else name
        self.field.setAccessibleName(said)
        self.field.setAccessibleDescription(self.problem.text() or self._explanation())

    def _explanation(self) -> str:
        """What the option does, and what holds while nothing is set."""
        return " ".join(filter(None, (fields.tip(self.option), fields.said_default(self._default))))

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self._default = text
        self.field.show_default(text)
        self._show_state()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.label.setToolTip(fields.tip(self.option))
        self.field.setToolTip(fields.tip(self.option))
        self.reset.rename(self.tr("Reset {name}").format(name=fields.name(self.option)))
        if hasattr(self.field, "retranslate"):
            self.field.retranslate()
        self._show_state()


SYSTEM_HEIGHT, STOP_HEIGHT = 120, 52


class ParametersPanel(FocusGroup, QFrame):
    """`changed`: another system prompt or other options hold; `adopted`: new chats are to begin with them; `left`: the
    person closes it."""

    changed = Signal()
    adopted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._others: dict[str, Any] = {}  # options that are set and not offered here
        self._undone: tuple[str, Mapping[str, Any]] | None = None  # what a reset took away
        self._own: Mapping[str, str] = {fields.SYSTEM: ""}
        self._context: int | None = None
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel()
        self.close_button = IconButton(theme, "close", side=28)
        self.reset_button = Button()
        self.adopt_button = Button()
        self._usual: tuple[str, Mapping[str, Any]] = ("", {})  # what new chats begin with
        self.rows = {row.option: row for row in self._made()}
        self._lay_out()
        for row in self.rows.values():
            row.changed.connect(self._on_changed)
        self.close_button.clicked.connect(self.left)
        self.reset_button.clicked.connect(self._reset)
        self.adopt_button.clicked.connect(self.adopted)
        theme.changed.connect(self._restyle)
        self.retranslate()

    def _made(self) -> Iterator[OptionRow]:
        system = TextField()
        yield OptionRow(self._theme, fields.SYSTEM, system, beside=False)
        for option in OPTIONS:
            if option.shown:
                field = self._field(option)
                yield OptionRow(self._theme, option.name, field, beside=isinstance(field, NumberField))

    def _field(self, option: Option) -> QWidget:
        match option.name:
            case "keep_alive":
                return StayField(self._theme)
            case "format":
                return FormField(self._theme)
            case "stop":
                return StopField()
        return NumberField(option)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.reset_button)
        head.addWidget(self.close_button)
        inside = QWidget()
        inside.setProperty("role", "surface")
        self._rows_layout = rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 4, 16, 16)
        rows.setSpacing(10)
        for row in self.rows.values():
            rows.addWidget(row)
        rows.addStretch(1)
        self.area = VerticalScroll(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 0, 0)
        head.setContentsMargins(15, 0, 8, 0)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(15, 0, 16, 10)
        foot.addWidget(self.adopt_button)
        column.addLayout(foot)
        self.enter_at(self.rows[fields.SYSTEM].field)

    def show_values(self, system: str, options: Mapping[str, Any]) -> None:
        """Show what a conversation is set to."""
        self._undone = None
        self._put(system, options)

    def show_usual(self, system: str, options: Mapping[str, Any]) -> None:
        """What new chats begin with."""
        self._usual = (system, options)
        self._show_reset()

    def _put(self, system: str, options: Mapping[str, Any]) -> None:
        self._others = {name: value for name, value in options.items() if name not in self.rows}
        for name, row in self.rows.items():
            row.put((system or None) if name == fields.SYSTEM else options.get(name))
        self._show_reset()

    @property
    def system(self) -> str:
        """The system prompt that holds."""
        return self.rows[fields.SYSTEM].value or ""

    @property
    def options(self) -> dict[str, Any]:
        """The options that hold."""
        own = {name: row.value for name, row in self.rows.items() if name != fields.SYSTEM and row.value is not None}
        return {**self._others, **own}

    @property
    def count(self) -> int:
        """How many are changed."""
        return sum(row.is_changed for row in self.rows.values())

    def show_model(self, own: Mapping[str, str], system: str, context: int | None) -> None:
        """What holds where nothing is set: the model's `own` parameters and system prompt, and the window it is
        loaded with (None: it isn't)."""
        self._own, self._context = {**own, fields.SYSTEM: system}, context
        self._show_defaults()

    def _show_defaults(self) -> None:
        for name, row in self.rows.items():
            row.show_default(fields.default(name, self._own, self._context))
            row.fit()

    def _on_changed(self) -> None:
        self._undone = None
        self._show_reset()
        self.changed.emit()

    def _reset(self) -> None:
        if self._undone is not None:
            system, options = self._undone
            self._undone = None
        else:
            self._undone = (self.system, self.options)
            system, options = "", {}
        self._put(system, options)
        self.changed.emit()

    def _show_reset(self) -> None:
        undo = self._undone is not None
        self.reset_button.setVisible(undo or bool(self.count))
        self.reset_button.setText(self.tr("Undo the reset") if undo else self.tr("Reset all"))
        usual = (self.system, self.options) == self._usual
        self.adopt_button.setVisible(not usual or bool(self.count))
        self.adopt_button.setEnabled(not usual)
        self.adopt_button.setText(self.tr("New chats begin with these") if usual else self.tr("Use for new chats"))

    def sizeHint(self) -> QSize:
        """As wide as each field beside its name needs."""
        rows = self._rows_layout.contentsMargins()
        widest = max(row.head.sizeHint().width() for row in self.rows.values())
        bar = self.area.verticalScrollBar().sizeHint().width()
        wide = widest + rows.left() + rows.right() + bar + 1
        return QSize(wide, super().sizeHint().height()).expandedTo(self.minimumSizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.title.setFont(self._theme.font(bold=True))
        self.rows[fields.SYSTEM].field.setFixedHeight(self._theme.px(SYSTEM_HEIGHT))
        self.rows["stop"].field.setFixedHeight(self._theme.px(STOP_HEIGHT))
        for row in self.rows.values():
            row.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self._restyle()
        self.title.setText(self.tr("Parameters"))
        self.setAccessibleName(self.tr("Parameters of this conversation"))
        self.close_button.rename(self.tr("Close the parameters"))
        for row in self.rows.values():
            row.retranslate()
        self._show_defaults()
        self._show_reset()
