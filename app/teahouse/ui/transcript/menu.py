"""The menu of one message: everything that can be done with it, also without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.core.conversation import Role, State
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.part import Act

translate = QCoreApplication.translate

Do = Callable[[Act, Item], None]


def retry_menu(parent: QWidget, item: Item, do: Do) -> QMenu:
    """The two ways to have a reply once more."""
    menu = _made(parent)
    _add_retries(menu, item, do)
    return menu


def message_menu(parent: QWidget, item: Item, do: Do, *, copy_selected: Callable[[], None] | None,
                 copy_plain: Callable[[Item], None], code: Callable[[], None] | None) -> QMenu:  # fmt: skip
    """All actions of a message; `copy_selected` and `code` where there is something selected, or code, to copy."""
    menu = _made(parent)
    if copy_selected is not None:
        menu.addAction(translate("Transcript", "Copy"), copy_selected)
        menu.addSeparator()
    if code is not None:
        menu.addAction(translate("Transcript", "Copy code"), code)
    menu.addAction(translate("Transcript", "Copy message"), lambda: copy_plain(item))
    menu.addAction(translate("Transcript", "Copy as Markdown"), lambda: do(Act.COPY, item))
    menu.addSeparator()
    if item.message.role is Role.USER:
        menu.addAction(translate("Transcript", "Edit"), lambda: do(Act.EDIT, item))
    elif item.message.role is Role.ASSISTANT and item.message.state is not State.STREAMING:
        _add_retries(menu, item, do)
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
    return menu


def _made(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_retries(menu: QMenu, item: Item, do: Do) -> None:
    same = translate("Transcript", "Retry with {model}").format(model=item.message.model)
    menu.addAction(same.replace("&", "&&"), lambda: do(Act.RETRY, item))
    menu.addAction(translate("Transcript", "Retry with another model…"), lambda: do(Act.RETRY_WITH, item))
