"""Opens the links of replies, in all views alike: at once, or after a question that shows where they lead."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.links import Caution, Judgement, judge
from teahouse.core.markdown.harmless import safe
from teahouse.ui.kit.dialog import Question, ask
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

LONGEST_HOST = 120  # characters of a host in the sentence; all of it stands in the address below


def follow(theme: Theme, parent: QWidget, address: str, text: str = "") -> Question | None:
    """Open the address of a link with this text; returns the question that is asked first, where one is."""
    judgement = judge(address, text)
    if judgement.caution is None:
        open_address(address)
        return None
    copy = (translate("Links", "Copy address"), lambda: QGuiApplication.clipboard().setText(safe(address)))
    if judgement.caution is Caution.FORBIDDEN:
        title = translate("Links", "This link is not opened")
        answers = [copy, (translate("Links", "Close"), lambda: None)]
    else:
        title = translate("Links", "Open this link?")
        go = (translate("Links", "Open"), lambda: open_address(address))
        answers = [go, copy, (translate("Links", "Cancel"), lambda: None)]
    return ask(theme, parent, title, _sentence(judgement), *answers, detail=safe(address, code=True))


def open_address(address: str) -> None:
    """Hand an address to the browser or the mail program."""
    QDesktopServices.openUrl(QUrl(address))


def _sentence(judgement: Judgement) -> str:
    host, shown = _short(judgement.host), _short(judgement.shown)
    match judgement.caution:
        case Caution.OTHER_HOST:
            said = translate("Links", "Its text shows {shown}, but it leads to {host}.")
        case Caution.USER:
            said = translate("Links", "It leads to {host}. What stands before the “@” in its address is only a name.")
        case Caution.FOREIGN_LETTERS:
            said = translate("Links", "It leads to {host}, a name whose letters can look like those of another one.")
        case _:
            said = translate("Links", "Teahouse opens web pages and mail addresses only. This leads elsewhere:")
    return said.replace("{host}", host).replace("{shown}", shown)


def _short(host: str) -> str:
    return host if len(host) <= LONGEST_HOST else f"{host[: LONGEST_HOST // 2]}…{host[-LONGEST_HOST // 2 :]}"
