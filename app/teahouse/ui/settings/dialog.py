"""The settings: every change holds at once, so there is nothing to confirm."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Card, Check, Choice, Rows, align
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.host_form import HostForm
from teahouse.ui.style import Theme

WIDTH = 580


class SettingsDialog(QDialog):
    """Looks and language, sending, the host, and where the data lies."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.language, self.theme, self.send_key, self.keep_alive = (Choice(theme) for _ in range(4))
        self.host = HostForm(bridge, preferences)
        self.start_ollama = Check(theme)
        self.start_ollama.setChecked(preferences.values.start_ollama)
        self.folder = Button()
        self._looks, self._hosts = Card(theme), Card(theme)
        self._rows, self._memory = Rows(), Rows()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        for button in self._buttons.buttons():
            button.setAutoDefault(False)  # Enter in a field connects, it does not close
        self._place()
        self._connect()
        self._retranslate()

    def _place(self) -> None:
        self.setMinimumWidth(WIDTH)
        for choice in (self.language, self.theme, self.send_key):
            self._rows.add(choice)
        self._memory.add(self.keep_alive)
        self._looks.body.addLayout(self._rows)
        self._hosts.body.addWidget(self.host)
        self._hosts.body.addLayout(self._memory)
        self._hosts.body.addWidget(self.start_ollama)
        below = QHBoxLayout()
        below.addWidget(self.folder)
        below.addWidget(self._buttons, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self._looks)
        layout.addWidget(self._hosts)
        layout.addStretch()
        layout.addLayout(below)

    def _connect(self) -> None:
        change = self._preferences.change
        self.language.chosen.connect(lambda value: change(language=value))
        self.theme.chosen.connect(lambda value: change(theme=value))
        self.send_key.chosen.connect(lambda value: change(send_key=value))
        self.keep_alive.chosen.connect(lambda value: change(keep_alive=value))
        self.start_ollama.toggled.connect(lambda checked: change(start_ollama=checked))
        self.folder.clicked.connect(open_data_folder)
        self._buttons.rejected.connect(self.reject)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        self._looks.heading.setText(self.tr("Looks and language"))
        self._hosts.heading.setText(self.tr("Host"))
        names = (self.tr("Language"), self.tr("Theme"), self.tr("Send with"), self.tr("Keep models loaded"))
        choices = (self.language, self.theme, self.send_key, self.keep_alive)
        labels = (*self._rows.labels, *self._memory.labels)
        for label, choice, name in zip(labels, choices, names, strict=True):
            label.setText(name)
            choice.setAccessibleName(name)
        self.start_ollama.setText(self.tr("Start Ollama with Teahouse when it is installed but not running"))
        self.folder.setText(self.tr("Open data folder"))
        self._offer()
        align((self._rows, self.host.rows, self._memory))

    def _offer(self) -> None:
        values = self._preferences.values
        like_system = self.tr("Like the system")
        # A language is named in itself, so that whoever ended up in the wrong one finds their own.
        self.language.offer((("system", like_system), ("en", "English"), ("zh_CN", "简体中文")), values.language)
        themes = (("system", like_system), ("light", self.tr("Light")), ("dark", self.tr("Dark")))
        self.theme.offer(themes, values.theme)
        enter = self.tr("Enter; Shift+Enter breaks the line")
        ctrl_enter = self.tr("Ctrl+Enter; Enter breaks the line")
        self.send_key.offer((("enter", enter), ("ctrl_enter", ctrl_enter)), values.send_key)
        stays = (
            ("", self.tr("As the host decides")),
            ("0", self.tr("Unload after each reply")),
            ("5m", self.tr("%n minute(s)", "", 5)),
            ("30m", self.tr("%n minute(s)", "", 30)),
            ("2h", self.tr("%n hour(s)", "", 2)),
            ("-1", self.tr("Until unloaded by hand")),
        )
        self.keep_alive.offer(stays, values.keep_alive)


def open_data_folder() -> None:
    """Show the folder with the conversations and models in the system's file manager."""
    from teahouse.desktop.paths import Paths

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Paths.of(os.environ).data)))
