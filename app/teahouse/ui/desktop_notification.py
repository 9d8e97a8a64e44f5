"""A word through the system's own notifications, for when something long is over and nobody looks at the window.

Only where the system shows them for an app with an icon in its tray; the icon is there as long as the word is.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

SHOWN_MS = 10_000


class SystemWord(QObject):
    """One word at a time; a click on it brings the window to the front."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._do: Callable[[], None] | None = None
        self._away = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._away.timeout.connect(self.take_back)

    def say(self, title: str, text: str, do: Callable[[], None]) -> bool:
        """Say it unless the person is looking; `do` follows a click. Whether it was said."""
        able = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
        if self._window.isActiveWindow() or not able:
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.messageClicked.connect(self._on_clicked)
        self._do = do
        self._icon.show()
        self._icon.showMessage(title, text, self._window.windowIcon(), SHOWN_MS)
        self._away.start()
        return True

    def take_back(self) -> None:
        """The icon goes, and the word with it."""
        self._away.stop()
        if self._icon is not None:
            self._icon.hide()

    def _on_clicked(self) -> None:
        self.take_back()
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if self._do is not None:
            self._do()
