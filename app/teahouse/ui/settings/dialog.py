"""The settings: every change holds at once, so there is nothing to confirm."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QDialogButtonBox,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.languages import LANGUAGES
from teahouse.core.settings import SEND_KEYS, THEMES
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accessibility import Role, Spoken
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Check, Choice, FormCard, FormRows, align_rows, width_beside
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.links import open_folder
from teahouse.ui.kit.painting import ink_of, paint_ground
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.card_form import CardForm
from teahouse.ui.settings.download_form import DownloadForm
from teahouse.ui.settings.forms import EngineForm, NetworkForm, UpdatesForm
from teahouse.ui.settings.host_form import HostForm
from teahouse.ui.settings.hub_form import HubForm
from teahouse.ui.settings.states_form import StatesForm
from teahouse.ui.style import Theme

HEIGHT = 32
PAD = 10
ABOVE = 16  # pixels that stay above a section that was scrolled to


class _Section(Spoken, QAbstractButton):
    """One section's name; as wide as it is when it is marked, so that nothing moves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.speak_as(Role.PageTab)
        self._theme = theme
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font(bold=True)).horizontalAdvance(self.text())
        return QSize(round(words) + 2 * PAD + 1, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, chosen = QPainter(self), self._theme.colours, self.isChecked()
        frame = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        hovered, focused = self.underMouse(), self.hasFocus()
        paint_ground(painter, frame, colours, chosen=chosen, hovered=hovered, focused=focused)
        painter.setFont(self._theme.font(bold=chosen))
        painter.setPen(QColor(ink_of(colours, chosen=chosen)))
        room = frame.adjusted(PAD, 0, -PAD, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())


class Sections(Spoken, QWidget):
    """The list of sections at the left of the settings: a press scrolls to one, the visible one is marked.

    `cards` are widgets inside `area`, from top to bottom.
    """

    def __init__(self, theme: Theme, area: QScrollArea, cards: Sequence[QWidget]) -> None:
        super().__init__()
        self.speak_as(Role.PageTabList)
        self._area = area
        self._cards = tuple(cards)
        self.rows = tuple(_Section(theme) for _ in self._cards)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 0, 12)
        column.setSpacing(2)
        for row, card in zip(self.rows, self._cards, strict=True):
            self._group.addButton(row)
            column.addWidget(row)
            row.clicked.connect(lambda _checked=False, card=card: self._scroll_to(card))
        column.addStretch()
        self.rows[0].setChecked(True)
        self._area.verticalScrollBar().valueChanged.connect(self._mark_section)

    def set_names(self, names: Sequence[str]) -> None:
        """Set the translated names of the sections."""
        for row, name in zip(self.rows, names, strict=True):
            row.setText(name)
            row.setAccessibleName(name)
            row.updateGeometry()

    def _top_of(self, card: QWidget) -> int:
        """Where a card begins, in pixels from the top of what is scrolled."""
        inside = self._area.widget()
        return 0 if inside is None else card.mapTo(inside, card.rect().topLeft()).y()

    def _scroll_to(self, card: QWidget) -> None:
        self._area.verticalScrollBar().setValue(max(0, self._top_of(card) - ABOVE))
        self.rows[self._cards.index(card)].setChecked(True)  # one near the end cannot come to the top

    def _mark_section(self, top: int) -> None:
        """Mark the last section above a line, which moves from the top of the viewport to its bottom with the scroll
        bar, so that short sections at the end are marked, too."""
        share = top / max(1, self._area.verticalScrollBar().maximum())
        line = top + ABOVE + share * self._area.viewport().height()
        begun = [card for card in self._cards if self._top_of(card) <= line]
        self.rows[self._cards.index(begun[-1])].setChecked(True)


WIDTH = 580
AROUND = 100  # pixels beside the rows: margins, a scroll bar, the window's frame
SIZES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)  # of text, to its usual one


