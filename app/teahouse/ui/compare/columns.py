"""The columns of the table, one entry each: value, text, width, and form in an exported file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QCoreApplication, Qt

from teahouse.core.comparison import LaneFigures
from teahouse.core.measure import Spread
from teahouse.core.values import dataclass
from teahouse.services.compare.export import ExportColumn, ExportTexts
from teahouse.ui.compare import words
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

SpreadOf = Callable[[LaneFigures], Spread | None]


class Better(Enum):
    """Which of a column's values is the best."""

    MOST = 1
    LEAST = -1
    NEITHER = 0


class Unit(Enum):
    """What a file has a column's values in: the unit as it is written (to be translated), and by what a value is
    multiplied for it."""

    TOKENS = ("", 1.0)
    RATE = (QT_TRANSLATE_NOOP("Compare", "tok/s"), 1.0)
    SECONDS = (QT_TRANSLATE_NOOP("Compare", "s"), 1.0)
    GIGABYTES = (QT_TRANSLATE_NOOP("Compare", "GB"), 1e-9)


@dataclass(frozen=True, slots=True)
class ColumnDetail:
    """What else was measured about what a column shows, a line of the cell's tip: `text` (to be translated) has
    `{value}` in it."""

    text: str
    spread: SpreadOf
    shown: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """`title` and `tip` are to be translated. `spread` has the values that are sorted by and compared, `text` is how
    one is read, `unknown` what is read where there is none. `sample` is a text as wide as one usually is. `unit` is
    what a file has the column in, None where no file has it; `is_shown`: the table has it, not only a file.
    `needs_gpu`: shown only where a model is on a GPU. `is_counted_here`: counted by us where an answer ended before the
    model's own counters came. `reads_prompt`: a prompt that came from a cache changes it
    (`core.measure.CACHE_FIGURES`)."""

    key: str
    title: str
    tip: str
    better: Better
    spread: SpreadOf
    text: Callable[[float], str]
    sample: str = "8.88 s"
    unit: Unit | None = None
    unknown: Callable[[LaneFigures], str] = lambda _figures: words.NOTHING
    details: tuple[ColumnDetail, ...] = ()
    is_shown: bool = True
    needs_gpu: bool = False
    is_counted_here: bool = False
    reads_prompt: bool = False

    @property
    def heading(self) -> str:
        """The title, translated."""
        return translate("Compare", self.title)

    @property
    def explanation(self) -> str:
        """The tool tip, translated."""
        return translate("Compare", self.tip)

    @property
    def first_order(self) -> Qt.SortOrder:
        """The order that the first click on the heading gives."""
        return Qt.SortOrder.DescendingOrder if self.better is Better.MOST else Qt.SortOrder.AscendingOrder

    def value(self, figures: LaneFigures) -> float | None:
        """The value of a lane; None for unknown."""
        spread = self.spread(figures)
        return None if spread is None else spread.median

    def is_from_cache(self, figures: LaneFigures) -> bool:
        """Whether the value cannot be compared, because every prompt came from a cache."""
        return self.reads_prompt and figures.only_cached

    def detail_lines(self, figures: LaneFigures) -> list[str]:
        """The further measurements, one line each."""
        known = [(one, found) for one in self.details if (found := one.spread(figures)) and found.median]
        return [translate("Compare", one.text).format(value=one.shown(found.median)) for one, found in known]

    def export(self) -> ExportColumn | None:
        """The column of an exported file; None for none."""
        if self.unit is None:
            return None
        unit, scale = self.unit.value
        heading = f"{self.heading}, {translate('Compare', unit)}" if unit else self.heading
        return ExportColumn(heading, self.spread, scale)


def _ram(figures: LaneFigures) -> Spread | None:
    """The bytes of a model that are not on a GPU."""
    whole, gpu = figures.memory, figures.memory_vram
    if whole is None or gpu is None:
        return None
    median, low, high = (max(0.0, getattr(whole, part) - getattr(gpu, part)) for part in ("median", "low", "high"))
    return Spread(median, low, high, whole.count)


def _context(figures: LaneFigures) -> Spread | None:
    length = figures.context_length
    return None if length is None else Spread(length, length, length, figures.runs)


def _no_load(figures: LaneFigures) -> str:
    """What stands for a load that there is no figure of: an answer that is over found its model loaded."""
    return words.NOTHING if figures.total is None else translate("Compare", "warm")


def _total(figures: LaneFigures) -> Spread | None:
    """An answer without a word in it is no quick one."""
    return figures.total if figures.tokens else None


def _size(value: float) -> str:
    return numbers.size(round(value))


def _count(value: float) -> str:
    return numbers.count(round(value))


