"""What the room does about news that concern more than one lane: says them, shows them, goes where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.core.comparison import Comparison
from teahouse.services.compare_news import ExportedNews
from teahouse.ui.compare.hearing import Outcome
from teahouse.ui.i18n.troubles import sentence

if TYPE_CHECKING:
    from teahouse.ui.compare.room import CompareRoom

translate = QCoreApplication.translate

UNASKED = "a question that was not asked"


def take(room: CompareRoom, outcome: Outcome) -> None:
    """Do what an outcome of `Hearing` asks for."""
    match outcome:
        case ("comparison", comparison) if isinstance(comparison, Comparison):
            room.showing.take_question(comparison)
            room.refresh()
        case ("lane", lane_id):
            room.showing.lane(str(lane_id))
        case ("plan", _):
            room.say_plan()
        case ("unasked", news):
            room.board.begin("")
            room.prompt.put(news.question)
            room.notices.warn(lambda: sentence(news.trouble), about=UNASKED)
            room.refresh()
        case ("gone", _):
            room.board.begin("")
            room.notices.tell(lambda: translate("Compare", "This comparison is not kept any more."))
            room.refresh()
        case ("continued", conversation_id):
            room.open_conversation.emit(conversation_id)
        case ("exported", news):
            _say_exported(room, news)


def _say_exported(room: CompareRoom, news: ExportedNews) -> None:
    if news.trouble is not None:
        room.notices.warn(lambda: sentence(news.trouble))
    else:
        room.notices.tell(lambda: translate("Compare", "Written to {path}").format(path=news.path))
