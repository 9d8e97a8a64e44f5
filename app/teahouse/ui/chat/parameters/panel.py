"""The panel of the parameters: the system prompt and the options of the option table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.architecture import Architecture
from teahouse.core.errors import Trouble
from teahouse.core.fit import cache_saving
from teahouse.core.host import HostCapabilities
from teahouse.core.options import OPTIONS, Section
from teahouse.ui.chat.parameters import fields
from teahouse.ui.chat.parameters.adapters_field import AdaptersField
from teahouse.ui.chat.parameters.fields import CacheTypeField, DraftModelField, NumberField, OptionField, TextField
from teahouse.ui.chat.parameters.steering_field import SteeringField
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.style import Theme

CACHE_TYPE, DRAFT_MODEL, STEERING, ADAPTERS = "kv_cache_type", "draft_model", "steering", "adapters"
USUAL_WINDOW = 4096  # tokens; of the built-in engine
BESIDE = 96  # pixels of a field that stands beside its name, at least
SYSTEM_HEIGHT, STOP_HEIGHT = 120, 52
PADDING = 22  # of a field at both sides of its text, with its frame


class OptionRow(QWidget):
    """One parameter: name, field, error, reset button. `value`: the last valid one; `changed`: it changed."""

    changed = Signal()

    def __init__(self, theme: Theme, option: str, field: OptionField, section: Section) -> None:
        super().__init__()
        self._theme = theme
        self.option = option
        self.field = field
        self.section = section
        self.value: Any = None
        self._default = ""
        self._trouble: Trouble | None = None
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.reset = IconButton(theme, "undo", side=24)
        self.problem = Muted()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self._lay_out()
        theme.changed.connect(self._show_state)
        field.edited.connect(self._on_edited)
        self.reset.clicked.connect(self.reset_value)
        self._show_state()

    def _lay_out(self) -> None:
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
        if isinstance(self.field, NumberField):  # beside its name
            head.addWidget(self.field)
        else:
            column.addWidget(self.field)
        column.addWidget(self.problem)
        self.label.setBuddy(self.field)
        QWidget.setTabOrder(self.field, self.reset)

    def fit_field(self) -> None:
        """Fit the size of the field to its text or, for a number, its placeholder."""
        if isinstance(self.field, TextField):
            self.field.setFixedHeight(self._theme.px(STOP_HEIGHT if self.option != fields.SYSTEM else SYSTEM_HEIGHT))
        elif isinstance(self.field, NumberField):
            default = self.field.fontMetrics().horizontalAdvance(self.field.placeholderText())
            self.field.setFixedWidth(max(self._theme.px(BESIDE), default + PADDING))

    def set_value(self, value: Any) -> None:
        """Show a value; None is the default."""
        self.value, self._trouble = value, None
        self.field.set_value(value)
        self._show_state()

    def reset_value(self) -> None:
        """Reset to the default."""
        self.set_value(None)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @property
    def is_changed(self) -> bool:
        """Whether a value is set."""
        return self.value is not None

    def _on_edited(self) -> None:
        before = self.value
        try:
            self.value, self._trouble = self.field.read_value(), None
        except Trouble as trouble:
            self._trouble = trouble
        self._show_state()
        if self.value != before:
            self.changed.emit()

    def _show_state(self) -> None:
        name = fields.title_of(self.option)
        wrong = self._trouble is not None
        self.label.setFont(self._theme.font(bold=self.is_changed))
        mark = f'<span style="color: {self._theme.colours.accent}">•</span> '
        self.label.setText(mark + escape(name) if self.is_changed else escape(name))
        self.reset.setVisible(self.is_changed or wrong)
        self.problem.setVisible(wrong)
        self.problem.setText(fields.describe_trouble(self._trouble) if self._trouble is not None else "")
        said = self.tr("{name}, changed").format(name=name) if self.is_changed else name
        self.field.setAccessibleName(said)
        self.field.setAccessibleDescription(self.problem.text() or self._explanation())

    def _explanation(self) -> str:
        """The explanation of the option and its default."""
        return " ".join(filter(None, (fields.tip_of(self.option), fields.describe_default(self._default))))

    def show_default(self, text: str) -> None:
        """Show the default in the empty field."""
        self._default = text
        self.field.show_default(text)
        self._show_state()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.label.setToolTip(fields.tip_of(self.option))
        self.field.setToolTip(fields.tip_of(self.option))
        self.reset.set_name(self.tr("Reset {name}").format(name=fields.title_of(self.option)))
        self.field.retranslate()
        self._show_state()


class ParametersPanel(FocusGroup, QFrame):
    """`changed`: system prompt or options changed; `adopted`: use them for new chats; `left`: close the panel."""

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
        self._architecture: Architecture | None = None
        self._drafts: tuple[str, ...] = ()
        self._has_vector = False
        self._adapters: tuple[str, ...] = ()
        self._capabilities, self._is_engine = HostCapabilities(), False
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel()
        self.close_button = IconButton(theme, "close", side=28)
        self.reset_button = Button()
        self.adopt_button = Button()
        self._usual: tuple[str, Mapping[str, Any]] = ("", {})  # what new chats begin with
        self.more_button = Button(kind="quiet")
        self._more = QWidget()
        self.rows = {row.option: row for row in self._make_rows()}
        self._lay_out()
        for row in self.rows.values():
            row.changed.connect(self._on_changed)
        self.close_button.clicked.connect(self.left)
        self.reset_button.clicked.connect(self._toggle_reset)
        self.adopt_button.clicked.connect(self.adopted)
        self.more_button.clicked.connect(self._on_more)
        theme.changed.connect(self._restyle)
        self.retranslate()

    def _make_rows(self) -> list[OptionRow]:
        shown = [(option, option.section) for option in OPTIONS.values() if option.section is not None]
        return [
            OptionRow(self._theme, fields.SYSTEM, TextField(), Section.MAIN),
            *(
                OptionRow(self._theme, option.name, fields.make_field(option, self._theme), section)
                for option, section in shown
            ),
        ]

    def show_host(self, capabilities: HostCapabilities, *, engine: bool) -> None:
        """Show the options of loading only where the host lets its clients choose them, those of the built-in engine
        only there."""
        self._capabilities, self._is_engine = capabilities, engine
        self._show_rows()

    def _show_rows(self) -> None:
        capabilities, engine = self._capabilities, self._is_engine
        for name, row in self.rows.items():
            option = OPTIONS.get(name)
            is_of_loading = option is not None and (option.reloads or name == "keep_alive")
            is_known = engine or option is None or not option.engine_only
            has_choice = name != DRAFT_MODEL or bool(self._drafts) or row.is_changed
            has_choice = has_choice and (name != STEERING or self._has_vector)
            has_choice = has_choice and (name != ADAPTERS or bool(self._adapters))
            row.setVisible(has_choice and is_known and (capabilities.loads_models or not is_of_loading))

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
        self._more.hide()
        more = QVBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(10)
        for row in self.rows.values():
            (rows if row.section is Section.MAIN else more).addWidget(row)
        rows.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._more)
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

    @property
    def is_more_shown(self) -> bool:
        """Whether the section of the other options is open."""
        return self._more.isVisibleTo(self)

    def _on_more(self) -> None:
        self._show_more(not self.is_more_shown)
        if self.is_more_shown:
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self._more))  # once it has its place

    def _show_more(self, shown: bool) -> None:
        self._more.setVisible(shown)
        self._write_more()

    def _write_more(self) -> None:
        shown = self.is_more_shown
        side = self._theme.px(14)
        self.more_button.setText(self.tr("Fewer parameters") if shown else self.tr("More parameters"))
        self.more_button.setIcon(icons.make_icon("up" if shown else "down", self._theme.colours.text, side))
        self.more_button.setIconSize(QSize(side, side))

    def show_values(self, system: str, options: Mapping[str, Any]) -> None:
        """Show the values of a conversation."""
        self._undone = None
        self._set_values(system, options)

    def show_usual(self, system: str, options: Mapping[str, Any]) -> None:
        """Set the values of new chats."""
        self._usual = (system, options)
        self._show_reset()

    def _set_values(self, system: str, options: Mapping[str, Any]) -> None:
        self._others = {name: value for name, value in options.items() if name not in self.rows}
        for name, row in self.rows.items():
            row.set_value((system or None) if name == fields.SYSTEM else options.get(name))
        if any(row.is_changed for row in self.rows.values() if row.section is Section.MORE):
            self._show_more(True)
        self._show_reset()

    @property
    def system(self) -> str:
        """The current system prompt."""
        return self.rows[fields.SYSTEM].value or ""

    @property
    def options(self) -> dict[str, Any]:
        """The current options."""
        own = {name: row.value for name, row in self.rows.items() if name != fields.SYSTEM and row.value is not None}
        return {**self._others, **own}

    @property
    def count(self) -> int:
        """The number of changed parameters."""
        return sum(row.is_changed for row in self.rows.values())

    def show_model(
        self, own: Mapping[str, str], system: str, context: int | None, architecture: Architecture | None = None
    ) -> None:
        """Set the defaults: the model's `own` parameters and system prompt, and its loaded window, if any; and what is
        known of its architecture, from which the memory of its context is computed."""
        self._own, self._context = {**own, fields.SYSTEM: system}, context
        self._architecture = architecture
        self._show_defaults()
        self._show_saving()

    def show_draft_models(self, models: Sequence[str]) -> None:
        """Offer these models to draft for the chosen one; without any the row is not shown, unless one is set."""
        row = self.rows[DRAFT_MODEL]
        self._drafts = tuple(models)
        if isinstance(row.field, DraftModelField):
            row.field.show_models(models)
        self._show_rows()

    def show_vector(self, has_vector: bool, load: float | None = None) -> None:
        """Offer the scale of the chosen model's control vector, if it has one. `load`: seconds of its last loading."""
        self._has_vector = has_vector
        field = self.rows[STEERING].field
        if isinstance(field, SteeringField):
            field.show_load(load)
        self._show_rows()

    def show_adapters(self, names: tuple[str, ...]) -> None:
        """Offer the scales of the chosen model's adapters."""
        self._adapters = names
        field = self.rows[ADAPTERS].field
        if isinstance(field, AdaptersField):
            field.show_names(names)
        self._show_rows()

    def _show_saving(self) -> None:
        """Show what a smaller cache saves with the window of now."""
        row = self.rows[CACHE_TYPE]
        if not isinstance(row.field, CacheTypeField):
            return
        known, own = self._architecture, self._own.get("num_ctx", "")
        window = self.rows["num_ctx"].value or self._context or (int(own) if own.isdecimal() else USUAL_WINDOW)
        row.field.show_saving(0 if known is None or known.estimated else cache_saving(known, int(window), "q8_0"))

    def _show_defaults(self) -> None:
        for name, row in self.rows.items():
            row.show_default(fields.default_of(name, self._own, self._context))
            row.fit_field()

    def _on_changed(self) -> None:
        self._undone = None
        self._show_saving()
        self._show_reset()
        self.changed.emit()

    def _toggle_reset(self) -> None:
        if self._undone is not None:
            system, options = self._undone
            self._undone = None
        else:
            self._undone = (self.system, self.options)
            system, options = "", {}
        self._set_values(system, options)
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
        for row in self.rows.values():
            row.fit_field()
        self._write_more()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self._restyle()
        self.title.setText(self.tr("Parameters"))
        self.setAccessibleName(self.tr("Parameters of this conversation"))
        self.close_button.set_name(self.tr("Close the parameters"))
        for row in self.rows.values():
            row.retranslate()
        self._show_defaults()
        self._show_reset()
