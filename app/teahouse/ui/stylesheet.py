"""The one style sheet: what a palette can't say. Small, because every widget is matched against it at start.

Widgets opt in by a property: `kind` of a button (plain, primary, quiet), `role` of a label or frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from teahouse.ui.theme import SMALL_SIZE, TITLE_SIZE, Colours

_SHEET = """
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QPushButton {{ outline: none; background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px 12px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton:hover, QPushButton:open {{ background: {raised}; }}
QPushButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QPushButton:pressed {{ background: {border}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 11px; }}
QPushButton:disabled {{ color: {muted}; background: {raised}; }}
QPushButton::menu-indicator {{ width: 0; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[kind="primary"]:disabled {{ background: {raised}; color: {muted}; border-color: {border}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; padding: 4px 6px; }}
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:open {{ background: {raised}; border-color: {border}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {accent}; padding: 3px 5px; }}
QPushButton[role="figures"] {{ color: {muted}; font-size: {small}px; }}
QPushButton[kind="icon"] {{ padding: 0; }}
QPushButton[kind="quiet-icon"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QPushButton[kind="quiet-icon"]:hover, QPushButton[kind="quiet-icon"]:open {{ background: {raised};
  border-color: {border}; }}
QPushButton[kind="icon"]:focus, QPushButton[kind="quiet-icon"]:focus {{ border: 2px solid {accent}; padding: 0; }}
QLineEdit {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px 8px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {muted}; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
QPlainTextEdit[role="field"] {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 4px 6px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {muted}; }}
QPlainTextEdit[role="field"]:focus {{ border: 2px solid {accent}; padding: 3px 5px; }}
QComboBox {{ combobox-popup: 0; background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px {arrow}px 6px 10px; }}
QComboBox:focus {{ border: 2px solid {accent}; padding: 5px {arrow_focus}px 5px 9px; }}
QComboBox::drop-down {{ border: none; width: {arrow_width}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBoxPrivateContainer {{ background: transparent; border: none; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px;
  selection-background-color: {accent_soft}; selection-color: {text}; outline: 0; padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: {menu_text}px; padding: 6px 8px; border-radius: 6px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent_soft}; color: {text}; }}
QLabel[role="muted"] {{ color: {muted}; font-size: {small}px; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: 600; }}
QLabel[role="code"] {{ font-family: monospace; }}
QLabel[role="danger"] {{ color: {danger}; font-size: {small}px; }}
QLabel[role="warn"] {{ color: {warn}; font-size: {small}px; }}
QLabel[role="badge"] {{ color: {muted}; font-size: {small}px; border: 1px solid {border}; border-radius: 6px;
  padding: 0 6px; }}
QFrame[role="popup"] {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QFrame[role="prompt"] {{ background: {surface}; border: 1px solid {edge}; border-radius: 12px; }}
QFrame[role="line"] {{ background: {border}; border: none; }}
QFrame[role="bar"] {{ background: {raised}; border: 1px solid {border}; border-radius: 10px; }}
QWidget[role="sidebar"] {{ background: {sidebar}; }}
QWidget[role="surface"] {{ background: {surface}; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px; padding: 6px;
  menu-scrollable: 1; }}
QMenu::item {{ padding: 6px 24px 6px 12px; min-height: {menu_text}px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 5px 8px; }}
QMenuBar {{ background: {sidebar}; color: {text}; border-bottom: 1px solid {border}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 6px; background: transparent; }}
QMenuBar::item:selected {{ background: {accent_soft}; }}
QSplitter::handle {{ background: {border}; }}
QSplitter::handle:hover {{ background: {accent}; }}
QSlider {{ min-height: 24px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {edge}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 14px; margin: -6px 0; border-radius: 8px; border: 1px solid {edge};
  background: {surface}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; width: 12px; }}
QScrollBar:vertical {{ background: transparent; width: 9px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: 2px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {edge}; border-radius: 2px; min-width: 32px; margin: 2px; }}
QScrollBar::handle:horizontal:hover {{ background: {muted}; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def sheet(colours: Colours, px: Callable[[float], int]) -> str:
    """The style sheet in these colours; `px` scales a text size with the person's zoom."""
    arrow = px(30)
    sizes = {"small": px(SMALL_SIZE), "title": px(TITLE_SIZE), "menu_text": px(20)}
    return _SHEET.format(**asdict(colours), **sizes, arrow=arrow, arrow_focus=arrow - 1, arrow_width=px(28))
