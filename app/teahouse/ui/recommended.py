"""The models that are recommended for this computer, for the Models page and for the first start.

One row for each: what it is for, its name and figures, one sentence why, and a button. It needs the values of the
services, so it is imported when it is first shown.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.catalogue import ListingState, Tag
from teahouse.core.fit import FitPlace
from teahouse.core.recommendation import Judged, Lack, Purpose, Recommendation
from teahouse.services.catalogue.events import RecommendedEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

ROW = 88  # pixels of height of a row
TWO_COLUMNS = 720  # pixels of width from which rows stand side by side


class RecommendedModels(Retranslated, QWidget):
    """`pull` carries the tag of a model to pull, `chat` the name of an installed one. `shown` is emitted after the rows
    have changed."""

    pull = Signal(object)
    chat = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._event: RecommendedEvent | None = None
        self._installed: frozenset[str] = frozenset()
        self._columns = 1
        self.rows: tuple[RecommendedRow, ...] = ()
        self.title, self.hint = QLabel(self), Muted("", self, wraps=True)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addLayout(self._grid)
        self.title.setProperty("role", "heading")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.retranslate()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to recommend."""
        return self._event is None or not (self._event.picks or self._event.testing)

    def show_recommended(self, event: RecommendedEvent) -> None:
        """Show what is recommended; while memory is being measured only that."""
        self._event = event
        picks = () if event.testing else event.picks
        if [row.pick for row in self.rows] != list(picks):
            self._build_rows(picks)
        self.retranslate()

    def show_installed(self, tags: frozenset[str]) -> None:
        """Take the ids of the installed tags: they are offered for a chat."""
        self._installed = tags
        for row in self.rows:
            row.show_installed(row.pick.tag.id in tags)

    def _build_rows(self, picks: tuple[Recommendation, ...]) -> None:
        for row in self.rows:
            self._grid.removeWidget(row)
            row.hide()
            row.deleteLater()
        known = self._event is not None and self._event.known
        self.rows = tuple(RecommendedRow(pick, known, self) for pick in picks)
        for row in self.rows:
            row.show_installed(row.pick.tag.id in self._installed)
            row.pull.connect(self.pull)
            row.chat.connect(self.chat)
        self._place_rows()
        for row in self.rows:
            row.show()  # a layout leaves out what is hidden, as it would be until the next turn
        for part in self.findChildren(QWidget):
            part.ensurePolished()  # else `heightForWidth` is that of other fonts until they are shown

    def _place_rows(self) -> None:
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < self._columns))
        for at, row in enumerate(self.rows):
            self._grid.addWidget(row, at // self._columns, at % self._columns)

    def fit_width(self, width: int) -> None:
        """Set the number of columns for a width; `heightForWidth` then has the height for it."""
        columns = 2 if width >= self._theme.px(TWO_COLUMNS) else 1
        if columns != self._columns:
            self._columns = columns
            self._place_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_width(event.size().width())

    def retranslate(self) -> None:
        known = self._event is None or self._event.known
        self.title.setText(self.tr("Recommended for this computer") if known else self.tr("To begin with"))
        testing = self._event is not None and self._event.testing
        self.hint.setText(self.tr("Measuring how fast this computer’s memory is…") if testing else "")
        self.hint.setMinimumHeight(self._theme.px(ROW))  # so that little moves when the first rows come
        self.hint.setVisible(testing)
        for row in self.rows:
            row.retranslate()


class RecommendedRow(Retranslated, QFrame):
    """One recommended model; `known`: it was chosen for this computer."""

    pull = Signal(object)
    chat = Signal(str)

    def __init__(self, pick: Recommendation, known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pick = pick
        self._known = known
        self._installed = False
        self.setProperty("role", "card")
        self.purposes, self.name = Muted("", self), ElidedLabel("", self)
        self.figures, self.why = Muted("", self, wraps=True), Muted("", self, wraps=True)
        self.button = Button(parent=self)
        self.name.setProperty("role", "heading")
        self._lay_out()
        self.button.clicked.connect(self._on_clicked)
        self.retranslate()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (self.purposes, self.name, self.figures, self.why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            texts.addWidget(label)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 12, 10)
        row.setSpacing(12)
        row.addLayout(texts, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)

    def show_installed(self, installed: bool) -> None:
        """Offer a chat with the model, or its download."""
        self._installed = installed
        self.retranslate()

    def _on_clicked(self) -> None:
        if self._installed:
            self.chat.emit(self.pick.tag.name)
        else:
            self.pull.emit(self.pick.tag)

    def retranslate(self) -> None:
        model = model_title(self.pick.tag)
        self.purposes.setText(" · ".join(purpose_title(purpose) for purpose in self.pick.purposes))
        self.name.setText(model)
        self.figures.setText(figures_text(self.pick))
        self.why.setText(reason_text(self.pick, known=self._known))
        self.button.setText(self.tr("Chat") if self._installed else self.tr("Pull"))
        self.button.setAccessibleName(f"{self.button.text()}: {model}")
        spoken = [self.purposes.text(), model, self.figures.text(), self.why.text()]
        self.button.setAccessibleDescription(". ".join(spoken))
        self.setAccessibleName(". ".join(spoken))


def model_title(tag: Tag) -> str:
    """A short name: of files on a hub without owner and address."""
    return tag.name if tag.state is ListingState.LIBRARY else tag.title


def purpose_title(purpose: Purpose) -> str:
    """What a model is recommended for, in one or two words."""
    match purpose:
        case Purpose.CHAT:
            return translate("Recommended", "Chat")
        case Purpose.CODING:
            return translate("Recommended", "Coding")
        case Purpose.VISION:
            return translate("Recommended", "Pictures")
    return translate("Recommended", "Smallest good one")


def figures_text(pick: Recommendation) -> str:
    """Bytes to download, expected speed, memory: "3.4 GB to download · ≈ 12 tok/s · ≈ 4.9 GB of memory"."""
    estimate, tag = pick.estimate, pick.tag
    need = numbers.about(numbers.size(estimate.fit.need.total))
    memory = {
        FitPlace.GPU: translate("Recommended", "{size} on the GPU"),
        FitPlace.SPLIT: translate("Recommended", "{size} on the GPU and in memory"),
    }.get(estimate.fit.place, translate("Recommended", "{size} of memory"))
    size = numbers.about(numbers.size(tag.size or 0), not tag.exact)
    parts = [
        translate("Recommended", "{size} to download").format(size=size),
        "" if estimate.speed is None else numbers.about(numbers.rough_rate(estimate.speed.value)),
        memory.format(size=need),
    ]
    return " · ".join(part for part in parts if part)


def reason_text(pick: Recommendation, *, known: bool = True) -> str:
    """One sentence why this model: what the next better one lacks on this computer."""
    if not known:
        return translate("Recommended", "Small enough for almost any computer.")
    if pick.purposes[0] is Purpose.SMALLEST:
        return translate("Recommended", "The smallest that still answers well: most memory stays free.")
    if pick.lack in (Lack.SPEED, Lack.THINKING):
        return translate("Recommended", "The smallest there is: this computer is slow, others would be slower.")
    if pick.lack is Lack.MEMORY:
        return translate("Recommended", "The smallest there is: little memory is free.")
    return _describe_better(pick.better, measured=pick.estimate.speed is not None)


def _describe_better(better: Judged | None, *, measured: bool) -> str:
    if better is None:
        return translate("Recommended", "The best for this in the catalogue.")
    model, estimate = model_title(better.tag), better.estimate
    match better.lack:
        case Lack.MEMORY:
            text = translate("Recommended", "The best that leaves memory free: {model} would need {size}.")
            return text.format(model=model, size=_unbroken(numbers.about(numbers.size(estimate.fit.need.total))))
        case Lack.DISK:
            text = translate("Recommended", "The best for the free disk space: {model} has {size}.")
            return text.format(model=model, size=_unbroken(numbers.size(better.tag.size or 0)))
        case Lack.THINKING:
            text = translate("Recommended", "The best that answers soon: {model} thinks for long before each answer.")
            return text.format(model=model)
    if not measured or estimate.speed is None:
        return translate(
            "Recommended", "Fast enough on almost any computer; the speed of this one is not measured yet."
        )
    text = translate("Recommended", "The best that writes faster than you read: {model} would reach {rate}.")
    return text.format(model=model, rate=_unbroken(numbers.about(numbers.rough_rate(estimate.speed.value))))


def _unbroken(figure: str) -> str:
    """A figure that stays in one line with its unit."""
    return figure.replace(" ", "\u00a0")
