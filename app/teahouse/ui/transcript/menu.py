"""The menu of one message: everything that can be done with it, also without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Role, State
from teahouse.ui.kit.menus import Menu
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.part import Act
from teahouse.ui.transcript.words import can_continue

translate = QCoreApplication.translate

Do = Callable[[Act, Item], None]


def retry_menu(parent: QWidget, item: Item, do: Do) -> Menu:
    """The two ways to have a reply once more."""
    menu = _made(parent)
    _add_retries(menu, item, do)
    return menu


def message_menu(parent: QWidget, item: Item, do: Do, first: Sequence[tuple[str, Callable[[], None]]],
                 copy_plain: Callable[[Item], None]) -> Menu:  # fmt: skip
    """All actions of a message, after those that concern what is selected or pointed at."""
    menu = _made(parent)
    for text, deed in first:
        menu.addAction(text, deed)
    if first:
        menu.addSeparator()
    menu.addAction(translate("Transcript", "Copy message"), lambda: copy_plain(item))
    menu.addAction(translate("Transcript", "Copy as Markdown"), lambda: do(Act.COPY, item))
    menu.addSeparator()
    _add_actions(menu, item, do)
    if item.thinking:
        hide = translate("Transcript", "Hide the thinking")
        show = translate("Transcript", "Show the thinking")
        menu.addAction(hide if item.shows_thinking else show, lambda: do(Act.FOLD, item))
    if item.siblings[1] > 1:
        menu.addSeparator()
        older = menu.addAction(translate("Transcript", "Previous version"), lambda: do(Act.OLDER, item))
        newer = menu.addAction(translate("Transcript", "Next version"), lambda: do(Act.NEWER, item))
        older.setEnabled(item.siblings[0] > 1)
        newer.setEnabled(item.siblings[0] < item.siblings[1])
    if item.message.state is not State.STREAMING and not item.is_bare:
        menu.addSeparator()
        menu.addAction(translate("Transcript", "Delete from here on"), lambda: do(Act.DELETE, item))
    return menu


def _add_actions(menu: Menu, item: Item, do: Do) -> None:
    if item.message.role is Role.USER:
        menu.addAction(translate("Transcript", "Edit"), lambda: do(Act.EDIT, item))
    elif item.message.role is Role.ASSISTANT and item.message.state is not State.STREAMING:
        if can_continue(item.message):
            menu.addAction(translate("Transcript", "Continue"), lambda: do(Act.CONTINUE, item))
        _add_retries(menu, item, do)
    if item.message.role in (Role.USER, Role.ASSISTANT) and not item.is_bare:
        menu.addAction(translate("Transcript", "Compare models with this question…"), lambda: do(Act.COMPARE, item))


def _made(parent: QWidget) -> Menu:
    menu = Menu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_retries(menu: Menu, item: Item, do: Do) -> None:
    same = translate("Transcript", "Retry with {model}").format(model=item.message.model)
    menu.addAction(same.replace("&", "&&"), lambda: do(Act.RETRY, item))
    menu.addAction(translate("Transcript", "Retry with another model…"), lambda: do(Act.RETRY_WITH, item))
