"""The header's menus: how lanes run and how often, what to export, and everything that has no button of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.core.comparison import REPETITIONS, Mode
from teahouse.ui.compare import words
from teahouse.ui.compare.setup import Setup
from teahouse.ui.kit.menus import Menu

translate = QCoreApplication.translate

EXPORTS = ("markdown", "csv", "json", "png")


def mode_menu(parent: QWidget, setup: Setup, change: Callable[..., None]) -> QMenu:
    """`change` is called with the field of the setup that is to be another one."""
    menu = Menu(parent)
    menu.setToolTipsVisible(True)
    modes = QActionGroup(menu)
    for mode in Mode:
        action = _choice(menu, modes, words.mode(mode), mode is setup.mode, lambda m=mode: change(mode=m))
        action.setToolTip(words.mode_tip(mode))
    menu.addSeparator()
    times = QActionGroup(menu)
    for place, count in enumerate(REPETITIONS):
        text = translate("Compare", "Ask %n time(s)", "", REPETITIONS[place])  # lupdate knows no plural of a plain name
        action = _choice(menu, times, text, count == setup.repetitions, lambda n=count: change(repetitions=n))
        if count > 1:
            action.setToolTip(translate("Compare", "Gives the median and how far runs are apart"))
    menu.addSeparator()
    load = QAction(translate("Compare", "Load each model first"), menu, checkable=True, checked=setup.preload)
    load.setToolTip(translate("Compare", "Loading is measured by itself then, and every answer is a warm one"))
    load.triggered.connect(lambda on: change(preload=on))
    menu.addAction(load)
    return menu


def _choice(menu: QMenu, group: QActionGroup, text: str, chosen: bool, do: Callable[[], None]) -> QAction:
    action = QAction(text, menu, checkable=True, checked=chosen)
    action.triggered.connect(lambda _on: do())
    group.addAction(action)
    menu.addAction(action)
    return action


def export_menu(parent: QWidget, export: Callable[[str], None]) -> QMenu:
    """`export` is called with one of `EXPORTS`."""
    menu = Menu(parent)
    texts = {
        "markdown": translate("Compare", "Markdown…"),
        "csv": translate("Compare", "Table as CSV…"),
        "json": translate("Compare", "Everything as JSON…"),
        "png": translate("Compare", "Picture (PNG)…"),
    }
    for kind in EXPORTS:
        menu.addAction(texts[kind]).triggered.connect(lambda _on=False, k=kind: export(k))
    return menu


def more_menu(parent: QWidget, does: dict[str, Callable[[], None]], together: bool) -> QMenu:
    """`does` has what to do by name: `new`, `comparison_history`, `sets`, `ratings`, `options`, `together`, and for
    what a narrow header leaves out `add`, `blind` and `export`."""
    menu = Menu(parent)
    for name, text in (
        ("add", translate("Compare", "Add a model")),
        ("blind", translate("Compare", "Blind")),
        ("export", translate("Compare", "Export")),
        ("new", translate("Compare", "New comparison")),
        ("past", translate("Compare", "Earlier comparisons…")),
        ("sets", translate("Compare", "Prompt sets…")),
        ("ratings", translate("Compare", "Ratings…")),
        ("options", translate("Compare", "Parameters for all lanes…")),
    ):
        if name in does:
            menu.addAction(text).triggered.connect(lambda _on=False, n=name: does[n]())
    menu.addSeparator()
    action = QAction(translate("Compare", "Scroll all answers together"), menu, checkable=True, checked=together)
    action.triggered.connect(lambda _on: does["together"]())
    menu.addAction(action)
    return menu
