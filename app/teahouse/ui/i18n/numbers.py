"""Numbers with their units, with at most three significant figures.

Sizes are in powers of 1000, as disks and Ollama count them (1 GB is 1,000,000,000 bytes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QTime

from teahouse.core.languages import ENGLISH
from teahouse.ui.i18n import locales
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

_WEIGHTS = {
    10**12: QT_TRANSLATE_NOOP("Models", "{n} trillion"),
    10**9: QT_TRANSLATE_NOOP("Models", "{n} billion"),
    10**8: QT_TRANSLATE_NOOP("Models", "{n} hundred million"),
    10**6: QT_TRANSLATE_NOOP("Models", "{n} million"),
    10**4: QT_TRANSLATE_NOOP("Models", "{n} ten thousand"),
}
_PARAMETERS = {
    10**12: QT_TRANSLATE_NOOP("Models", "{n} trillion parameters"),
    10**9: QT_TRANSLATE_NOOP("Models", "{n} billion parameters"),
    10**8: QT_TRANSLATE_NOOP("Models", "{n} hundred million parameters"),
    10**6: QT_TRANSLATE_NOOP("Models", "{n} million parameters"),
    10**4: QT_TRANSLATE_NOOP("Models", "{n} ten thousand parameters"),
}
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)([KMBT])")
_SIZES = ("B", "KB", "MB", "GB", "TB")


def about(shown: str, estimated: bool = True) -> str:
    """A formatted figure, marked where it is estimated or was measured by the app: "≈ 5.2 GB"."""
    return f"≈ {shown}" if estimated and shown else shown


def size(amount: int) -> str:
    """Bytes: "512 B", "5.2 GB", "16 GB"."""
    return f"{_size_figure(amount, _size_step(amount))} {_SIZES[_size_step(amount)]}"


def byte_rate(bytes_per_second: float) -> str:
    """Bytes a second: "41 MB/s"."""
    return f"{size(round(bytes_per_second))}/s"


def size_of(part: int, whole: int) -> str:
    """A part and a whole in the whole's unit: "8.9 of 16 GB"."""
    step = _size_step(whole)
    return translate("Numbers", "{part} of {whole}").format(part=_size_figure(part, step), whole=size(whole))


def _size_step(amount: float) -> int:
    step = 0
    while amount >= 999.5 and step < len(_SIZES) - 1:
        amount /= 1000
        step += 1
    return step


def _size_figure(amount: float, step: int) -> str:
    value = amount / 1000**step
    return _figure(value, 1 if step and value < 100 else 0)


