"""The loaded models in detail: the size of each, its place, its remaining time, with buttons to keep and unload it; the
memory of other programs, and what loading another model would unload."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QActionGroup, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from teahouse.core.model import LoadedModel, leaving_order, seconds_left
from teahouse.services.models.events import MemoryEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.kit.popup import Menu, Popup
from teahouse.ui.style import Theme

STAYS = 24 * 3600.0  # seconds: more remaining time counts as for ever; a daemon writes "never" as a year far away
WIDTH = 480
EVERY = 2000  # milliseconds between updates while it is open


class LoadedPopup(Popup):
    """Opens beside the memory bar. `unload` carries a model's name, `keep` also whether it stays loaded; `look`: the
    popup is open and needs events."""

    unload = Signal(str)
    keep = Signal(str, bool)
    look = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[QWidget] = []
        self._event = MemoryEvent(())
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self.setAccessibleName(self.tr("Models in memory"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def show_memory(self, event: MemoryEvent) -> None:
        """Show the loaded models; closes itself when there are none. Not every event has the memory of other programs:
        the last value is shown until the next one."""
        if not event.loaded:
            self.close()
        others = self._event.others if event.others is None else event.others
        vram_others = self._event.vram_others if event.vram_others is None else event.vram_others
        self._event = event = replace(event, others=others, vram_others=vram_others)
        focused = self._focused_button()
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = [self._make_row(model, focused) for model in event.loaded]
        for words in self._memory_sentences(event):
            self._add_row(Muted(words, wraps=True))
        self.be_wide(self._theme.px(WIDTH))
        self.adjustSize()

    def _focused_button(self) -> tuple[str, str]:
        """The model and the action of the button that has the keyboard focus."""
        button = self.focusWidget()
        if button is None:
            return "", ""
        return str(button.property("model") or ""), str(button.property("action") or "")

    def _add_row(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)

    def _make_row(self, model: LoadedModel, focused: tuple[str, str]) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(model.name))
        words.addWidget(Muted(self.words(model), wraps=True))
        layout.addWidget(LabTile(self._theme, model.name))
        layout.addLayout(words, 1)
        stays = self._stays_for_good(model)
        keep = self._make_button(self.tr("Let go") if stays else self.tr("Keep"), "keep", model.name)
        keep.setToolTip(self.tr("Leaves when its time is over") if stays else self.tr("Stays until unloaded"))
        keep.setAccessibleName(
            (self.tr("Let {model} go") if stays else self.tr("Keep {model}")).format(model=model.name)
        )
        keep.clicked.connect(lambda: self.keep.emit(model.name, not stays))
        unload = self._make_button(self.tr("Unload"), "unload", model.name)
        unload.setAccessibleName(self.tr("Unload {model}").format(model=model.name))
        unload.clicked.connect(lambda: self.unload.emit(model.name))
        self.body.addWidget(row)
        for button in (keep, unload):
            layout.addWidget(button)
            if focused == (model.name, button.property("action")):
                button.setFocus()
        return row

    def _make_button(self, text: str, action: str, model: str) -> Button:
        button = Button(text)
        button.setProperty("model", model)
        button.setProperty("action", action)
        return button

    def words(self, model: LoadedModel, now: datetime | None = None) -> str:
        """One line about a model: "5.2 GB · 100 % on the GPU · context 8k · leaves in 4 min"."""
        parts = [numbers.size(model.size), self._place_words(model)]
        if model.context_length:
            parts.append(self.tr("context {tokens}").format(tokens=numbers.count(model.context_length)))
        left = seconds_left(model.expires_at, now or datetime.now(UTC))
        if left is not None:
            parts.append(self._stay_words(left))
        return " · ".join(parts)

    def _place_words(self, model: LoadedModel) -> str:
        share = min(1.0, model.size_vram / model.size) if model.size else 0.0
        if share == 0:
            return self.tr("in RAM")
        return self.tr("{share} on the GPU").format(share=numbers.percent(share))

    def _stay_words(self, left: float) -> str:
        if left > STAYS:
            return self.tr("stays loaded")
        return self.tr("leaves in {time}").format(time=numbers.seconds(max(1.0, round(left))))

    def _stays_for_good(self, model: LoadedModel) -> bool:
        left = seconds_left(model.expires_at, datetime.now(UTC))
        return left is not None and left > STAYS

    def _memory_sentences(self, event: MemoryEvent) -> list[str]:
        """Free memory, other programs' memory, and what is unloaded for another model."""
        sentences = []
        if event.total:
            free = self.tr("{free} of {total} are free on this computer")
            sentences.append(_joined(free, event.available, event.total, self._other_programs(event.others)))
        if event.vram_total:
            free = self.tr("{free} of {total} are free on the GPU")
            sentences.append(_joined(free, event.vram_free, event.vram_total, self._other_programs(event.vram_others)))
        if event.total and event.loaded:
            first = leaving_order(event.loaded, datetime.now(UTC))[0].name
            next_one = self.tr("A model that needs more than {free} unloads {model} first")
            sentences.append(next_one.format(free=numbers.size(event.free), model=first))
        return sentences

    def _other_programs(self, amount: int | None) -> str:
        return "" if amount is None else self.tr("other programs take {size}").format(size=numbers.size(amount))


def _joined(free: str, part: int, whole: int, others: str) -> str:
    sentence = free.format(free=numbers.size(part), total=numbers.size(whole))
    return f"{sentence} · {others}" if others else sentence


# The menu of hosts: the automatic search, the engine, known hosts, and an entry for another one.

translate = QCoreApplication.translate


def host_menu(
    parent: QWidget,
    known: Iterable[str],
    chosen: str | None,
    use: Callable[[str], None],
    use_engine: Callable[[], None],
    other: Callable[[], None],
) -> QMenu:
    """`known` are addresses. `chosen` is one of them, empty for the automatic search, None for the engine."""
    menu = Menu(parent)
    group = QActionGroup(menu)

    def offer(text: str, value: str | None, do: Callable[[], None]) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(value == chosen)
        action.triggered.connect(lambda _checked: do())
        group.addAction(action)

    offer(translate("Hosts", "Found by itself on this computer"), "", lambda: use(""))
    offer(translate("Hosts", "Built-in engine"), None, use_engine)
    for address in known:
        shown = address.removeprefix("http://").rstrip("/").replace("&", "&&")
        offer(shown, address, partial(use, address))
    menu.addSeparator()
    menu.addAction(translate("Hosts", "Other host…")).triggered.connect(lambda _checked=False: other())
    return menu