ALL_COLUMNS: tuple[CompareColumn, ...] = (
    CompareColumn(
        "speed",
        QT_TRANSLATE_NOOP("Compare", "Speed"),
        QT_TRANSLATE_NOOP("Compare", "Tokens written per second"),
        Better.MOST,
        lambda f: f.generation_rate,
        numbers.rate,
        sample="888.8 tok/s",
        unit=Unit.RATE,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} tokens drafted and accepted"), lambda f: f.drafts_accepted, _count
            ),
            ColumnDetail(QT_TRANSLATE_NOOP("Compare", "{value} threads"), lambda f: f.threads, _count),
        ),
        is_counted_here=True,
    ),
    CompareColumn(
        "prompt",
        QT_TRANSLATE_NOOP("Compare", "Prompt"),
        QT_TRANSLATE_NOOP("Compare", "Tokens of the prompt read per second, without those from a cache"),
        Better.MOST,
        lambda f: f.prompt_rate,
        numbers.rate,
        sample="888 tok/s",
        unit=Unit.RATE,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} tokens of the prompt from a cache"),
                lambda f: f.prompt_cached,
                _count,
            ),
        ),
        reads_prompt=True,
    ),
    CompareColumn(
        "first_word",
        QT_TRANSLATE_NOOP("Compare", "First word"),
        QT_TRANSLATE_NOOP("Compare", "From sending the prompt to the first word that came back"),
        Better.LEAST,
        lambda f: f.first_word,
        numbers.seconds,
        unit=Unit.SECONDS,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} until the answer began"),
                lambda f: f.first_answer,
                numbers.seconds,
            ),
        ),
        reads_prompt=True,
    ),
    CompareColumn(
        "total",
        QT_TRANSLATE_NOOP("Compare", "Total"),
        QT_TRANSLATE_NOOP("Compare", "From sending the prompt to the end of the answer"),
        Better.LEAST,
        _total,
        numbers.seconds,
        unit=Unit.SECONDS,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} taken by the whole computer"), lambda f: f.energy, numbers.energy
            ),
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} for 1,000 tokens"), lambda f: f.energy_rate, numbers.energy
            ),
        ),
        reads_prompt=True,
    ),
    CompareColumn(
        "load",
        QT_TRANSLATE_NOOP("Compare", "Load"),
        QT_TRANSLATE_NOOP("Compare", "Loading the model into memory; “warm” where it was there already"),
        Better.LEAST,
        lambda f: f.load,
        numbers.seconds,
        unit=Unit.SECONDS,
        unknown=_no_load,
    ),
    CompareColumn(
        "tokens",
        QT_TRANSLATE_NOOP("Compare", "Tokens"),
        QT_TRANSLATE_NOOP("Compare", "Tokens written, those of thinking included"),
        Better.NEITHER,
        lambda f: f.tokens,
        _count,
        sample="8.8k",
        unit=Unit.TOKENS,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} tokens of thinking"), lambda f: f.thinking_tokens, _count
            ),
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} of thinking"), lambda f: f.thinking_seconds, numbers.seconds
            ),
        ),
        is_counted_here=True,
    ),
    CompareColumn(
        "memory",
        QT_TRANSLATE_NOOP("Compare", "Memory"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model in all, as the host says"),
        Better.LEAST,
        lambda f: f.memory,
        _size,
        unit=Unit.GIGABYTES,
        details=(
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} as the system counts"), lambda f: f.system_memory, _size
            ),
            ColumnDetail(QT_TRANSLATE_NOOP("Compare", "{value} at its largest"), lambda f: f.system_memory_peak, _size),
            ColumnDetail(
                QT_TRANSLATE_NOOP("Compare", "{value} on GPUs, as their driver counts"), lambda f: f.gpu_memory, _size
            ),
        ),
    ),
    CompareColumn(
        "gpu",
        QT_TRANSLATE_NOOP("Compare", "GPU"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model on GPUs"),
        Better.NEITHER,
        lambda f: f.memory_vram,
        _size,
        unit=Unit.GIGABYTES,
        needs_gpu=True,
    ),
    CompareColumn(
        "ram",
        QT_TRANSLATE_NOOP("Compare", "RAM"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model in this computer’s own memory"),
        Better.LEAST,
        _ram,
        _size,
        needs_gpu=True,
    ),
    CompareColumn(
        "system_memory",
        QT_TRANSLATE_NOOP("Compare", "As the system counts"),
        "",
        Better.LEAST,
        lambda f: f.system_memory,
        _size,
        unit=Unit.GIGABYTES,
        is_shown=False,
    ),
    CompareColumn(
        "context",
        QT_TRANSLATE_NOOP("Compare", "Context"),
        QT_TRANSLATE_NOOP("Compare", "Tokens that the context holds as it was loaded"),
        Better.NEITHER,
        _context,
        _count,
        details=(
            ColumnDetail(QT_TRANSLATE_NOOP("Compare", "{value} tokens of it used"), lambda f: f.context_used, _count),
        ),
    ),
    CompareColumn(
        "context_used",
        QT_TRANSLATE_NOOP("Compare", "Context used"),
        "",
        Better.NEITHER,
        lambda f: f.context_used,
        _count,
        unit=Unit.TOKENS,
        is_shown=False,
    ),
)
COLUMNS = tuple(column for column in ALL_COLUMNS if column.is_shown)


def export_texts(columns: Sequence[CompareColumn] = ALL_COLUMNS) -> ExportTexts:
    """The translated texts of an exported file."""
    return ExportTexts(
        columns=tuple(made for column in columns if (made := column.export()) is not None),
        lane=translate("Compare", "Lane"),
        model=translate("Compare", "Model"),
        vote=translate("Compare", "Vote"),
        reference=translate("Compare", "Reference answer: {text}"),
        no_answer=translate("Compare", "no answer"),
    )


def best_of(column: CompareColumn, lanes: list[LaneFigures]) -> float | None:
    """The best value of a column; None where there is nothing to be better than."""
    fair = [lane for lane in lanes if not column.is_from_cache(lane)]
    known = [value for lane in fair if (value := column.value(lane)) is not None]
    if column.better is Better.NEITHER or len(known) < 2 or min(known) == max(known):
        return None
    return max(known) if column.better is Better.MOST else min(known)
