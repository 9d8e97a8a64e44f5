"""The tabs of the Workshop. A new tab is an entry of `TABS` and a widget with `show_model`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.values import dataclass
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.workshop.context import WorkshopContext

translate = QCoreApplication.translate


class WorkshopTab(StrEnum):
    """A tab, in the order of the page."""

    QUANTIZE = "quantize"
    ADAPTERS = "adapters"
    STEERING = "steering"
    TOKENIZER = "tokenizer"
    TEMPLATE = "template"
    LAYERS = "layers"
    METADATA = "metadata"


class TabWidget(Protocol):
    """What the page calls of a tab, which is a QWidget and a FocusGroup."""

    def show_model(self, model: str, models: ModelsEvent) -> None:
        """Show the chosen model (its name, empty where none is installed). Called when the tab is entered, and when
        the choice or the host's models change while it is shown."""


@dataclass(frozen=True, slots=True)
class TabEntry:
    """`make` imports the tab's module when it is called, which is when the tab is first shown."""

    title: str
    make: Callable[[WorkshopContext], QWidget]


def _make_quantize(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.quantize.tab import QuantizeTab

    return QuantizeTab(context)


def _make_adapters(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.adapters.tab import AdaptersTab

    return AdaptersTab(context)


def _make_tokenizer(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.tokenizer_tab import TokenizerTab

    return TokenizerTab(context)


def _make_template(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.template_tab import TemplateTab

    return TemplateTab(context)


def _make_layers(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.layers.tab import LayersTab

    return LayersTab(context)


def _make_steering(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.steering.tab import SteeringTab

    return SteeringTab(context)


def _make_metadata(context: WorkshopContext) -> QWidget:
    from teahouse.ui.workshop.metadata_tab import MetadataTab

    return MetadataTab(context)


TABS: dict[WorkshopTab, TabEntry] = {
    WorkshopTab.QUANTIZE: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Quantize")), _make_quantize),
    WorkshopTab.ADAPTERS: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Adapters")), _make_adapters),
    WorkshopTab.LAYERS: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Layers")), _make_layers),
    WorkshopTab.TOKENIZER: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Tokenizer")), _make_tokenizer),
    WorkshopTab.TEMPLATE: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Template")), _make_template),
    WorkshopTab.STEERING: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Steering")), _make_steering),
    WorkshopTab.METADATA: TabEntry(str(QT_TRANSLATE_NOOP("WorkshopTabs", "Metadata")), _make_metadata),
}


def title_of_tab(tab: WorkshopTab) -> str:
    """The title of a tab, translated."""
    return translate("WorkshopTabs", TABS[tab].title)
