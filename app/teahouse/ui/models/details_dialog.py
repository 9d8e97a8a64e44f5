"""The dialog with the details of an installed model: build, template, licence, tensors, every key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.architecture import Architecture
from teahouse.core.details import Details
from teahouse.services.models.events import DetailsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog, ReadingArea
from teahouse.ui.kit.form import FormRows
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.table import CellPainter, Index, set_up_table, style_table
from teahouse.ui.models import words
from teahouse.ui.models.shares_bar import Part, SharesBar
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 720, 600
LEAST = 100  # pixels of height in which the facts can be read
LONGEST = 400  # characters of one value
LONG, THICK = 90, 7  # of a tensor's bar
SHARE = Qt.ItemDataRole.UserRole


class DetailsDialog(Dialog):
    """`here` describes how the model runs on this computer, given its build. The details come with `take_event`; each
    part is built when it is first shown."""

    def __init__(
        self, theme: Theme, model: str, parent: QWidget, here: Callable[[Architecture | None], str] | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self.model = model
        self.details: Details | None = None
        self._here = here
        self._told = ""
        self._built: dict[str, QWidget] = {}
        self.setWindowTitle(model)
        self.parts = PillRow(theme, self, pages=True)
        self.words = Paragraph(self.tr("Asking the host…"), self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.words)
        self._lay_out()
        self.parts.chosen.connect(self.show_part)
        self.parts.hide()
        self.resize(theme.px(WIDTH), min(theme.px(HEIGHT), parent.window().height()))

    def _lay_out(self) -> None:
        title = Paragraph(self.model, self)
        title.setFont(self._theme.font(18, bold=True))
        head = QHBoxLayout()
        head.addWidget(LabTile(self._theme, self.model, 28))
        head.addWidget(title, 1)
        close = Button(self.tr("Close"), parent=self)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.parts)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def take_event(self, event: DetailsEvent) -> None:
        """Show the host's answer; events of other models are ignored."""
        if event.model != self.model:
            return
        if event.details is None:
            self.words.setText(sentence(event.trouble) if event.trouble else self.tr("The host said nothing."))
            return
        self.details = event.details
        self._told = self._here(event.build) if self._here is not None else ""
        self.parts.set_choices(self._list_parts(event.details), self.tr("More"))
        self.parts.show()
        self.parts.pill_of("build").setFocus()
        self.show_part("build")

    def _list_parts(self, details: Details) -> list[tuple[str, str]]:
        known = (
            ("build", self.tr("Build"), True),
            ("template", self.tr("Template"), details.template),
            ("system", self.tr("System prompt"), details.system),
            ("parameters", self.tr("Parameters"), details.parameters),
            ("licence", self.tr("Licence"), details.licence),
            ("tensors", self.tr("Tensors"), details.tensors),
            ("keys", self.tr("Every key"), details.information),
            ("modelfile", self.tr("Modelfile"), details.modelfile),
        )
        return [(part, said) for part, said, there in known if there]

    def show_part(self, part: str) -> None:
        """Show one part, built now if it was not."""
        details = self.details
        if details is None:
            return
        makers: dict[str, Callable[[Details], QWidget]] = {
            "build": self._make_build_page,
            "template": lambda d: self._make_text_page(d.template),
            "system": lambda d: self._make_text_page(d.system),
            "parameters": lambda d: self._make_table((self.tr("Name"), self.tr("Value")), d.parameters),
            "licence": lambda d: self._make_text_page(d.licence),
            "tensors": self._make_tensor_table,
            "keys": self._make_key_table,
            "modelfile": lambda d: self._make_text_page(d.modelfile),
        }
        if part not in self._built:
            self._built[part] = makers[part](details)
            self._stack.addWidget(self._built[part])
        self._stack.setCurrentWidget(self._built[part])

    # The parts.

    def _make_build_page(self, details: Details) -> QWidget:
        inside, rows = QWidget(), FormRows()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 8, 0)
        column.setSpacing(16)
        if details.shares:
            bar = SharesBar(self._theme, whole=self.model)
            bar.show_parts([Part(words.part(share.part), share.size) for share in details.shares])
            column.addWidget(bar)
        for name, value in self._list_facts(details):
            if value:
                rows.add_field(Paragraph(value)).setText(name)
        column.addLayout(rows)
        column.addStretch(1)
        area = ReadingArea()
        area.give_way(self._theme.px(LEAST))
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Build"))
        return area

    def _list_facts(self, details: Details) -> list[tuple[str, str]]:
        def count(value: int | None) -> str:
            return "" if value is None else str(value)

        heads = count(details.heads)
        if details.heads and details.kv_heads and details.kv_heads != details.heads:
            heads = self.tr("{n}, sharing {kv} for keys and values").format(n=details.heads, kv=details.kv_heads)
        experts = count(details.experts)
        if details.experts and details.experts_used:
            experts = self.tr("{n}, of which {used} work for each word").format(
                n=details.experts, used=details.experts_used
            )
        context = self.tr("{n} tokens").format(n=numbers.count(details.context_length or 0))
        return [
            (self.tr("Here"), self._told),
            (self.tr("Architecture"), details.architecture or details.family),
            (self.tr("Parameters"), details.parameter_size),
            (self.tr("Quantisation"), details.quantization),
            (self.tr("Layers"), count(details.layers)),
            (self.tr("Width"), count(details.embedding_length)),
            (self.tr("Attention heads"), heads),
            (self.tr("Experts"), experts),
            (self.tr("Context"), context if details.context_length else ""),
            (self.tr("Tokenizer"), self._describe_tokenizer(details)),
            (self.tr("Capabilities"), numbers.in_a_row(self._list_abilities(details))),
            (self.tr("Made from"), details.parent),
            (self.tr("Vision part"), self.tr("in a file of its own") if details.has_projector else ""),
        ]

    def _describe_tokenizer(self, details: Details) -> str:
        if details.vocabulary is None:
            return details.tokenizer
        text = self.tr("{name}, knows {n} tokens").format(name=details.tokenizer, n=numbers.whole(details.vocabulary))
        return text if details.tokenizer else ""

    def _list_abilities(self, details: Details) -> list[str]:
        chats = [self.tr("chat")] if "completion" in details.capabilities else []
        return chats + words.capabilities(details)

    def _make_text_page(self, text: str) -> QWidget:
        view = QPlainTextEdit(text)
        view.setReadOnly(True)
        view.setFont(self._theme.mono())
        view.setTabChangesFocus(True)
        view.setProperty("role", "field")
        view.setAccessibleName(self.parts.value)
        return view

    def _make_tensor_table(self, details: Details) -> QWidget:
        titles = (self.tr("Tensor"), self.tr("Kind"), self.tr("Shape"), self.tr("Bytes"))
        largest = sorted(details.tensors, key=lambda tensor: -tensor.size)
        rows = [
            (tensor.name, tensor.kind, " × ".join(map(str, tensor.shape)), numbers.size(tensor.size))
            for tensor in largest
        ]
        table = self._make_table(titles, rows)
        table.setItemDelegate(_BytesPainter(self._theme, table))
        most = max((tensor.size for tensor in largest), default=0) or 1
        for at, tensor in enumerate(largest):
            if (item := table.item(at, len(titles) - 1)) is not None:
                item.setData(SHARE, tensor.size / most)
        return table

    def _make_key_table(self, details: Details) -> QWidget:
        information = details.information or {}
        rows = [(key, "–" if value is None else _shown(value)) for key, value in sorted(information.items())]
        return self._make_table((self.tr("Key"), self.tr("Value")), rows)

    def _make_table(self, titles: tuple[str, ...], rows: Sequence[Sequence[str]]) -> QTableWidget:
        table = QTableWidget(len(rows), len(titles))
        table.setHorizontalHeaderLabels(titles)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                table.setItem(at, column, QTableWidgetItem(value))
        set_up_table(table)
        style_table(table, self._theme)
        table.setItemDelegate(CellPainter(self._theme, table))
        table.resizeColumnsToContents()
        table.horizontalHeader().setStretchLastSection(True)
        table.setAccessibleName(self.parts.value)
        return table


class _BytesPainter(CellPainter):
    """Paints a bar before the bytes of a tensor: its share of the largest."""

    def width_before(self, index: Index) -> float:
        return LONG + 10.0 if index.data(SHARE) else 0.0

    def paint_before(self, painter: QPainter, place: QRectF, index: Index) -> float:
        share = index.data(SHARE)
        if share:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.accent))
            bar = QRectF(place.left(), place.center().y() - THICK / 2, max(2.0, LONG * share), THICK)
            painter.drawRoundedRect(bar, 2, 2)
        return self.width_before(index)


def _shown(value: object) -> str:
    text = str(value).replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
