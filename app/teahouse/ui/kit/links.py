"""Opens addresses outside the window, the only module that does: links, pages of our own, folders.

A link of somebody else is opened at once, or after a question that shows where it leads (`core.links`).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.links import Caution, Judgement, judge_link
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.kit.dialog import Question, ask_question
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

LONGEST_HOST = 120  # characters of a host in the sentence; all of it stands in the address below


def open_link(theme: Theme, parent: QWidget, address: str, text: str = "") -> Question | None:
    """Open the address of a link with this text; returns the question that is asked first, where one is."""
    judgement = judge_link(address, text)
    if judgement.caution is None:
        _open(QUrl(address))
        return None
    copy = (translate("Links", "Copy address"), lambda: QGuiApplication.clipboard().setText(safe_text(address)))
    if judgement.caution is Caution.FORBIDDEN:
        title = translate("Links", "This link is not opened")
        answers = [copy, (translate("Links", "Close"), lambda: None)]
    else:
        title = translate("Links", "Open this link?")
        go = (translate("Links", "Open"), lambda: _open(QUrl(address)))
        answers = [go, copy, (translate("Links", "Cancel"), lambda: None)]
    return ask_question(theme, parent, title, _sentence(judgement), *answers, detail=safe_text(address, code=True))


def open_page(address: str) -> None:
    """Open a web page that no reply names, such as the download page of a release; nothing where it is no web page."""
    if judge_link(address).caution is None:
        _open(QUrl(address))


def open_folder(path: Path) -> None:
    """Show a folder of this computer in the system's file manager."""
    _open(QUrl.fromLocalFile(str(path)))


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


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
