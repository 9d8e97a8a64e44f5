"""Item models of the hub dialog: search results, and the quantisations of a repository with their fit here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.core.estimate import Circumstances, Estimate
from teahouse.core.hub import Hub, HubModel, HubQuantization, build_of, likely_build
from teahouse.ui.i18n import numbers
from teahouse.ui.models import words

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


class HubResultsModel(QAbstractTableModel):
    """One row per repository; texts of a row are made when it is painted, so that any number costs the same. With
    `only_fitting` those that are known not to fit here are left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models: list[HubModel] = []  # that are shown
        self._found: list[tuple[HubModel, bool]] = []  # all results, and whether they may fit
        self._ids: set[str] = set()
        self._only_fitting = False
        self._circumstances: Circumstances | None = None
        self._context = 0

    def clear_models(self, circumstances: Circumstances | None = None, context: int = 0) -> None:
        """Remove all results; the next ones are judged for this computer."""
        self.beginResetModel()
        self._models, self._found, self._ids = [], [], set()
        self._circumstances, self._context = circumstances, context
        self.endResetModel()

    def add_models(self, models: Sequence[HubModel]) -> None:
        """Append a page of results; one that is there already is left out."""
        added = [(model, self._may_fit(model)) for model in models if model.id not in self._ids]
        self._found += added
        self._ids |= {model.id for model, _ in added}
        shown = [model for model, fits in added if fits or not self._only_fitting]
        if not shown:
            return
        first = len(self._models)
        self.beginInsertRows(NONE, first, first + len(shown) - 1)
        self._models += shown
        self.endInsertRows()

    def show_only_fitting(self, only: bool) -> None:
        """Leave out what is known not to fit here, or show everything."""
        self.beginResetModel()
        self._only_fitting = only
        self._models = [model for model, fits in self._found if fits or not only]
        self.endResetModel()

    @property
    def hidden_count(self) -> int:
        """How many results are left out."""
        return len(self._found) - len(self._models)

    def _may_fit(self, model: HubModel) -> bool:
        """Whether its usual quantisation fits this computer's memory and disk, or nothing is known of one of them."""
        build = likely_build(model)
        if build is None or self._circumstances is None:
            return True
        estimate = self._circumstances.outlook_for(build, self._context)
        return estimate.fit.fits and not estimate.disk_missing

    def model_at(self, row: int) -> HubModel | None:
        return self._models[row] if 0 <= row < len(self._models) else None

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._models)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("Hubs", "Repository"),
            translate("Hubs", "Downloads"),
            translate("Hubs", "Licence"),
            translate("Hubs", "Changed"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        model = self.model_at(index.row())
        if model is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._cell_text(model, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return self._spoken_text(model)
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0:
                return self._spoken_text(model)
        return None

    def _cell_text(self, model: HubModel, column: int) -> str:
        match column:
            case 0:
                return model.id
            case 1:
                return "" if model.downloads is None else numbers.count(model.downloads)
            case 2:
                return (
                    translate("Hubs", "{licence}, on request").format(licence=model.licence)
                    if model.gated
                    else (model.licence)
                )
        return numbers.date(model.modified[:10]) if model.modified else ""

    def _spoken_text(self, model: HubModel) -> str:
        facts = [
            model.id,
            numbers.billions(model.parameters / 1e9) if model.parameters else "",
            ""
            if model.downloads is None
            else translate("Hubs", "{n} downloads").format(n=numbers.count(model.downloads)),
            self._cell_text(model, 2),
            self._cell_text(model, 3),
        ]
        return numbers.in_a_row(fact for fact in facts if fact)


class HubQuantizationsModel(QAbstractTableModel):
    """One row per quantisation: label, size, and whether it fits here with the expected speed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model: HubModel | None = None
        self._engine = False
        self._rows: list[tuple[HubQuantization, Estimate | None]] = []

    def show_model(
        self,
        model: HubModel,
        quantizations: Sequence[HubQuantization],
        circumstances: Circumstances | None,
        context: int,
        *,
        engine: bool = False,
    ) -> None:
        """Show the quantisations of a repository with their estimates on this computer; `engine`: the host is the
        built-in one."""
        self.beginResetModel()
        self._model = model
        self._engine = engine
        self._rows = []
        for quantization in quantizations:
            build = build_of(model, quantization)
            known = build is not None and circumstances is not None
            estimate = circumstances.outlook_for(build, context) if known and build and circumstances else None
            self._rows.append((quantization, estimate))
        self.endResetModel()

    def quantization_at(self, row: int) -> HubQuantization | None:
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def best_row(self) -> int:
        """The row to begin with: the largest one file that fits with memory to spare, else the first."""
        good = [
            row
            for row, (quantization, estimate) in enumerate(self._rows)
            if not quantization.is_split
            and estimate is not None
            and estimate.fit.fits
            and not estimate.fit.tight
            and not estimate.slow
        ]
        return good[-1] if good else 0

    def describe_row(self, row: int) -> str:
        """What a row means, in sentences: parts, vision file, memory and speed."""
        if not 0 <= row < len(self._rows):
            return ""
        quantization, estimate = self._rows[row]
        sentences = []
        if quantization.is_split:
            if self._engine:
                text = translate("Hubs", "Split into {n} files, which are pulled and loaded together.")
            else:
                text = translate("Hubs", "Split into {n} files, which Ollama cannot pull.")
            sentences.append(text.format(n=quantization.parts))
        if not quantization.is_complete:
            sentences.append(translate("Hubs", "Some of them are missing."))
        if quantization.projector is not None:
            text = translate("Hubs", "With a vision file of {size}.")
            sentences.append(text.format(size=numbers.size(quantization.projector.size)))
            if not self._engine and self._model is not None and self._model.hub is Hub.MODELSCOPE:
                sentences.append(
                    translate(
                        "Hubs",
                        "Ollama may not load it: a known problem with models of ModelScope that have a vision file of "
                        "their own (its issue 12897).",
                    )
                )
        if estimate is not None:
            sentences += [words.where(estimate), words.speed(estimate)]
        return " ".join(sentence for sentence in sentences if sentence)

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (translate("Hubs", "Quantisation"), translate("Hubs", "Size"), translate("Hubs", "Here"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not 0 <= index.row() < len(self._rows):
            return None
        quantization, estimate = self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            facts = [quantization.label, numbers.size(quantization.size), words.fit_here(estimate)[0]]
            return numbers.in_a_row(fact for fact in facts if fact)
        if role != Qt.ItemDataRole.DisplayRole:
            return self.describe_row(index.row()) if role == Qt.ItemDataRole.ToolTipRole else None
        match index.column():
            case 0:
                return quantization.label
            case 1:
                return numbers.size(quantization.size)
        if quantization.is_split:
            return translate("Hubs", "{n} files").format(n=quantization.parts)
        return words.fit_here(estimate)[0]
