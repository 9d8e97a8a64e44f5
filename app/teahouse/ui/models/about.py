"""The dialog with the facts of one size of a model in the catalogue: uses, fit, terms and sources."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.architecture import from_tag, likely_size
from teahouse.core.catalogue import Catalogue, Family, Tag
from teahouse.core.fit import FitPlace
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import in_ours, lab_name
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog, ReadingArea
from teahouse.ui.kit.form import FormRows
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 560, 560
LEAST = 100  # pixels of height in which the facts can be read


class AboutTag(Dialog):
    """`pull` carries the tag to be pulled, `open_model` the one whose page is wanted; `other_host`: connect to a server
    that can run it."""

    pull = Signal(object)
    open_model = Signal(object)
    other_host = Signal()

    def __init__(self, theme: Theme, offers: Offers, family: Family, tag: Tag, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._offers = offers
        self._tag = tag
        self.rows = FormRows()
        self.setWindowTitle(tag.title)
        catalogue = offers.catalogue
        assert catalogue is not None  # a card came from it
        lab = catalogue.find_lab(family.lab)
        self._lab = lab.name if lab else ""
        for name, value in self._list_facts(catalogue, tag):
            self._add_row(name, value)
        self._lay_out(family)
        self.resize(theme.px(WIDTH), min(theme.px(HEIGHT), parent.window().height()))

    def _lay_out(self, family: Family) -> None:
        title = Paragraph(self._tag.title)
        title.setFont(self._theme.font(18, bold=True))
        head = QHBoxLayout()
        head.addWidget(LabTile(self._theme, family.id, 28, self._lab))
        head.addWidget(title, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(14)
        column.addWidget(self._make_label(in_ours(family.words)))
        column.addLayout(self.rows)
        column.addStretch(1)
        area = ReadingArea()
        area.give_way(self._theme.px(LEAST))
        area.setWidget(inside)
        area.setAccessibleName(self.windowTitle())
        self.pull_button = Button(self.tr("Pull"), "primary")
        installed = self._offers.is_installed(self._tag)
        self.pull_button.setVisible(self._tag.downloadable and not installed)
        self.page_button = Button(self.tr("About the installed model"), "primary")
        self.page_button.setVisible(installed)
        self.page_button.clicked.connect(self._on_page)
        self.pull_button.clicked.connect(self._on_pull)
        self.server_button = Button(self.tr("Connect to a server…"))
        self.server_button.setToolTip(self.tr("Opens the settings of the host"))
        self.server_button.setVisible(bool(self._describe_server(self._tag)))
        self.server_button.clicked.connect(self._on_server)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.server_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.pull_button)
        buttons.addWidget(self.page_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(14)
        outer.addLayout(head)
        outer.addWidget(area, 1)
        outer.addLayout(buttons)
        (self.page_button if installed else self.pull_button).setDefault(True)

    def _make_label(self, text: str) -> QLabel:
        label = Paragraph(text)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return label

    def _add_row(self, name: str, value: str) -> None:
        if not value:
            return
        label = self.rows.add_field(self._make_label(value))
        label.setText(name)
        label.setProperty("role", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _on_pull(self) -> None:
        self.close()
        self.pull.emit(self._tag)

    def _on_page(self) -> None:
        self.close()
        self.open_model.emit(self._tag)

    def _on_server(self) -> None:
        self.close()
        self.other_host.emit()

    # What is said.

    def _list_facts(self, catalogue: Catalogue, tag: Tag) -> list[tuple[str, str]]:
        licence = catalogue.licences[tag.licence]
        why_not = catalogue.why_not(tag)
        return [
            (self.tr("Made by"), lab_name(catalogue.find_lab(tag.lab))),
            (self.tr("Name"), in_ours(why_not) if why_not else tag.name),
            (self.tr("Here"), self._describe_fit(tag)),
            (self.tr("Engine"), self._describe_engine(tag)),
            (self.tr("On a server"), self._describe_server(tag)),
            (self.tr("Good for"), words.listed(in_ours(catalogue.uses[use]) for use in tag.uses)),
            (self.tr("Capabilities"), words.listed(words.capabilities(tag))),
            (self.tr("Thinking"), words.thinking(tag)),
            (self.tr("To download"), self._describe_size(tag)),
            (self.tr("Parameters"), self._describe_parameters(tag)),
            (self.tr("Quantisation"), tag.quantization),
            (self.tr("Context"), self.tr("{n} tokens").format(n=numbers.count(tag.context)) if tag.context else ""),
            (self.tr("Licence"), words.licence_in_full(licence)),
            (self.tr("Released"), self._describe_release(tag)),
            (self.tr("Needs"), self.tr("Ollama {version} or newer").format(version=tag.needs) if tag.needs else ""),
            (self.tr("Known from"), self._known_from(catalogue, tag)),
        ]

    def _describe_fit(self, tag: Tag) -> str:
        estimate, circumstances = self._offers.estimate_of(tag), self._offers.computer.circumstances
        build = from_tag(tag)
        if estimate is None or circumstances is None or build is None:
            return ""
        sentences = [words.where(estimate), words.speed(estimate)]
        sentences.append(words.longest(circumstances.longest_on_gpu(build, tag.digest)))
        sentences.append(words.lesson(circumstances.lesson_of(tag.digest)) if tag.digest else "")
        return " ".join(sentence for sentence in sentences if sentence)

    def _describe_server(self, tag: Tag) -> str:
        """Where a model runs that does not fit on this computer, or that no daemon pulls."""
        estimate = self._offers.estimate_of(tag)
        if tag.downloadable and (estimate is None or estimate.fit.place is not FitPlace.NOWHERE):
            return ""
        return self.tr(
            "vLLM, SGLang or llama-server can run it on a computer with enough memory, or on several; connect to that "
            "server under Settings, Host. The document “Models on servers” (docs/servers.md) shows how."
        )

    def _describe_engine(self, tag: Tag) -> str:
        if not tag.downloadable:
            return ""  # nothing to run
        match tag.engine:
            case True:
                return self.tr("The built-in engine runs it.")
            case False:
                instead = self.tr(" {model} is the same in a form that it can run.").format(model=tag.instead)
                return self.tr("The built-in engine cannot run it; Ollama can.") + (instead if tag.instead else "")
        return self.tr("Whether the built-in engine runs it was not checked.")

    def _describe_size(self, tag: Tag) -> str:
        size = likely_size(tag) if tag.downloadable else tag.size
        if not size:
            return self.tr("not known") if tag.downloadable else ""
        return numbers.about(numbers.size(size), not (tag.size and tag.exact))

    def _describe_parameters(self, tag: Tag) -> str:
        if not tag.parameters:
            return ""
        whole = numbers.billions(tag.parameters, short=True)
        if not tag.active:
            return whole
        return self.tr("{whole}, of which {active} work for each word").format(
            whole=whole, active=numbers.billions(tag.active, short=True)
        )

    def _describe_release(self, tag: Tag) -> str:
        year, _, month = tag.month.partition("-")
        return numbers.month(int(year), int(month)) if month else ""

    def _known_from(self, catalogue: Catalogue, tag: Tag) -> str:
        text = self.tr("Facts of {date}.").format(date=numbers.date(catalogue.date))
        if unconfirmed := words.unconfirmed(tag):
            text += " " + self.tr("Not confirmed: {fields}.").format(fields=unconfirmed)
        return text
