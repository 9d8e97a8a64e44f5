"""The header of the chat: the model's button, the parameters' button, and the menu of the conversation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QInputDialog, QMenu, QSizePolicy, QWidget

from teahouse.services.chat.events import MarkdownEvent, WrittenEvent
from teahouse.services.models.events import ModelEntry
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import ElidedLabel, badge_width, paint_badge
from teahouse.ui.kit.layout import PageHeader
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.painting import paint_box, paint_tile
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme
from teahouse.ui.switcher import words

if TYPE_CHECKING:
    from teahouse.services.chat.conversation_export import SpeakerNames


HEIGHT = 34
TILE = 22
PAD = 10
GAP = 8
ARROW = 14
BADGE = 20
NARROWEST = 96
READABLE = 120  # of the model's button


class ModelButton(QAbstractButton):
    """A painted button with tile, name, badges and arrow; what does not fit is left out, the name last."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = ""
        self._badges: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def show_model(self, name: str, badges: list[str]) -> None:
        """Show a model; an empty name asks to choose one."""
        self._model, self._badges = name, badges
        self.setText(name or self.tr("Choose a model"))
        self.setToolTip(self.tr("{model}: choose another model (Ctrl+K)").format(model=self.text()))
        said = numbers.in_a_row([self.text(), *badges])
        self.setAccessibleName(self.tr("Model: {model}").format(model=said))
        self.updateGeometry()
        self.update()

    def _name_width(self) -> float:
        return QFontMetricsF(self._theme.font(bold=True)).horizontalAdvance(self.text()) + 1

    def _badges_width(self) -> float:
        return sum(badge_width(badge, self._theme) + GAP for badge in self._badges)

    def sizeHint(self) -> QSize:
        tile = self._theme.px(TILE) + GAP if self._model else 0
        width = 2 * PAD + tile + self._name_width() + self._badges_width() + GAP + self._theme.px(ARROW)
        return QSize(round(width + 0.5), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        tile, badge_height, arrow_side = self._theme.px(TILE), self._theme.px(BADGE), self._theme.px(ARROW)
        left, right = float(PAD), self.width() - PAD - arrow_side - GAP
        middle = self.height() / 2
        if self._model:
            paint_tile(painter, QRectF(left, middle - tile / 2, tile, tile), self._model, self._theme)
            left += tile + GAP
        fits = left + self._name_width() + self._badges_width() <= right + 1
        name_width = self._name_width() if fits else right - left
        font = self._theme.font(bold=True)
        shown = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideMiddle, name_width)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(QRectF(left, 0, name_width, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        left += name_width + GAP
        for badge in self._badges if fits else ():
            width = badge_width(badge, self._theme)
            paint_badge(painter, QRectF(left, middle - badge_height / 2, width, badge_height), badge, self._theme)
            left += width + GAP
        arrow = QRectF(right + GAP, middle - arrow_side / 2, arrow_side, arrow_side)
        icons.paint_glyph(painter, "down", arrow, self._theme.colours.text)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = self._theme.colours
        focused = self.hasFocus()
        ground = colours.raised if self.underMouse() or self.isDown() else colours.surface
        edge = colours.accent if focused else colours.border
        paint_box(painter, self.rect(), ground, edge, width=2 if focused else 1, radius=9)


class ChatHeader(PageHeader):
    """`switch`: open the model switcher; `parameters`: show or hide their panel; the others: what to do with the
    conversation; `tokens`: show the probabilities of tokens, or hide them; `about` carries the model whose page is
    wanted."""

    switch = Signal()
    parameters = Signal()
    rename = Signal()
    copy_markdown = Signal()
    save = Signal()
    delete = Signal()
    tokens = Signal()
    about = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._entry: ModelEntry | None = None
        self._name = ""
        self._answers = True
        self._is_kept = False
        self._shows_tokens = False
        self.model_button = ModelButton(theme, self)
        self.quiet = ElidedLabel("", self)
        self.quiet.setProperty("role", "muted")
        self._changed = 0
        self.parameters_button = Button(parent=self)
        self.parameters_button.setCheckable(True)
        self.more = IconButton(theme, "more", quiet=False, side=34)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 18, 8)
        row.setSpacing(12)
        row.addWidget(self.model_button)
        row.addWidget(self.quiet, 1)
        row.addWidget(self.parameters_button)
        row.addWidget(self.more)
        self.model_button.clicked.connect(self.switch)
        self.parameters_button.clicked.connect(self.parameters)
        self.more.clicked.connect(self._open_menu)
        self.show_kept(False)
        self.retranslate()

    def show_model(self, name: str, entry: ModelEntry | None) -> None:
        """Show the model; `entry` is None while it is not in the list of models."""
        self._name, self._entry = name, entry
        self.model_button.show_model(name, words.badges(entry.card) if entry else [])
        self._write_quiet()

    def show_answering(self, answers: bool) -> None:
        """Set whether the host answers; otherwise the loaded models are unknown."""
        self._answers = answers
        self._write_quiet()

    def _write_quiet(self) -> None:
        self.quiet.setText(words.in_memory(self._entry) if self._entry and self._answers else "")

    def show_changed(self, count: int) -> None:
        """Show the number of changed parameters."""
        self._changed = count
        name = self.tr("Parameters")
        said = self.tr("%n parameter(s) changed", "", count) if count else name
        self.parameters_button.setAccessibleName(said)
        self.parameters_button.setToolTip(said)
        self._fit_buttons()

    def show_parameters_open(self, shown: bool) -> None:
        """Set whether the panel is shown."""
        self.parameters_button.setChecked(shown)

    def show_kept(self, kept: bool) -> None:
        """Offer what can be done with a stored conversation."""
        self._is_kept = kept

    def show_tokens_on(self, shown: bool) -> None:
        """Set whether the probabilities of tokens are shown."""
        self._shows_tokens = shown

    def menu(self) -> QMenu:
        """The menu of the conversation."""
        menu = Menu(self)
        if self._is_kept:
            self._add_conversation_actions(menu)
            menu.addSeparator()
        if self._entry is not None:
            menu.addAction(self.tr("About this model")).triggered.connect(self._ask_about)
        tokens = menu.addAction(self.tr("Token probabilities"))
        tokens.setCheckable(True)
        tokens.setChecked(self._shows_tokens)
        tokens.triggered.connect(lambda _checked=False: self.tokens.emit())
        return menu

    def _ask_about(self) -> None:
        self.about.emit(self._name)

    def _add_conversation_actions(self, menu: QMenu) -> None:
        colour = self._theme.colours.text
        for icon, text, signal in (
            ("edit", self.tr("Rename…"), self.rename),
            ("copy", self.tr("Copy as Markdown"), self.copy_markdown),
            ("to_end", self.tr("Save as…"), self.save),
            ("trash", self.tr("Delete conversation"), self.delete),
        ):
            menu.addAction(icons.make_icon(icon, colour), text).triggered.connect(
                lambda _checked=False, s=signal: s.emit()
            )

    def _open_menu(self) -> None:
        open_below(self.menu(), self.more, at_end=True)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.more.set_name(self.tr("More about this conversation"))
        self.show_changed(self._changed)
        self.show_model(self._name, self._entry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Give the model's button the remaining width; the parameters' becomes an icon where that is too little."""
        name, count = self.tr("Parameters"), f" · {self._changed}" if self._changed else ""
        self._write_parameters(name + count)
        if self._width_left() < self._theme.px(READABLE):
            self._write_parameters(count[3:], "settings")
        self.model_button.setMaximumWidth(max(NARROWEST, self._width_left()))

    def _write_parameters(self, text: str, icon: str = "") -> None:
        button, side = self.parameters_button, self._theme.px(18)
        if (button.text(), button.icon().isNull()) != (text, not icon):
            button.setText(text)
            button.setIcon(icons.make_icon(icon, self._theme.colours.text, side) if icon else QIcon())
            button.setIconSize(QSize(side, side))

    def _width_left(self) -> int:
        """The remaining pixels for the model's button."""
        return self.width() - self.parameters_button.sizeHint().width() - self.more.width() - 2 * 18 - 3 * 12 - 24


translate = QCoreApplication.translate

WIDTH = 420  # of the field for a title: most are longer than a word


class ChatMenu(QObject):
    """Renames, copies, saves and deletes the open conversation on the header's signals."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        header: ChatHeader,
        notice: Notices,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._bridge = bridge
        self._chat = chat
        self._page = page
        self._notice = notice
        bridge.subscribe(self._on_written, WrittenEvent, MarkdownEvent)
        header.rename.connect(self.rename_conversation)
        header.copy_markdown.connect(self.copy_markdown)
        header.save.connect(self.save_conversation)
        header.delete.connect(self.delete_conversation)

    def rename_conversation(self) -> None:
        """Open a dialog for another title."""
        tree = self._chat.tree
        if tree is None:
            return
        dialog = QInputDialog(self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename conversation"))
        dialog.setLabelText(self.tr("Title"))
        dialog.setTextValue(tree.head.title)
        dialog.resize(WIDTH, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda title: self._apply_title(tree.id, title))
        dialog.open()

    def _apply_title(self, conversation_id: str, title: str) -> None:
        if title.strip():
            self._bridge.run_command(
                lambda services: services.history.rename_conversation(conversation_id, title.strip())
            )

    def copy_markdown(self) -> None:
        """Copy the path on screen as Markdown."""
        if self._chat.tree is not None:
            conversation_id, names = self._chat.tree.id, _names()
            self._bridge.run_command(lambda services: services.history.copy_markdown(conversation_id, names))

    def save_conversation(self) -> None:
        """Choose a file and write the conversation to it."""
        from teahouse.services.chat.conversation_export import file_name  # not before the first paint

        tree = self._chat.tree
        if tree is None:
            return
        dialog = QFileDialog(self._page, self.tr("Save conversation"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Markdown, as on screen (*.md)"), self.tr("JSON, with all branches (*.json)")])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("json" if "json" in chosen else "md"))
        dialog.selectFile(f"{file_name(tree.head.title)}.md")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(tree.id, Path(path)))
        dialog.open()

    def save_to(self, conversation_id: str, path: Path) -> None:
        """Write the conversation to a file."""
        names = _names()
        self._bridge.run_command(lambda services: services.history.export_conversation(conversation_id, path, names))

    def _on_written(self, burst: list[WrittenEvent | MarkdownEvent]) -> None:
        for event in burst:
            match event:
                case MarkdownEvent(conversation_id, None):
                    self._notice.show_notice(problems.about_uncopied(conversation_id))
                case MarkdownEvent(_, str(text)):
                    QGuiApplication.clipboard().setText(text)
                case WrittenEvent(conversation_id, path, ""):
                    self._notice.show_notice(problems.about_saved(path, conversation_id))
                case WrittenEvent(conversation_id, path, problem):
                    self._notice.show_notice(problems.about_unsaved(path, problem, conversation_id))

    def delete_conversation(self) -> None:
        """Delete the conversation; the event that follows closes it here."""
        if self._chat.tree is not None:
            conversation_id = self._chat.tree.id
            self._bridge.run_command(lambda services: services.history.remove_conversation(conversation_id))


def _names() -> SpeakerNames:
    from teahouse.services.chat.conversation_export import SpeakerNames  # not before the first paint

    return SpeakerNames(translate("Export", "You"), translate("Export", "Reply"))