def seconds(value: float) -> str:
    """A duration: "0.38 s", "3.1 s", "42 s", "2 min 05 s", "1 h 12 min"."""
    if value < 0.995:
        return translate("Numbers", "{n} s").format(n=f"{max(0.0, value):.2f}")
    if value < 9.95:
        return translate("Numbers", "{n} s").format(n=_figure(value, 1))
    whole = round(value)
    if whole < 60:
        return translate("Numbers", "{n} s").format(n=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return translate("Numbers", "{minutes} min {seconds} s").format(minutes=minutes, seconds=f"{rest:02d}")
    hours, minutes = divmod(minutes, 60)
    return translate("Numbers", "{hours} h {minutes} min").format(hours=hours, minutes=f"{minutes:02d}")


def rate(value: float) -> str:
    """Tokens per second: "21.4 tok/s", "210 tok/s"."""
    return translate("Numbers", "{n} tok/s").format(n=rate_figure(value))


def rate_figure(value: float) -> str:
    """Tokens per second without the unit: "21.4", "210"."""
    return f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


def rough_rate(value: float) -> str:
    """Tokens per second that nobody measured, which deserve no more figures: "20 tok/s", "3.6 tok/s"."""
    return translate("Numbers", "{n} tok/s").format(n=rough_figure(value))


def rough_figure(value: float) -> str:
    """As `rough_rate`, without the unit."""
    return f"{value:.0f}" if value >= 9.5 else f"{value:.1f}"


def energy(joules: float) -> str:
    """Energy: "0.8 J", "42 J", "1.2 kJ"."""
    if joules < 999.5:
        return translate("Numbers", "{n} J").format(n=_figure(joules, 1 if joules < 9.95 else 0))
    return translate("Numbers", "{n} kJ").format(n=_figure(joules / 1000, 1))


def count(value: int) -> str:
    """A number of tokens: "412", "1.2k", "131k", "1.3M"; round binary ones, as contexts are, "8k" and "128k"."""
    if value < 1000:
        return str(value)
    if value % 1024 == 0 and value < 1024 * 1024:
        return f"{value // 1024}k"
    if value < 999_500:
        return f"{_figure(value / 1000, 1 if value < 99_950 else 0)}k"
    return f"{_figure(value / 1_000_000, 1)}M"


def percent(share: float) -> str:
    """A share from 0 to 1: "62 %"."""
    return translate("Numbers", "{n} %").format(n=round(share * 100))


def likelihood(share: float) -> str:
    """A probability from 0 to 1, with the digits that tell small ones apart: "62 %", "3.1 %", "0.04 %"."""
    hundredths = share * 100
    figure = f"{hundredths:.0f}" if hundredths >= 9.95 else _figure(hundredths, 1 if hundredths >= 0.95 else 2)
    return translate("Numbers", "{n} %").format(n=figure)


def surprise(value: float) -> str:
    """A mean of −ln p: "0.42"."""
    return f"{value:.2f}"


def month(year: int, number: int) -> str:
    """The name of a month with its year: "October 2026", "2026年10月"."""
    template = translate("Numbers", "{month} {year}")
    return template.format(month=locales.current().standaloneMonthName(number), year=year, number=number)


def listed(names: Iterable[str]) -> str:
    """A list of names in the format of the window's language."""
    return locales.current().createSeparatedList(list(names))


def in_a_row(parts: Iterable[str]) -> str:
    """Several parts in a row, without an "and": "a, b, c", "a、b、c"."""
    return translate("Numbers", ", ", "between things in a row").join(parts)


def moment(epoch: float) -> str:
    """A day and a time of day: "11/30/26, 3:04 PM", "2026年11月30日 15:04"."""
    when, language = QDateTime.fromSecsSinceEpoch(int(epoch)), locales.language()
    return _written(when, f"{language.date} {language.time}" if language.date else "")


def day(epoch: float) -> str:
    """A day, or the time of day for today: "11/29/26", "3:04 PM"; "2026年11月29日", "15:04"."""
    when, language = QDateTime.fromSecsSinceEpoch(int(epoch)), locales.language()
    today = when.date() == QDate.currentDate()
    return _written(when.time(), language.time) if today else _written(when.date(), language.date)


def date(iso: str) -> str:
    """A date of the catalogue ("2026-08-21"): "2026年8月21日"."""
    found = QDate.fromString(iso, "yyyy-MM-dd")
    return _written(found, locales.language().date) if found.isValid() and locales.language().date else iso


def time_of_day(epoch: float) -> str:
    """A time of day: "3:04 PM", "15:04"."""
    return _written(QDateTime.fromSecsSinceEpoch(int(epoch)).time(), locales.language().time)


def day_of_month(epoch: float) -> str:
    """A day of this year in a chart's short form: "30 Nov", "11月30日"."""
    return _written(QDateTime.fromSecsSinceEpoch(int(epoch)).date(), locales.language().day)


def whole(value: int) -> str:
    """A number with all digits: "151,936"."""
    return f"{value:,}"


def billions(count: float, *, short: bool = False) -> str:
    """A number of weights, given in billions, in the largest fitting unit of the window's language; with `short`
    without the noun."""
    weights, scales = count * 1e9, locales.language().scales
    scale = next((scale for scale in scales if weights >= 0.9995 * scale), scales[-1])
    text = (_WEIGHTS if short else _PARAMETERS)[scale]
    return translate("Models", text).format(n=_figures(weights / scale))


def parameters(text: str) -> str:
    """A number of weights in Ollama's form, "8.2B" or "268.10M", in the units of the window's language."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or locales.language().scales == ENGLISH.scales:
        return text
    return billions(float(found[1]) * {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}[found[2]], short=True)


def _figures(value: float) -> str:
    """Three significant figures, but all digits before the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _written(when: QDateTime | QDate | QTime, format: str) -> str:
    found = locales.current()
    return found.toString(when, format or found.FormatType.ShortFormat)


def _figure(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.removesuffix(".0")
