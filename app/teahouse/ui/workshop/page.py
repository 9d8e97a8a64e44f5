"""The Workshop page: its tabs, each made when it is first shown, and the model they work on."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from teahouse.core.workshop.layer_inspection import ReplyPlace
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.layout import PageHeader, PageStack, VerticalScroll, WrappingRow
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme
from teahouse.ui.workshop.context import WorkshopContext, WorkshopLinks
from teahouse.ui.workshop.tabs import TABS, TabWidget, WorkshopTab, title_of_tab

SIDE = 18
LOWEST = 320  # of what is below the header, before zoom: lower windows scroll
MODEL_LETTERS = 18  # of the chosen model's name that are always visible


class WorkshopHeader(PageHeader):
    """`tab` carries the `WorkshopTab` that was chosen, `model` the name of the chosen model."""

    tab = Signal(object)
    model = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._models: tuple[str, ...] = ()
        self._chosen = ""
        self.title = QLabel()
        self.tabs = PillRow(theme, pages=True)
        self.model_choice = Choice(theme)
        self.title.setContentsMargins(0, 0, 4, 0)
        self.model_choice.allow_elision(MODEL_LETTERS)
        row = WrappingRow(self)
        row.setContentsMargins(SIDE, 8, SIDE, 9)
        row.addWidget(self.title)
        row.addWidget(self.tabs)
        row.add_stretch()
        row.addWidget(self.model_choice)
        self.tabs.chosen.connect(lambda value: self.tab.emit(WorkshopTab(value)))
        self.model_choice.chosen.connect(self.model)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.retranslate()

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))

    def show_models(self, names: tuple[str, ...], chosen: str) -> None:
        """Set the models to choose from."""
        self._models, self._chosen = names, chosen
        self._fill_models()

    def _fill_models(self) -> None:
        if self._models:
            self.model_choice.set_choices([(name, name) for name in self._models], self._chosen)
        else:
            self.model_choice.set_choices([("", self.tr("No model is installed"))], "")
        self.model_choice.setEnabled(bool(self._models))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Workshop"))
        self.tabs.set_choices([(tab.value, title_of_tab(tab)) for tab in TABS], self.tr("More"))
        self.tabs.setAccessibleName(self.tr("Parts of the Workshop"))
        self.model_choice.setAccessibleName(self.tr("Model"))
        self._fill_models()


class WorkshopPage(FocusGroup, QWidget):
    """`open_conversation` is never sent by this page; every page has it. `links`: the ways to other pages."""

    open_conversation = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._models = ModelsEvent(())
        self._model = ""
        self._tabs: dict[WorkshopTab, QWidget] = {}
        self.header = WorkshopHeader(theme)
        self._stack = PageStack()
        self._lay_out()
        self.notices = Notices(theme, self, at_bottom=lambda _height: True)
        self.links = WorkshopLinks(self)
        self.links.work_on.connect(self.choose_model)
        self._context = WorkshopContext(self, bridge, preferences, theme, self.notices, self.links)
        self.header.tab.connect(self.show_tab)
        self.header.model.connect(self.choose_model)
        for key, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step_tab(step))
        bridge.subscribe(self._on_models, ModelsEvent)
        self.show_tab(next(iter(TABS)))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(SIDE, 12, SIDE, 14)
        inner.addWidget(self._stack)
        area = VerticalScroll(inside)  # where large text leaves little room
        area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(area, 1)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._stack.set_lowest(self._theme.px(LOWEST))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bridge.run_command(lambda services: services.library.refresh_models())

    @property
    def current_tab(self) -> WorkshopTab:
        """The tab that is shown."""
        return WorkshopTab(self.header.tabs.value)

    @property
    def model(self) -> str:
        """The name of the chosen model; empty where none is installed."""
        return self._model

    def tab_widget(self, tab: WorkshopTab) -> QWidget:
        """The widget of a tab, made now if it was not."""
        widget = self._tabs.get(tab)
        if widget is None:
            widget = self._tabs[tab] = TABS[tab].make(self._context)
            self._stack.addWidget(widget)
        return widget

    def show_tab(self, tab: WorkshopTab) -> None:
        """Show a tab."""
        widget = self.tab_widget(tab)
        self.header.tabs.choose_value(tab.value)
        self._stack.setCurrentWidget(widget)
        self.enter_at(widget)
        self._show_model()

    def _step_tab(self, step: int) -> None:
        tabs = list(TABS)
        self.show_tab(tabs[(tabs.index(self.current_tab) + step) % len(tabs)])
        self.setFocus()

    def choose_model(self, model: str) -> None:
        """Work on this model."""
        self._model = model
        self._show_choice()
        self._show_model()

    def inspect_reply(self, place: ReplyPlace) -> None:
        """Show the layers of the model at a place of a reply."""
        from teahouse.ui.workshop.layers.tab import LayersTab

        self.choose_model(place.model)
        self.show_tab(WorkshopTab.LAYERS)
        cast(LayersTab, self.tab_widget(WorkshopTab.LAYERS)).inspect_reply(place)

    def _on_models(self, burst: list[ModelsEvent]) -> None:
        self._models = burst[-1]
        names = self._names()
        if self._model not in names and names:
            self._model = names[0]
        self._show_choice()
        self._show_model()

    def _names(self) -> tuple[str, ...]:
        return tuple(entry.card.name for entry in self._models.models)

    def _show_choice(self) -> None:
        self.header.show_models(self._names(), self._model)

    def _show_model(self) -> None:
        cast(TabWidget, self._stack.currentWidget()).show_model(self._model, self._models)
