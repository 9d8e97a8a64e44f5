"""The columns of the table: what each shows of a lane's figures, in which unit, and which value is the best."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QCoreApplication

from teahouse.core.comparison import LaneFigures
from teahouse.core.measure import Spread
from teahouse.core.values import dataclass
from teahouse.ui.compare import words
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate


class Better(Enum):
    """Which of a column's values is the best."""

    MOST = 1
    LEAST = -1
    NEITHER = 0


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """`title` and `tip` are to be translated; `value` is what is sorted and compared, `text` what is read;
    `unknown` is read where there is no value."""

    key: str
    title: str
    tip: str
    better: Better
    spread: Callable[[LaneFigures], Spread | None]
    text: Callable[[float], str]
    unknown: Callable[[LaneFigures], str] = lambda _figures: words.NOTHING

    def words(self) -> tuple[str, str]:
        """Title and tip in the language of now."""
        return translate("Compare", self.title), translate("Compare", self.tip)

    def value(self, figures: LaneFigures) -> float | None:
        """The value of a lane, None where it is unknown."""
        spread = self.spread(figures)
        return None if spread is None else spread.median


def _ram(figures: LaneFigures) -> Spread | None:
    """What of a model is not on a GPU."""
    whole, gpu = figures.memory, figures.memory_vram
    if whole is None or gpu is None:
        return None
    return Spread(
        *(max(0.0, getattr(whole, part) - getattr(gpu, part)) for part in ("median", "low", "high")), whole.count
    )


def _context(figures: LaneFigures) -> Spread | None:
    length = figures.context_length
    return None if length is None else Spread(length, length, length, figures.runs)


def _load(seconds: float) -> str:
    cold = words.is_cold(Spread(seconds, seconds, seconds, 1))
    return numbers.seconds(seconds) if cold else translate("Compare", "warm")


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


COLUMNS: tuple[CompareColumn, ...] = (
    CompareColumn(
        "speed",
        QT_TRANSLATE_NOOP("Compare", "Speed"),
        QT_TRANSLATE_NOOP("Compare", "Tokens written per second"),
        Better.MOST,
        lambda f: f.generation_rate,
        numbers.rate,
    ),
    CompareColumn(
        "prompt",
        QT_TRANSLATE_NOOP("Compare", "Prompt"),
        QT_TRANSLATE_NOOP("Compare", "Tokens of the prompt read per second, without those from a cache"),
        Better.MOST,
        lambda f: f.prompt_rate,
        numbers.rate,
    ),
    CompareColumn(
        "first_word",
        QT_TRANSLATE_NOOP("Compare", "First word"),
        QT_TRANSLATE_NOOP("Compare", "From sending the prompt to the first word that came back"),
        Better.LEAST,
        lambda f: f.first_word,
        numbers.seconds,
    ),
    CompareColumn(
        "total",
        QT_TRANSLATE_NOOP("Compare", "Total"),
        QT_TRANSLATE_NOOP("Compare", "From sending the prompt to the end of the answer"),
        Better.LEAST,
        _total,
        numbers.seconds,
    ),
    CompareColumn(
        "load",
        QT_TRANSLATE_NOOP("Compare", "Load"),
        QT_TRANSLATE_NOOP("Compare", "Loading the model into memory; “warm” where it was there already"),
        Better.LEAST,
        lambda f: f.load,
        _load,
        _no_load,
    ),
    CompareColumn(
        "tokens",
        QT_TRANSLATE_NOOP("Compare", "Tokens"),
        QT_TRANSLATE_NOOP("Compare", "Tokens written, those of thinking included"),
        Better.NEITHER,
        lambda f: f.tokens,
        _count,
    ),
    CompareColumn(
        "memory",
        QT_TRANSLATE_NOOP("Compare", "Memory"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model in all, as the host says"),
        Better.LEAST,
        lambda f: f.memory,
        _size,
    ),
    CompareColumn(
        "gpu",
        QT_TRANSLATE_NOOP("Compare", "GPU"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model on GPUs"),
        Better.NEITHER,
        lambda f: f.memory_vram,
        _size,
    ),
    CompareColumn(
        "ram",
        QT_TRANSLATE_NOOP("Compare", "RAM"),
        QT_TRANSLATE_NOOP("Compare", "Memory of the model in this computer’s own memory"),
        Better.LEAST,
        _ram,
        _size,
    ),
    CompareColumn(
        "context",
        QT_TRANSLATE_NOOP("Compare", "Context"),
        QT_TRANSLATE_NOOP("Compare", "Tokens that the context holds as it was loaded"),
        Better.NEITHER,
        _context,
        _count,
    ),
)


def best_of(column: CompareColumn, lanes: list[LaneFigures]) -> float | None:
    """The best value of a column; None where there is nothing to be better than."""
    known = [value for lane in lanes if (value := column.value(lane)) is not None]
    if column.better is Better.NEITHER or len(known) < 2 or min(known) == max(known):
        return None
    return max(known) if column.better is Better.MOST else min(known)
