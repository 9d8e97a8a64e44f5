"""The page of one installed model, with a way back; its parts appear when their events arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.architecture import Architecture
from teahouse.core.labs import lab_of
from teahouse.services.measurements.events import ModelFiguresEvent
from teahouse.services.models.events import DetailsEvent, LineageEvent, ModelEntry
from teahouse.ui.actions import key_text
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import lab_name
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import show_widgets
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import FormCard
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import ElidedLabel, Muted, Paragraph
from teahouse.ui.kit.layout import PageHeader, VerticalScroll, WrappingRow
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.kit.picture_file import PictureWriter
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.models.model_page import words
from teahouse.ui.models.model_page.diagram import StructureDiagram
from teahouse.ui.models.model_page.facts import FactsView
from teahouse.ui.models.model_page.measured import MeasuredView
from teahouse.ui.models.model_page.parts import PartsView
from teahouse.ui.models.model_page.relatives import RelativesView
from teahouse.ui.models.model_page.texts import ModelTexts
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme

WIDE = 940  # pixels from which there are two columns
NARROW, LOW = 400, 360  # pixels of width and height below which facts and heading take less room
SIDE, GAP = 18, 12
LEAST = 80  # pixels of height of what is scrolled
MOST_OTHERS = 14  # models that the menu of comparisons lists
REACHED = 2  # lines kept free for the words of a part of the diagram


class ModelPage(Retranslated, QWidget):
    """`act` carries a `ModelAction` and its model, `compare` names of models, `study` the name of a model to open in
    the Workshop, `other` that of one whose page is wanted; `back`: leave the page; `saved`: a picture was written to a
    path, or the `Trouble` why not. `here` describes how a build runs on this computer."""

    act = Signal(object, object)
    compare = Signal(object)
    study = Signal(str)
    other = Signal(str)
    back = Signal()
    saved = Signal(str, object)

    def __init__(
        self, theme: Theme, offers: Offers, here: Callable[[str, Architecture | None], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offers = offers
        self._here = here
        self.entry: ModelEntry | None = None
        self.details: DetailsEvent | None = None
        self._lineage: LineageEvent | None = None
        self._figures: ModelFiguresEvent | None = None
        self._others: tuple[str, ...] = ()
        self._manages = True
        self._is_wide = self._is_small = False
        self.diagram: StructureDiagram | None = None
        self.texts: ModelTexts | None = None
        self.menu: QMenu | None = None
        self._pictures = PictureWriter(self)
        self.back_button = IconButton(theme, "left", quiet=False, side=34)
        self._tile = LabTile(theme, "", 30)
        self.title, self.quiet = ElidedLabel("", self), ElidedLabel("", self)
        self.quiet.setProperty("role", "muted")
        self.chat_button = Button(kind="primary", parent=self)
        self.compare_button = Button(parent=self)
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.about, self.architecture, self.shares = FormCard(theme), FormCard(theme), FormCard(theme)
        self.lineage, self.measured, self.inside = FormCard(theme), FormCard(theme), FormCard(theme)
        self._lay_out()
        self._connect_signals()
        self._apply_style()

    def _lay_out(self) -> None:
        identity = QWidget(self)
        identity.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for label in (self.title, self.quiet):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout(identity)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self.back_button)
        line.addWidget(self._tile)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.quiet)
        line.addLayout(names, 1)
        head = PageHeader(self._theme, self)
        row = WrappingRow(head)
        row.setContentsMargins(SIDE, 8, SIDE, 8)
        row.addWidget(identity)
        row.add_group(self.chat_button, self.compare_button, self.more)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(SIDE, 14, SIDE, 18)
        self._body.setSpacing(GAP)
        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(GAP)
            columns.addLayout(column)
        self._columns = columns
        self._body.addLayout(columns)
        self._body.addWidget(self.inside)
        self._body.addStretch(1)
        self.area = VerticalScroll(inside, self)
        self.area.viewport().setAutoFillBackground(False)
        self.area.give_way(LEAST)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self.area, 1)
        self._arrange()
        ShiftGuard(inside)

    def _connect_signals(self) -> None:
        self._pictures.written.connect(self.saved)
        self.back_button.clicked.connect(self.back)
        self.chat_button.clicked.connect(lambda: self._start_action(ModelAction.CHAT))
        self.compare_button.clicked.connect(lambda: self._open_comparisons(self.compare_button))
        self.more.clicked.connect(self._open_more)
        self._theme.changed.connect(self._apply_style)

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(16, bold=True))
        self.retranslate()

    def _arrange(self) -> None:
        """Put the cards into two columns where there is room, else below each other."""
        left, right = (self.architecture, self.shares, self.lineage), (self.about, self.measured)
        for card in (*left, *right):
            for column in (self._left, self._right):
                column.removeWidget(card)
        for column in (self._left, self._right):
            while column.count():
                column.takeAt(0)
        if self._is_wide:
            for card in left:
                self._left.addWidget(card)
            for card in right:
                self._right.addWidget(card)
            self._left.addStretch(1)
            self._right.addStretch(1)
        else:
            for card in (self.about, self.architecture, self.shares, self.measured, self.lineage):
                self._left.addWidget(card)
        self._columns.setStretch(0, 3)
        self._columns.setStretch(1, 2 if self._is_wide else 0)
        self._columns.setSpacing(GAP if self._is_wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_size()

    def _fit_size(self) -> None:
        """Choose one or two columns; on a low or narrow page the actions are in the menu, and on a narrow one the names
        of facts stand above their values."""
        is_wide = self.width() >= self._theme.px(WIDE)
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._arrange()
        self._is_small = self.height() < self._theme.px(LOW) or self.width() < self._theme.px(NARROW)
        self._show_buttons()
        for card in (self.about, self.measured):
            item = card.body.itemAt(1)
            view = item.widget() if item is not None else None
            for rows in view.groups if isinstance(view, FactsView | MeasuredView) else ():
                rows.set_stacked(self.width() < self._theme.px(NARROW))

    # What is shown.

    @property
    def model(self) -> str:
        """The name of the model; empty before the first."""
        return self.entry.card.name if self.entry is not None else ""

    def show_model(self, entry: ModelEntry, others: Sequence[str]) -> None:
        """Show another model; its details, lineage and figures come with events. `others`: all models that chat."""
        self.entry, self._others = entry, tuple(others)
        self.details = self._lineage = self._figures = None
        self.retranslate()
        self.area.verticalScrollBar().setValue(0)
        self.back_button.setFocus()

    def take_models(self, entries: Sequence[ModelEntry]) -> bool:
        """Take a new list of models; returns False if the model is gone."""
        self._others = tuple(entry.card.name for entry in entries if entry.card.chats)
        found = next((entry for entry in entries if entry.card.name == self.model), None)
        if found is not None and (self.entry is None or found.card != self.entry.card):
            self.entry = found
            self._show_head()
            self._show_about()
        return found is not None or self.entry is None

    def show_capabilities(self, *, manages_models: bool) -> None:
        """Offer only what the host can do."""
        self._manages = manages_models
        self._show_buttons()

    def take_details(self, event: DetailsEvent) -> None:
        """Show the host's answer; events of other models are ignored."""
        if event.model == self.model:
            self.details = event
            self._show_details()

    def take_lineage(self, event: LineageEvent) -> None:
        """Show where the model comes from."""
        if event.model == self.model:
            self._lineage = event
            self._show_lineage()

    def take_figures(self, event: ModelFiguresEvent) -> None:
        """Show what was measured."""
        if event.model == self.model:
            self._figures = event
            self._show_figures()

    # The cards.

    def retranslate(self) -> None:
        self.back_button.set_name(self.tr("Back"), key_text("Esc"))
        self.chat_button.setText(self.tr("Chat with it"))
        self.compare_button.setText(self.tr("Compare with…"))
        self.more.set_name(self.tr("More"))
        for card, text in (
            (self.about, self.tr("About this model")),
            (self.architecture, self.tr("Architecture")),
            (self.shares, self.tr("Parameters of each part")),
            (self.lineage, self.tr("Where it comes from")),
            (self.measured, self.tr("Measured")),
            (self.inside, self.tr("In the file")),
        ):
            card.heading.setText(text)
            card.heading.setWordWrap(True)
            card.setAccessibleName(text)
        self._show_head()
        self._show_details()
        self._show_lineage()
        self._show_figures()

    def _show_head(self) -> None:
        if self.entry is None:
            return
        card = self.entry.card
        self._tile.show_model(card.name)
        self.title.setText(card.name)
        facts = (
            lab_name(lab_of(card.name)),
            numbers.parameters(card.parameters),
            card.quantization,
            numbers.size(card.size) if card.size else "",
        )
        self.quiet.setText(" · ".join(filter(None, facts)))
        self.setAccessibleName(self.tr("About {model}").format(model=card.name))
        self._show_buttons()

    @property
    def _can_chat(self) -> bool:
        return self.entry is not None and self.entry.card.chats and not self.entry.card.damage

    def _show_buttons(self) -> None:
        """Show the buttons that there is room for; the menu has the others."""
        shown = self._can_chat and not self._is_small
        visible: dict[QWidget, bool] = {self.chat_button: shown, self.compare_button: shown, self.more: self._has_menu}
        show_widgets({**visible, self.back_button: True}, (self.back_button,))

    @property
    def _has_menu(self) -> bool:
        return self._manages or (self._is_small and self._can_chat)

    def _show_about(self) -> None:
        if self.entry is None:
            return
        event = self.details
        details = event.details if event else None
        here = self._here(self.entry.card.digest, event.build) if event and details else ""
        structure = event.structure if event else None
        view = FactsView(self._theme, self.entry.card, details, structure, self._offers.catalogue, here)
        _fill_card(self.about, view)
        self._fit_size()

    def _show_details(self) -> None:
        self._show_about()
        event = self.details
        self.diagram = self.texts = None
        if event is None or event.details is None:
            trouble = event.trouble if event is not None else None
            text = sentence(trouble) if trouble else self.tr("Asking the host…")
            if event is not None and trouble is None:
                text = self.tr("The host said nothing.")
            _fill_card(self.architecture, Paragraph(text))
            self.shares.hide()
            self.inside.hide()
            return
        structure = event.structure
        if structure is not None and structure.blocks:
            self._show_structure()
        else:
            _fill_card(self.architecture, Paragraph(self.tr("The host does not tell how it is built.")))
        self.shares.setVisible(structure is not None and structure.has_tensors)
        if structure is not None and structure.has_tensors:
            _fill_card(self.shares, PartsView(self._theme, self.model, structure))
        self.texts = ModelTexts(self._theme, event.details)
        _fill_card(self.inside, self.texts)
        self.inside.show()

    def _show_structure(self) -> None:
        event = self.details
        if event is None or event.structure is None or event.details is None:
            return
        self.diagram = StructureDiagram(self._theme, self.model, event.structure, projector=event.details.has_projector)
        reached = Paragraph()
        hint = self.tr("Arrow keys move between the parts.")
        reached.setText(hint)
        reached.setProperty("role", "muted")
        reached.setMinimumHeight(REACHED * reached.fontMetrics().height())
        reached.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.diagram.reached.connect(lambda text: reached.setText(text or hint))
        save = Button(self.tr("Save as picture…"))
        save.clicked.connect(self._ask_path)
        foot = QWidget()
        row = WrappingRow(foot)
        row.addWidget(save)
        facts = [Muted(text, wraps=True) for text in words.structure_facts(event.structure)]
        _fill_card(self.architecture, *facts, self.diagram, reached, foot)

    def _show_lineage(self) -> None:
        event = self._lineage
        if event is not None and event.lineage is not None:
            view = RelativesView(self._theme, event.lineage)
            view.chosen.connect(self.other)
            _fill_card(self.lineage, view)
        else:
            trouble = event.trouble if event is not None else None
            _fill_card(self.lineage, Paragraph(sentence(trouble) if trouble else self.tr("Asking the host…")))

    def _show_figures(self) -> None:
        if self._figures is None:
            _fill_card(self.measured, Paragraph(self.tr("Reading…")))
        else:
            _fill_card(self.measured, MeasuredView(self._theme, self._figures))
            self._fit_size()

    # Input.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def _start_action(self, action: ModelAction) -> None:
        if self.entry is not None:
            self.act.emit(action, (self.entry,))

    def _open_more(self) -> None:
        self.menu = Menu(self)
        if self._is_small and self._can_chat:
            self.menu.addAction(self.chat_button.text()).triggered.connect(self.chat_button.click)
            self.menu.addAction(self.compare_button.text()).triggered.connect(lambda: self._open_comparisons(self.more))
        if self._manages:
            self.menu.addAction(self.tr("Open in the Workshop")).triggered.connect(
                lambda _on=False: self.study.emit(self.model)
            )
        for action, text in (
            (ModelAction.VARIANT, self.tr("Make a variant…")),
            (ModelAction.COPY, self.tr("Copy…")),
            (ModelAction.RENAME, self.tr("Rename…")),
            (ModelAction.CHECK, self.tr("Look for a newer version")),
            (ModelAction.DELETE, self.tr("Delete…")),
        ):
            if not self._manages:
                break
            self.menu.addAction(text).triggered.connect(lambda _on=False, a=action: self._start_action(a))
        self._show_menu(self.more)

    def _open_comparisons(self, anchor: QWidget) -> None:
        others = [name for name in self._others if name != self.model]
        if not others:
            self.compare.emit((self.model,))
            return
        self.menu = Menu(self)
        for name in others[:MOST_OTHERS]:
            self.menu.addAction(name.replace("&", "&&")).triggered.connect(
                lambda _on=False, other=name: self.compare.emit((self.model, other))
            )
        self._show_menu(anchor)

    def _show_menu(self, anchor: QWidget) -> None:
        if self.menu is not None:
            self.menu.aboutToHide.connect(self._forget_menu)
            open_below(self.menu, anchor, at_end=True)

    def _forget_menu(self) -> None:
        self.menu = None

    def _ask_path(self) -> None:
        name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in self.model)
        dialog = QFileDialog(self, self.tr("Save the diagram"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PNG pictures (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.selectFile(f"{name}.png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    def save_picture(self, path: str) -> None:
        """Write the diagram to a file, on a thread."""
        if self.diagram is not None:
            self._pictures.write_picture(self.diagram.make_picture(self.title.text()), path)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDE), self._theme.px(600))


def _fill_card(card: FormCard, *widgets: QWidget) -> None:
    """Replace what is below the heading of a card."""
    body = card.body
    while body.count() > 1:
        item = body.takeAt(1)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
    for widget in widgets:
        body.addWidget(widget)
