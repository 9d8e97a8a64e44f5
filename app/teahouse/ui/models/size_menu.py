"""A menu of a family's sizes, each with its bytes and whether it fits; used below a card and in the window's menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from teahouse.core.catalogue import Family, Tag
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers


def fill_sizes(
    menu: QMenu, family: Family, offers: Offers, choose: Callable[[Tag], None], current: Tag | None = None
) -> None:
    """Put every size of a family into a menu; `current` is marked."""
    for tag in family.tags:
        action = QAction(size_text(tag, offers), menu)
        if current is not None:
            action.setCheckable(True)
            action.setChecked(tag.id == current.id)
        action.triggered.connect(lambda _on=False, t=tag: choose(t))
        menu.addAction(action)


def size_text(tag: Tag, offers: Offers) -> str:
    """A size with how it would do here: "8b · 5.2 GB · Q4_K_M — Fits · about 9 tok/s"."""
    parts = [words.size_of(tag), tag.quantization]
    fit = words.installed() if offers.is_installed(tag) else words.fit(offers.outlook(tag), tag)[0]
    if tag.downloadable and not offers.runs(tag):
        fit = words.needs_ollama()
    text = " · ".join(part for part in parts if part)
    return f"{text}\t{fit}".replace("&", "&&") if fit else text
