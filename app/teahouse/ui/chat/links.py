"""Opens a link of a reply: web pages at once, anything else only after the person has seen where it leads."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from teahouse.ui.chat import problems
from teahouse.ui.chat.notice import Notice

WEB = ("http", "https")


def follow(address: str, notice: Notice) -> None:
    """Open the address, or ask in the notice bar. A link without a scheme leads nowhere and is asked about too."""

    def go() -> None:
        QDesktopServices.openUrl(url)

    url = QUrl(address)
    if url.scheme().casefold() in WEB:
        go()
    else:
        notice.say(problems.about_link(address, go))
