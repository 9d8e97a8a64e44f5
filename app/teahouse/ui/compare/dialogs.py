"""What opens from the room: dialogs, files, links. Each dialog is made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from teahouse.core.conversation import title_from
from teahouse.core.errors import Problem, Trouble
from teahouse.services.compare.events import ComparisonsEvent, RatingsEvent, SetProgressEvent, SetsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.columns import export_texts
from teahouse.ui.compare.shared import ways
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit import links
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.compare.comparison_history import PastDialog
    from teahouse.ui.compare.page import ComparePage
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
    painter = QPainter(made)
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
    painter.end()
    return made


translate = QCoreApplication.translate

ENDINGS = {"markdown": "md", "csv": "csv", "json": "json", "png": "png"}


class CompareDialogs:
    """Belongs to one room; hears the events of its dialogs, which come only when they were asked for."""

    def __init__(self, room: ComparePage, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        self._room = room
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self.past: PastDialog | None = None
        self.ratings: RatingsDialog | None = None
        self.sets: SetsDialog | None = None
        self._progress: SetProgressEvent | None = None
        bridge.listen(self._handle_events, ComparisonsEvent, RatingsEvent, SetsEvent, SetProgressEvent)

    def _handle_events(self, event: list[object]) -> None:
        for one in event:
            match one:
                case ComparisonsEvent() if self.past is not None:
                    self.past.show_heads(one.heads)
                case RatingsEvent() if self.ratings is not None:
                    self.ratings.show_ratings(one.ratings)
                case SetsEvent() if self.sets is not None:
                    self.sets.show_sets(one)
                case SetProgressEvent():
                    self._progress = one
                    if self.sets is not None:
                        self.sets.show_progress(one)

    def open_past(self) -> None:
        """Open the list of earlier comparisons."""
        if self.past is None:
            from teahouse.ui.compare.comparison_history import PastDialog

            self.past = PastDialog(self._theme, self._room)
            self.past.open_one.connect(self._room.show_comparison)
            self.past.remove.connect(lambda which: self._bridge.ask(lambda s: s.compare.remove(which)))
        self._bridge.ask(lambda services: services.compare.list())
        _forward(self.past)

    def open_ratings(self) -> None:
        """Open how models are rated by this computer's own votes."""
        if self.ratings is None:
            from teahouse.ui.compare.ratings import RatingsDialog

            self.ratings = RatingsDialog(self._theme, self._room)
        self._bridge.ask(lambda services: services.compare.ratings())
        _forward(self.ratings)

    def open_sets(self) -> None:
        """Open the prompt sets."""
        if self.sets is None:
            from teahouse.ui.compare.sets import SetsDialog

            self.sets = SetsDialog(self._bridge, self._theme, self._room)
            self.sets.open_one.connect(self._room.show_comparison)
            if self._progress is not None:
                self.sets.show_progress(self._progress)
        self.sets.show_models(tuple(entry.card.name for entry in self._room.picking.entries))
        self._bridge.ask(lambda services: services.compare.sets())
        _forward(self.sets)

    def open_options(self) -> None:
        """Ask for the parameters that hold for all lanes."""
        from teahouse.ui.compare.parameters import ParametersDialog

        board = self._room.board
        seed = None if board.comparison is None else board.comparison.seed
        dialog = ParametersDialog(board.setup, self._theme, self._room, seed)
        dialog.accepted.connect(lambda: self._room.change(**dialog.values()))
        _ask(dialog)

    def open_lane_options(self, lane_id: str) -> None:
        """Ask for the parameters of one lane alone."""
        from teahouse.ui.compare.parameters import LaneDialog

        setup = self._room.board.setup
        lane = next(lane for lane in setup.lanes if lane.id == lane_id)
        entry = self._room.picking.entry_of(lane)
        dialog = LaneDialog(setup, lane, ways(entry.card) if entry else (), self._theme, self._room)
        dialog.accepted.connect(lambda: self._room.set_apart(lane_id, *dialog.values()))
        _ask(dialog)

    def export(self, kind: str) -> None:
        """Ask for a file, and have the comparison written there."""
        comparison = self._room.board.comparison
        if comparison is None:
            return
        name = f"{title_from(comparison.title or translate('Compare', 'Comparison')).replace('/', '-')}.{ENDINGS[kind]}"
        path, _ = QFileDialog.getSaveFileName(self._room, translate("Compare", "Export the comparison"), name)
        if not path:
            return
        if kind == "png":
            self.write_picture(path)
        else:
            self._bridge.ask(lambda services: services.compare.export(comparison.id, kind, path, export_texts()))

    def write_picture(self, path: str) -> None:
        """Write the comparison as a picture; the note says how that went."""
        room = self._room
        prompts = room.board.comparison.prompts if room.board.comparison else ()
        parts = tuple(part for part in (room.lanes.body, room.table) if not part.isHidden())
        wide = 0 if room.table.isHidden() else room.table.whole_width()
        with room.lanes.whole(wide), room.table.whole():  # in this order: lanes lay out the room
            picture = picture_of(translate("Compare", "Compare"), "\n".join(prompts), parts, self._theme)
        if picture.save(path, "PNG"):
            room.notices.tell(lambda: translate("Compare", "Written to {path}").format(path=path))
        else:
            room.notices.warn(lambda: sentence(Trouble(Problem.FOLDER_READ_ONLY, path=path)))

    def follow(self, address: str, text: str) -> None:
        """Open a link of an answer."""
        links.follow(self._theme, self._room, address, text)


def _ask(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _forward(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
