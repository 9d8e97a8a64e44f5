"""The chart and dialog of model ratings from this computer's votes, each a bar of the 95 % confidence interval."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from teahouse.core.prompt_sets import USES
from teahouse.core.ratings import Rating
from teahouse.services.compare.events import RatingsEvent
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accessibility import Role, Spoken
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.model_colours import colour_of
from teahouse.ui.style import Theme

ROW = 40
TILE = 20
PAD = 10


class RatingChart(Spoken, QWidget):
    """Each model's confidence interval on one scale, with its rating as a dot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.speak_as(Role.Chart)
        self._theme = theme
        self._ratings: tuple[Rating, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def show_ratings(self, ratings: tuple[Rating, ...]) -> None:
        """Show the ratings, the best first."""
        self._ratings = ratings
        self.setMinimumHeight(self._theme.px(ROW) * len(ratings))
        self.setAccessibleName(self.tr("Ratings by your votes"))
        self.setAccessibleDescription("\n".join(self.words(rating) for rating in ratings))
        self.update()

    def words(self, rating: Rating) -> str:
        """A model's rating in a sentence."""
        text = self.tr("{model}: {rating}, likely between {low} and {high}; {wins} won and {ties} tied of {games}")
        if rating.bad:
            text += "; " + self.tr("in {bad} all were bad").format(bad=rating.bad)
        return text.format(
            model=rating.model,
            rating=round(rating.rating),
            low=round(rating.low),
            high=round(rating.high),
            wins=rating.wins,
            ties=rating.ties,
            games=rating.games,
        )

    def sizeHint(self) -> QSize:
        return QSize(520, self._theme.px(ROW) * max(1, len(self._ratings)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._ratings:
            return
        low, high = min(rating.low for rating in self._ratings), max(rating.high for rating in self._ratings)
        names, figures = self.width() * 0.36, self._figures_width()
        for number, rating in enumerate(self._ratings):
            line = QRectF(0, number * self._theme.px(ROW), self.width(), self._theme.px(ROW))
            self._paint_name(painter, line, rating, names)
            scale = QRectF(names, line.center().y(), self.width() - names - figures, 0)
            self._paint_span(painter, scale, rating, low, max(high - low, 1.0))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _figures_width(self) -> float:
        """The width of the figures at the right, with padding."""
        metrics = QFontMetricsF(self._theme.small())
        return max(metrics.horizontalAdvance(self._won_words(rating)) for rating in self._ratings) + 2 * PAD

    def _won_words(self, rating: Rating) -> str:
        return self.tr("won {wins} of {games}").format(wins=rating.wins, games=rating.games)

    def _paint_name(self, painter: QPainter, line: QRectF, rating: Rating, right: float) -> None:
        side, colours = self._theme.px(TILE), self._theme.colours
        paint_tile(painter, QRectF(PAD, line.center().y() - side / 2, side, side), rating.model, self._theme)
        painter.setFont(self._theme.font(13))
        painter.setPen(QColor(colours.text))
        room = QRectF(2 * PAD + side, line.top(), right - 3 * PAD - side, line.height())
        name = QFontMetricsF(painter.font()).elidedText(rating.model, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.setFont(self._theme.font(13, bold=True))
        box = line.adjusted(0, 0, -PAD, -line.height() / 2 + 2)
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom), str(round(rating.rating))
        )
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        box = line.adjusted(0, line.height() / 2 - 1, -PAD, 0)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), self._won_words(rating))

    def _paint_span(self, painter: QPainter, scale: QRectF, rating: Rating, low: float, span: float) -> None:
        left, at, right = (
            scale.left() + (value - low) / span * scale.width() for value in (rating.low, rating.rating, rating.high)
        )
        y, colour = scale.top(), QColor(colour_of(rating.model, self._theme.colours))
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        painter.drawLine(QPointF(scale.left(), y), QPointF(scale.right(), y))
        painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setBrush(QColor(self._theme.colours.surface))
        painter.drawEllipse(QPointF(at, y), 5, 5)


ALL, TASK, TAG = "all", "task:", "tag:"
translate = QCoreApplication.translate


def task_name(use: str) -> str:
    """The name of a prompt set's use."""
    names = {
        "coding": translate("Compare", "Coding"),
        "reasoning": translate("Compare", "Reasoning"),
        "translation": translate("Compare", "Translation"),
        "summarising": translate("Compare", "Summarising"),
        "extraction": translate("Compare", "Extraction"),
        "own": translate("Compare", "My own sets"),
    }
    return names.get(use, use)


class RatingsDialog(Retranslated, Dialog):
    """Shows the chart and explains the numbers and their uncertainty. `export`: the votes are to be written to a
    file."""

    export = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.explanation = Muted()
        self.explanation.setWordWrap(True)
        self.nothing = Muted()
        self.nothing.setWordWrap(True)
        self.chart = RatingChart(theme)
        self._event = RatingsEvent(())
        self.which = Choice(theme)
        self.export_button = Button()
        self._area = area = QScrollArea()
        area.setWidget(self.chart)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.addWidget(self.which, 1)
        row.addWidget(self.export_button)
        column.addWidget(self.explanation)
        column.addLayout(row)
        column.addWidget(self.nothing)
        column.addWidget(area, 1)
        self.begin_with(600, 440)
        self.which.chosen.connect(self._show_chosen)
        self.export_button.clicked.connect(self.export)
        self.show_event(self._event)
        self.retranslate()

    def show_event(self, event: RatingsEvent) -> None:
        """Show the ratings of the chosen task or tag; of all votes where it is gone."""
        self._event = event
        chosen = self.which.currentData() or ALL
        choices = self._list_choices()
        self.which.set_choices(choices, chosen if chosen in dict(choices) else ALL)
        self.which.setEnabled(len(choices) > 1)
        self.export_button.setEnabled(bool(event.ratings))
        self._show_chosen()

    def _list_choices(self) -> list[tuple[str, str]]:
        tasks = [(f"{TASK}{task}", task_name(task)) for task in USES if task in self._event.tasks]
        tags = [(f"{TAG}{tag}", self.tr("Tag: {tag}").format(tag=tag)) for tag in self._event.tags]
        return [(ALL, self.tr("All votes")), *tasks, *tags]

    def _show_chosen(self) -> None:
        """Show the ratings by the chosen votes, the best first."""
        chosen = str(self.which.currentData() or ALL)
        if chosen.startswith(TASK):
            ratings = self._event.tasks.get(chosen.removeprefix(TASK), ())
        elif chosen.startswith(TAG):
            ratings = self._event.tags.get(chosen.removeprefix(TAG), ())
        else:
            ratings = self._event.ratings
        self.chart.show_ratings(ratings)
        self._area.setMinimumHeight(self._theme.px(ROW) * min(2, len(ratings)))
        self.nothing.setVisible(not ratings)
        self.chart.setVisible(bool(ratings))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Ratings"))
        self.explanation.setText(
            self.tr(
                "From your own votes on this computer; a vote counts as a win over each of the other answers. 1000 is "
                "the middle; 400 more means to be preferred ten times as often. The bar is where the rating lies "
                "with 95 % certainty: with few votes it is long."
            )
        )
        self.which.setAccessibleName(self.tr("Votes to count"))
        self.export_button.setText(self.tr("Export votes…"))
        self.show_event(self._event)
        self.nothing.setText(self.tr("Nobody has voted yet. Mark the best answer of a comparison with its star."))
