"""The card that tries a control vector out: one message at three scales side by side, with the perplexity of a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from teahouse.core.control_vectors import write_scale
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import FormCard
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

STEPS = 20  # of the slider, from 0 to either end
NARROW = 640  # pixels below which the replies are below each other
FIRST_STEP = 10
MEASURED = (
    "The tea house stands on the northern slope above the river. In spring the owner opens the shutters early, and "
    "the first guests come for green tea and bread. Travellers tell stories about the mountains, the price of rice, "
    "and the weather of the coming week."
)
"""The text whose perplexity is measured: plain, and not about anything that is steered."""


class SteeredReply(QWidget):
    """One reply with its scale and perplexity."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.heading, self.reply, self.figure = QLabel(), Paragraph(), Muted(wraps=True)
        self.reply.setTextFormat(Qt.TextFormat.PlainText)
        self.reply.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.heading, self.reply, self.figure):
            column.addWidget(widget)
        column.addStretch(1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.heading.setFont(self._theme.font(13, bold=True))


class TrialCard(Retranslated, FormCard):
    """`tried`: try the message at `scales`; `saved`: save as a model with `scale`; `discarded`."""

    tried = Signal()
    saved = Signal()
    discarded = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._result: Mapping[str, Any] = {}
        self.about, self.side_effect = Muted(wraps=True), Muted(wraps=True)
        self.message = LineField()
        self.slider, self.value = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setPageStep(STEPS // 4)
        self.slider.setValue(FIRST_STEP)
        self.slider_label = QLabel()
        self.slider_label.setBuddy(self.slider)
        self.try_button, self.save_button, self.discard_button = Button(), Button(kind="primary"), Button()
        self.replies = [SteeredReply(theme) for _ in range(3)]
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(18)
        for reply in self.replies:
            self._columns.addWidget(reply, 1)
        ask, save = QWidget(), QWidget()
        top, bottom = WrappingRow(ask), WrappingRow(save)
        top.add_field(self.message, 24)
        top.add_group(self.slider_label, self.slider, self.value)
        top.addWidget(self.try_button)
        bottom.addWidget(self.save_button)
        bottom.addWidget(self.discard_button)
        for row in (top, bottom):
            row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.about)
        self.body.addWidget(ask)
        self.body.addLayout(self._columns)
        self.body.addWidget(self.side_effect)
        self.body.addWidget(save)
        self.slider.valueChanged.connect(self._show_scale)
        self.try_button.clicked.connect(self.tried)
        self.message.returnPressed.connect(self.tried)
        self.save_button.clicked.connect(self.saved)
        self.discard_button.clicked.connect(self.discarded)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        self.value.setMinimumWidth(self._theme.px(44))
        self.slider.setMinimumWidth(self._theme.px(140))

    @property
    def scale(self) -> float:
        """The scale of the slider."""
        return self.slider.value() / STEPS

    @property
    def scales(self) -> list[float]:
        """What is tried: the scale, 0 and the opposite, from low to high."""
        size = abs(self.scale) or 1.0
        return [-size, 0.0, size]

    def show_about(self, text: str) -> None:
        """Say what the vector was made of."""
        self.about.setText(text)

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show the result of the job; an empty one shows nothing."""
        self._result = result
        self._fill()

    def _fill(self) -> None:
        scales, replies = self._result.get("scales", []), self._result.get("replies", [])
        figures = self._result.get("perplexities", [])
        shown = len(scales) == len(replies) == len(figures) == len(self.replies)
        for place, widget in enumerate(self.replies):
            widget.setVisible(shown)
            if shown:
                heading = self.tr("Scale {scale}").format(scale=write_scale(scales[place]))
                widget.heading.setText(heading if scales[place] else self.tr("0: without the direction"))
                widget.reply.setText(replies[place].strip() or self.tr("(no text)"))
                widget.figure.setText(self._write_figure(figures[place], figures[1]))
        self.side_effect.setVisible(shown)

    def _write_figure(self, figure: float | None, plain: float | None) -> str:
        if figure is None:
            return ""
        text = self.tr("Perplexity {figure}").format(figure=f"{figure:.1f}")
        if plain and figure != plain:
            text += " · " + self.tr("{factor} times that of 0").format(factor=f"{figure / plain:.2f}")
        return text

    def _show_scale(self) -> None:
        self.value.setText(write_scale(self.scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.px(NARROW)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Try it out"))
        self.message.setPlaceholderText(self.tr("A message to the model"))
        self.message.setAccessibleName(self.tr("A message to the model"))
        self.slider_label.setText(self.tr("Scale"))
        self.slider.setAccessibleName(self.tr("Scale"))
        self.try_button.setText(self.tr("Try"))
        self.save_button.setText(self.tr("Save as a model…"))
        self.discard_button.setText(self.tr("Discard"))
        self.side_effect.setText(
            self.tr(
                "Perplexity is that of a short English text about something else: the more it grows, the more the "
                "direction disturbs. The likeliest token is taken each time."
            )
        )
        if not self.message.text():
            self.message.setText(self.tr("How was your day?"))
        self._show_scale()
        self._fill()
