"""The only module that opens addresses outside the window: links, our own web pages, folders.

A foreign link is opened at once, or after a question that shows its address (`core.links`).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.links import Caution, LinkJudgement, judge_link
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.kit.dialog import Question, ask_question
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

LONGEST_HOST = 120  # characters of a host in the sentence; the detail shows the whole address


def open_link(theme: Theme, parent: QWidget, address: str, text: str = "") -> Question | None:
    """Open the address of a link with this text; returns the question, where one is asked first."""
    judgement = judge_link(address, text)
    if judgement.caution is None:
        _open_url(QUrl(address))
        return None
    copy = (translate("Links", "Copy address"), lambda: QGuiApplication.clipboard().setText(safe_text(address)))
    if judgement.caution is Caution.FORBIDDEN:
        title = translate("Links", "This link is not opened")
        answers = [copy, (translate("Links", "Close"), lambda: None)]
    else:
        title = translate("Links", "Open this link?")
        go = (translate("Links", "Open"), lambda: _open_url(QUrl(address)))
        answers = [go, copy, (translate("Links", "Cancel"), lambda: None)]
    return ask_question(theme, parent, title, _make_sentence(judgement), *answers, detail=safe_text(address, code=True))


def open_page(address: str) -> None:
    """Open a web page of our own, such as a release's download page; ignores other addresses."""
    if judge_link(address).caution is None:
        _open_url(QUrl(address))


def open_folder(path: Path) -> None:
    """Open a local folder in the file manager."""
    _open_url(QUrl.fromLocalFile(str(path)))


def _open_url(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def _make_sentence(judgement: LinkJudgement) -> str:
    host, shown = _shorten_host(judgement.host), _shorten_host(judgement.shown)
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


def _shorten_host(host: str) -> str:
    return host if len(host) <= LONGEST_HOST else f"{host[: LONGEST_HOST // 2]}…{host[-LONGEST_HOST // 2 :]}"