class SettingsDialog(Retranslated, Dialog):
    """Appearance, language, sending, host, network, downloads, model hubs, newer versions, and the data folder."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._theme = theme
        self.language, self.theme, self.zoom, self.send_key, self.keep_alive = (Choice(theme) for _ in range(5))
        self.host = HostForm(bridge, preferences, theme)
        self.start_ollama = Check(theme)
        self.start_ollama.setChecked(preferences.values.start_ollama)
        self.engine = EngineForm(bridge, preferences, theme)
        self.states = StatesForm(bridge, preferences, theme)
        self.card = CardForm(bridge, preferences)
        self.folder = Button()
        self.network = NetworkForm(preferences, theme)
        self.downloads = DownloadForm(preferences, theme)
        self.hubs = HubForm(bridge, preferences)
        self.updates = UpdatesForm(bridge, preferences, theme)
        self._looks, self._hosts, self._network, self._pulls, self._hubs, self._versions = self._form_cards = tuple(
            FormCard(theme) for _ in range(6)
        )
        self._rows, self._memory = FormRows(), FormRows()
        self._inside = inside = QWidget()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        for button in self._buttons.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field connects, it does not close
        self._cards = VerticalScroll(inside)
        self._column = QVBoxLayout(self)
        self._lay_out(inside)
        self._connect_signals()
        self._add_sections(theme)
        self.retranslate()

    def _lay_out(self, inside: QWidget) -> None:
        for choice in (self.language, self.theme, self.zoom, self.send_key):
            self._rows.add_field(choice)
        self._memory.add_field(self.keep_alive)
        self._looks.body.addLayout(self._rows)
        self._hosts.body.addWidget(self.host)
        self._hosts.body.addLayout(self._memory)
        self._hosts.body.addWidget(self.start_ollama)
        self._hosts.body.addWidget(self.engine)
        self._hosts.body.addWidget(self.states)
        self._hosts.body.addWidget(self.card)
        self._network.body.addWidget(self.network)
        self._pulls.body.addWidget(self.downloads)
        self._hubs.body.addWidget(self.hubs)
        self._versions.body.addWidget(self.updates)
        self._below = WrappingRow()
        self._below.addWidget(self.folder)
        self._below.add_stretch()
        self._below.addWidget(self._buttons)
        self._below.setContentsMargins(16, 0, 16, 12)
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(16, 16, 16, 0)
        cards.setSpacing(12)
        for card in self._form_cards:
            cards.addWidget(card)
        cards.addStretch()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self._cards)
        self._column.addLayout(self._below)

    def _make_scroll(self, content: QLayout) -> QScrollArea:
        """Only the cards scroll; what is below them stays."""
        if self._inside is not None:
            self._inside.installEventFilter(self)
        return self._cards

    def _content_size(self, width: int) -> QSize:
        """The cards, as wide as the dialog without a scroll bar, and what is below them."""
        side = 0 if self.sections.isHidden() else self.sections.sizeHint().width()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        content = super()._content_size(max(WIDTH, width - side) - bar)
        foot = self._below.heightForWidth(content.width() + bar + side)
        return content + QSize(bar + side, self._column.spacing() + foot)

    def showEvent(self, event: QShowEvent) -> None:
        self._buttons.setFocus()  # not on a choice, which the first arrow key would change
        self._fill_choices()  # the text's size and the host are changed elsewhere, too
        self.host.show_current()
        self.states.show_current()
        self.engine.show_current()
        self._fit_sections()
        super().showEvent(event)

    def _add_sections(self, theme: Theme) -> None:
        """Put the list of sections at the left of the cards, where the screen has room for both."""
        self.sections = Sections(theme, self._cards, self._form_cards)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.sections)
        beside.addWidget(self._cards, 1)
        self._column.insertLayout(0, beside, 1)

    def _fit_sections(self) -> None:
        """On a narrow screen, put fields below their names and hide the list of sections."""
        screen = (self.parentWidget() or self).screen()  # where it will be; it may still have to move there
        room = screen.availableGeometry().width()
        downloads = (self.downloads.rows, self.downloads.hours)
        groups = (self._rows, self.host.rows, self._memory, self.states.rows, *downloads, self.hubs.rows)
        beside = width_beside(groups) + AROUND
        align_rows(groups, stacked=beside > room)
        least = max(WIDTH, self._cards.minimumSizeHint().width(), beside if beside <= room else 0)
        self.sections.setVisible(least + self.sections.sizeHint().width() <= room)

    def _connect_signals(self) -> None:
        change = self._preferences.change
        self.language.chosen.connect(lambda value: change(language=value))
        self.theme.chosen.connect(lambda value: change(theme=value))
        self.zoom.chosen.connect(lambda value: change(zoom=float(value)))
        self.send_key.chosen.connect(lambda value: change(send_key=value))
        self.keep_alive.chosen.connect(lambda value: change(keep_alive=value))
        self.start_ollama.toggled.connect(lambda checked: change(start_ollama=checked))
        self.folder.clicked.connect(open_data_folder)
        self._buttons.rejected.connect(self.reject)
        self._theme.changed.connect(self._fit_sections)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        self._looks.heading.setText(self.tr("Looks and language"))
        self._hosts.heading.setText(self.tr("Host"))
        self._network.heading.setText(self.tr("Network"))
        self._pulls.heading.setText(self.tr("Downloads"))
        self._hubs.heading.setText(self.tr("Model hubs"))
        self._versions.heading.setText(self.tr("Newer versions"))
        self.sections.set_names([card.heading.text() for card in self._form_cards])
        looks = (self.tr("Language"), self.tr("Theme"), self.tr("Text size"), self.tr("Send with"))
        names = (*looks, self.tr("Keep models loaded"))
        choices = (self.language, self.theme, self.zoom, self.send_key, self.keep_alive)
        labels = (*self._rows.labels, *self._memory.labels)
        for label, choice, name in zip(labels, choices, names, strict=True):
            label.setText(name)
            choice.setAccessibleName(name)
        self.start_ollama.setText(self.tr("Start Ollama with Teahouse when it is installed but not running"))
        self.folder.setText(self.tr("Open data folder"))
        self._fill_choices()
        self._fit_sections()

    def _fill_choices(self) -> None:
        values = self._preferences.values
        like_system = self.tr("Like the system")
        # A language is named in itself, so that whoever ended up in the wrong one finds their own.
        languages = {"system": like_system, **{one.code: one.name for one in LANGUAGES.values()}}
        self.language.set_choices(list(languages.items()), values.language)
        themes = {"system": like_system, "light": self.tr("Light"), "dark": self.tr("Dark")}
        self.theme.set_choices([(value, themes[value]) for value in THEMES.values], values.theme)
        sizes = sorted({*SIZES, values.zoom})
        self.zoom.set_choices([(str(size), numbers.percent(size)) for size in sizes], str(values.zoom))
        keys = {
            "enter": self.tr("Enter; Shift+Enter breaks the line"),
            "ctrl_enter": self.tr("Ctrl+Enter; Enter breaks the line"),
        }
        self.send_key.set_choices([(value, keys[value]) for value in SEND_KEYS.values], values.send_key)
        stays = (
            ("", self.tr("As the host decides")),
            ("0", self.tr("Unload after each reply")),
            ("5m", self.tr("%n minute(s)", "", 5)),
            ("30m", self.tr("%n minute(s)", "", 30)),
            ("2h", self.tr("%n hour(s)", "", 2)),
            ("-1", self.tr("Until unloaded by hand")),
        )
        self.keep_alive.set_choices(stays, values.keep_alive)


def open_data_folder() -> None:
    """Show the folder with the conversations and models in the system's file manager."""
    from teahouse.desktop.paths import Paths

    open_folder(Paths.from_environment(os.environ).data)
