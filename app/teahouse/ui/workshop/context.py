"""What every tab of the Workshop is made with."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.values import dataclass
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.notices import Notices
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class WorkshopLinks(QObject):
    """Ways out of the Workshop. `chat`: use a model with these options in a chat; `compare`: ask it side by side with
    each of these options; `evaluate`: run a sheet over models (a tuple of names); `work_on`: choose another model;
    `other_host`: choose another host."""

    chat = Signal(str, object)
    compare = Signal(str, object)
    evaluate = Signal(object)
    work_on = Signal(str)
    other_host = Signal()


@dataclass(frozen=True, slots=True)
class WorkshopContext:
    """What a tab is made with. `notices` are those of the page; `page` is the parent of dialogs."""

    page: QWidget
    bridge: Bridge
    preferences: Preferences
    theme: Theme
    notices: Notices
    links: WorkshopLinks
