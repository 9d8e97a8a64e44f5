"""Dialogs, files and links of the Compare page. Each dialog is made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import title_from
from teahouse.core.errors import Trouble
from teahouse.services.compare.events import ComparisonsEvent, RatingsEvent, SetProgressEvent, SetsEvent
from teahouse.services.compare.export import ExportKind
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.columns import export_texts
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.lanes import Lanes
from teahouse.ui.compare.model_selection import CompareModelSelection
from teahouse.ui.compare.setup import Setup
from teahouse.ui.compare.shared import think_modes
from teahouse.ui.compare.table import Table
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit import links
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.picture_file import PictureWriter
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.compare.comparison_history import ComparisonHistoryDialog
    from teahouse.ui.compare.ratings import RatingsDialog
    from teahouse.ui.compare.sets import SetsDialog


PAD = 18
GAP = 12


def picture_of(title: str, prompt: str, parts: tuple[QWidget, ...], theme: Theme, ratio: float = 2.0) -> QPixmap:
    """Paint a heading, the question and these widgets one below the other, `ratio` times as sharp as the screen."""
    width = max(part.width() for part in parts) + 2 * PAD
    flags = int(Qt.TextFlag.TextWordWrap)
    bold, plain = theme.font(16, bold=True), theme.font()
    head = QFontMetricsF(bold).height()
    room = QRectF(0, 0, width - 2 * PAD, 100_000)
    text = QFontMetricsF(plain).boundingRect(room, flags, prompt).height()
    height = PAD + head + GAP + text + sum(GAP + part.height() for part in parts) + PAD
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(theme.colours.bg))
    with QPainter(made) as painter:
        painter.setPen(QColor(theme.colours.text))
        painter.setFont(bold)
        painter.drawText(QRectF(PAD, PAD, width - 2 * PAD, head), 0, title)
        painter.setFont(plain)
        painter.drawText(QRectF(PAD, PAD + head + GAP, width - 2 * PAD, text), flags, prompt)
        top = PAD + head + GAP + text
        for part in parts:
            top += GAP
            painter.save()
            painter.translate(PAD, top)
            part.render(painter, part.rect().topLeft(), renderFlags=QWidget.RenderFlag.DrawChildren)
            painter.restore()
            top += part.height()
    return made


translate = QCoreApplication.translate

ENDINGS = {ExportKind.MARKDOWN: "md", ExportKind.CSV: "csv", ExportKind.JSON: "json"}


class CompareDialogs(QObject):
    """`picked` carries the id of a comparison to show; `changed`: the setup was changed."""

    picked = Signal(str)
    changed = Signal()

    def __init__(
        self,
        page: QWidget,
        bridge: Bridge,
        theme: Theme,
        state: ComparisonState,
        models: CompareModelSelection,
        *,
        lanes: Lanes,
        table: Table,
        notices: Notices,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._bridge = bridge
        self._pictures = PictureWriter(self)
        self._pictures.written.connect(self._show_written)
        self._theme = theme
        self._state = state
        self._models = models
        self._lanes = lanes
        self._table = table
        self._notices = notices
        self.past: ComparisonHistoryDialog | None = None
        self.ratings: RatingsDialog | None = None
        self.sets: SetsDialog | None = None
        self._progress: SetProgressEvent | None = None
        bridge.subscribe(self._handle_events, ComparisonsEvent, RatingsEvent, SetsEvent, SetProgressEvent)

    def _handle_events(self, event: list[object]) -> None:
        for one in event:
            match one:
                case ComparisonsEvent() if self.past is not None:
                    self.past.show_heads(one.heads)
                case RatingsEvent() if self.ratings is not None:
                    self.ratings.show_event(one)
                case SetsEvent() if self.sets is not None:
                    self.sets.show_sets(one)
                case SetProgressEvent():
                    self._progress = one
                    if self.sets is not None:
                        self.sets.show_progress(one)

    def open_past(self) -> None:
        """Open the list of earlier comparisons."""
        if self.past is None:
            from teahouse.ui.compare.comparison_history import ComparisonHistoryDialog

            self.past = ComparisonHistoryDialog(self._theme, self._page)
            self.past.open_one.connect(self.picked)
            self.past.remove.connect(
                lambda which: self._bridge.run_command(lambda s: s.compare.remove_comparison(which))
            )
        self._bridge.run_command(lambda services: services.compare.list_comparisons())
        _forward(self.past)

    def open_ratings(self) -> None:
        """Open the ratings of models by the votes on this computer."""
        if self.ratings is None:
            from teahouse.ui.compare.ratings import RatingsDialog

            self.ratings = RatingsDialog(self._theme, self._page)
            self.ratings.export.connect(self._export_votes)
        self._bridge.run_command(lambda services: services.compare.list_ratings())
        _forward(self.ratings)

    def _export_votes(self) -> None:
        formats = "CSV (*.csv);;JSON (*.json)"
        title, name = translate("Compare", "Export the votes"), translate("Compare", "votes") + ".csv"
        path, _ = QFileDialog.getSaveFileName(self._page, title, name, formats)
        if path:
            self._bridge.run_command(lambda services: services.compare.export_votes(path))

    def open_tags(self, save: Callable[[tuple[str, ...]], None]) -> None:
        """Open the tags of the last turn's vote; `save` is called with others."""
        from teahouse.ui.compare.tags_dialog import TagsDialog

        vote = self._state.last_vote
        dialog = TagsDialog(vote.tags if vote else (), self._page)
        dialog.chosen.connect(save)
        _ask(dialog)

    def open_sets(self) -> None:
        """Open the prompt sets."""
        if self.sets is None:
            from teahouse.ui.compare.sets import SetsDialog

            self.sets = SetsDialog(self._bridge, self._theme, self._page)
            self.sets.open_one.connect(self.picked)
            if self._progress is not None:
                self.sets.show_progress(self._progress)
        self.sets.show_models(tuple(entry.card.name for entry in self._models.entries))
        self._bridge.run_command(lambda services: services.compare.list_sets())
        _forward(self.sets)

    def open_options(self) -> None:
        """Open the parameters of all lanes."""
        from teahouse.ui.compare.parameters import ParametersDialog

        comparison = self._state.comparison
        seed = None if comparison is None else comparison.seed
        dialog = ParametersDialog(self._state.setup, self._theme, self._page, seed)
        dialog.accepted.connect(lambda: self._change_setup(dialog.changed_setup()))
        _ask(dialog)

    def open_lane_options(self, lane_id: str) -> None:
        """Open the parameters of one lane."""
        from teahouse.ui.compare.parameters import LaneDialog

        setup = self._state.setup
        lane = next(lane for lane in setup.lanes if lane.id == lane_id)
        entry = self._models.entry_of(lane)
        dialog = LaneDialog(setup, lane, think_modes(entry.card) if entry else (), self._theme, self._page)
        dialog.accepted.connect(lambda: self._change_setup(self._state.setup.set_apart(lane_id, *dialog.values())))
        _ask(dialog)

    def _change_setup(self, setup: Setup) -> None:
        self._state.setup = setup
        self.changed.emit()

    def export_file(self, kind: ExportKind) -> None:
        """Ask for a path, and export the comparison there."""
        comparison = self._state.comparison
        if comparison is not None and (path := self._ask_path(comparison, ENDINGS[kind])):
            self._bridge.run_command(
                lambda services: services.compare.export_comparison(comparison.id, kind, path, export_texts())
            )

    def export_picture(self) -> None:
        """Ask for a path, and export the comparison there as a picture."""
        comparison = self._state.comparison
        if comparison is not None and (path := self._ask_path(comparison, "png")):
            self.write_picture(path)

    def _ask_path(self, comparison: Comparison, ending: str) -> str:
        title = title_from(comparison.title or translate("Compare", "Comparison")).replace("/", "-")
        name = f"{title}.{ending}"
        return QFileDialog.getSaveFileName(self._page, translate("Compare", "Export the comparison"), name)[0]

    def write_picture(self, path: str) -> None:
        """Write the comparison as a picture; a notice shows the result."""
        comparison = self._state.comparison
        prompts = comparison.prompts if comparison is not None else ()
        title = translate("Compare", "Compare")
        if comparison is not None:
            title = numbers.in_a_row((title, numbers.moment(comparison.created)))
        parts = tuple(part for part in (self._lanes.body, self._table) if not part.isHidden())
        wide = 0 if self._table.isHidden() else self._table.whole_width()
        with self._lanes.showing_all(wide), self._table.showing_all():  # in this order: lanes lay out the page
            picture = picture_of(title, "\n".join(prompts), parts, self._theme)
        self._pictures.write_picture(picture, path)

    def _show_written(self, path: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self._notices.show_info(lambda: translate("Compare", "Written to {path}").format(path=path))
        else:
            self._notices.show_warning(lambda: sentence(trouble))

    def follow_link(self, address: str, text: str) -> None:
        """Open a link of an answer."""
        links.open_link(self._theme, self._page, address, text)


def _ask(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _forward(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
