"""What a lane is called: its model, or a letter while a blind comparison has no vote."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetricsF

from teahouse.core.comparison import AT, Comparison, Lane, named_at, short_host
from teahouse.ui.model_colours import colour_of, marks
from teahouse.ui.theme import Colours

translate = QCoreApplication.translate

LETTERS = "ABCDEF"


class LaneNames:
    """The names of lanes as they may be shown now."""

    def __init__(self, lanes: tuple[Lane, ...], *, hidden: bool) -> None:
        self._lanes = {lane.id: (number, lane) for number, lane in enumerate(lanes)}
        self._marks = marks([lane.model for lane in lanes])
        self.hidden = hidden

    @classmethod
    def of(cls, lanes: tuple[Lane, ...], comparison: Comparison | None) -> LaneNames:
        """The names for a comparison's lanes, or for lanes nothing was asked of yet."""
        return cls(lanes, hidden=comparison is not None and comparison.hidden)

    def tile(self, lane_id: str) -> str:
        """What stands on the lane's tile."""
        number, _ = self._lanes[lane_id]
        return LETTERS[number] if self.hidden else self._marks[number]

    def colour(self, lane_id: str, colours: Colours) -> str:
        """The lane's colour: that of its model; one that tells nothing while names are hidden."""
        _, lane = self._lanes[lane_id]
        return colours.muted if self.hidden else colour_of(lane.model, colours)

    def name(self, lane_id: str) -> str:
        """What the lane is called, with its host where that is not the app's own; lanes of the same model on the same
        host are told apart by their number."""
        number, lane = self._lanes[lane_id]
        if self.hidden:
            return translate("Compare", "Model {letter}").format(letter=LETTERS[number])
        same = [other for _, other in self._lanes.values() if (other.model, other.host) == (lane.model, lane.host)]
        model = lane.model if len(same) < 2 else f"{lane.model} ({same.index(lane) + 1})"
        return named_at(model, lane.host)

    def host(self, lane_id: str) -> str:
        """The lane's host in short, where that is not the app's own and may be known."""
        return "" if self.hidden else short_host(self._lanes[lane_id][1].host)


def without_host(name: str, host: str) -> str:
    """A lane's name less the host it ends with, for where that is written below."""
    return name.removesuffix(f"{AT}{host}") if host else name


def fitted(name: str, metrics: QFontMetricsF, room: float) -> str:
    """A name for a narrow place: without who publishes it first, then cut in the middle."""
    if metrics.horizontalAdvance(name) <= room:
        return name
    return metrics.elidedText(name.rpartition("/")[2], Qt.TextElideMode.ElideMiddle, room)
