"""What the room does about events that concern more than one lane: says them, shows them, goes where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.core.comparison import Comparison
from teahouse.services.compare_events import ExportedEvent
from teahouse.ui.compare.event_handler import Outcome
from teahouse.ui.i18n.troubles import sentence

if TYPE_CHECKING:
    from teahouse.ui.compare.page import ComparePage

translate = QCoreApplication.translate

UNASKED = "a question that was not asked"


def take(room: ComparePage, outcome: Outcome) -> None:
    """Do what an outcome of `Hearing` asks for."""
    match outcome:
        case ("comparison", comparison) if isinstance(comparison, Comparison):
            room.showing.take_question(comparison)
            room.refresh()
        case ("lane", lane_id):
            room.showing.lane(str(lane_id))
        case ("plan", _):
            room.say_plan()
        case ("unasked", event):
            room.board.begin("")
            room.prompt.put(event.question)
            room.notices.warn(lambda: sentence(event.trouble), about=UNASKED)
            room.refresh()
        case ("gone", _):
            room.board.begin("")
            room.notices.tell(lambda: translate("Compare", "This comparison is not kept any more."))
            room.refresh()
        case ("continued", conversation_id):
            room.open_conversation.emit(conversation_id)
        case ("exported", event):
            _say_exported(room, event)


def _say_exported(room: ComparePage, event: ExportedEvent) -> None:
    if event.trouble is not None:
        room.notices.warn(lambda: sentence(event.trouble))
    else:
        room.notices.tell(lambda: translate("Compare", "Written to {path}").format(path=event.path))
