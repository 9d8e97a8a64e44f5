"""The menu of hosts: what is found on this computer, the engine, those that are known, and the way to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.ui.kit.menus import Menu

translate = QCoreApplication.translate


def host_menu(
    parent: QWidget,
    known: Iterable[str],
    chosen: str | None,
    use: Callable[[str], None],
    use_engine: Callable[[], None],
    other: Callable[[], None],
) -> QMenu:
    """`known` are addresses. `chosen` is one of them, empty for what is found by itself, None for the engine."""
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
        offer(shown, address, lambda address=address: use(address))
    menu.addSeparator()
    menu.addAction(translate("Hosts", "Other host…")).triggered.connect(lambda _checked=False: other())
    return menu
