"""Texts about runs: sentences for charts and screen readers, short texts for tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from teahouse.core.bench import BenchResult, BenchSeries
from teahouse.core.comparison import short_host
from teahouse.core.errors import Problem, Trouble
from teahouse.core.labs import lab_of
from teahouse.core.measure import Figures
from teahouse.core.run import ModelSummary, Power, Regression, Run, RunPoint, Source
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import lab_name as name_of_lab
from teahouse.ui.i18n.troubles import sentence

translate = QCoreApplication.translate

NOTHING = "—"


class RunNames:
    """Names of models in a chart: with the computer if it is another one, with the host if the model ran on several."""

    def __init__(self, several: Iterable[ModelSummary | RunPoint]) -> None:
        self.count = Counter((one.model, one.computer, one.host) for one in several)
        self._hosts = Counter((model, computer) for model, computer, _ in self.count)
        self._names: dict[tuple[str, str, str], str] = {}

    def name_of(self, one: ModelSummary | RunPoint | Regression) -> str:
        """The name of the model of a summary, point or change."""
        key = (one.model, one.computer, one.host)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self.name_for(*key)
        return name

    def name_for(self, model: str, computer: str, at: str) -> str:
        """The name of a model on a computer's host."""
        where = [computer] if computer else []
        if self._hosts[model, computer] > 1:
            where.append(host(at))
        return f"{model} ({', '.join(where)})" if where else model

    def number_names(self) -> dict[str, int]:
        """The names, each with the number of its series; the most frequent first."""
        return {self.name_for(*key): number for number, (key, _) in enumerate(self.count.most_common())}


def speed_of(one: ModelSummary, name: str) -> str:
    """The sentence about a bar of the chart of speeds."""
    text = translate("Speed", "{model}: {rate}, the median of the last of its %n run(s)", "", one.runs)
    sentence = text.format(model=name, rate=numbers.rate(one.rate or 0.0))
    if one.spread:
        low, high = (one.rate or 0.0) - one.spread / 2, (one.rate or 0.0) + one.spread / 2
        half = translate("Speed", "half of them between {low} and {high}")
        sentence += "\n" + half.format(low=numbers.rate_figure(low), high=numbers.rate(high))
    return sentence


def memory_of(one: ModelSummary, name: str) -> str:
    """The sentence about a bar of the chart of memory."""
    memory = one.memory or 0
    text = translate("Speed", "{model}: {size} in memory")
    sentence = text.format(model=name, size=numbers.size(memory))
    if one.memory_vram is None or not memory:
        return sentence
    share = numbers.percent(min(1.0, one.memory_vram / memory))
    return sentence + ", " + translate("Speed", "{share} of it on the GPU").format(share=share)


def point(one: RunPoint, name: str) -> str:
    """The sentence about a dot."""
    text = translate("Speed", "{model}: {rate}, {when}")
    sentence = text.format(model=name, rate=numbers.rate(one.rate or 0.0), when=numbers.moment(one.created))
    if one.context:
        sentence += ", " + translate("Speed", "{n} tokens of context").format(n=numbers.count(one.context))
    return sentence


def change(one: Regression, name: str) -> str:
    """The sentence about a change of a model's speed, with what else changed."""
    percent = numbers.percent(abs(one.ratio - 1))
    if one.ratio < 1:
        text = translate("Speed", "{model} became {percent} slower on {when}: {before} → {after}")
    else:
        text = translate("Speed", "{model} became {percent} faster on {when}: {before} → {after}")
    sentence = text.format(
        model=name,
        percent=percent,
        when=numbers.moment(one.at),
        before=numbers.rate_figure(one.before),
        after=numbers.rate(one.after),
    )
    return sentence + _after(one.changed)


def _after(changed: tuple[str, ...]) -> str:
    known = {
        "daemon": translate("Speed", "another version of the host"),
        "driver": translate("Speed", "another graphics driver"),
        "model": translate("Speed", "another file of the model"),
    }
    named = [known[one] for one in changed if one in known]
    if not named:
        return ""
    return translate("Speed", ", with {changes}").format(changes=numbers.in_a_row(named))


def source(value: Source) -> str:
    """The purpose of a run."""
    match value:
        case Source.CHAT:
            return translate("Speed", "Chat")
        case Source.COMPARE:
            return translate("Speed", "Comparison")
        case Source.SPEED_TEST:
            return translate("Speed", "Speed test")


def failed(trouble: Trouble) -> str:
    """Why a model could not be tested, in short where possible: error messages of runs are not stored."""
    match trouble.problem:
        case Problem.MODEL_MISSING:
            return translate("Speed", "not installed on this host")
        case Problem.MODEL_TOO_BIG:
            return translate("Speed", "not enough free memory")
        case (
            Problem.HOST_LOST
            | Problem.HOST_UNREACHABLE
            | Problem.HOST_SILENT
            | Problem.HOST_STALLED
            | Problem.HOST_AWAY
        ):
            return translate("Speed", "the host did not answer to the end")
        case Problem.MODEL_BROKEN | Problem.RUNNER_DIED:
            return translate("Speed", "it cannot be run")
        case _:
            return sentence(trouble)


def power(value: Power) -> str:
    """Where the power came from."""
    match value:
        case Power.MAINS:
            return translate("Speed", "Mains")
        case Power.BATTERY:
            return translate("Speed", "Battery")
        case Power.UNKNOWN:
            return NOTHING


def host(address: str) -> str:
    """A daemon as the filters and the table name it."""
    return short_host(address) or translate("Speed", "Built-in engine")


def host_of(run: Run) -> str:
    """The daemon of a run with its version."""
    return " ".join(part for part in (host(run.host), run.host_version) if part)


def computer(name: str) -> str:
    """A computer as filters name it."""
    return name or translate("Speed", "This computer")


def series_name(series: BenchSeries) -> str:
    """The name of a series of speed tests."""
    match series:
        case BenchSeries.STANDARD:
            return translate("Speed", "Standard test")
        case BenchSeries.DEPTH:
            return translate("Speed", "Length of the context")
        case BenchSeries.PARALLEL:
            return translate("Speed", "Parallel requests")
        case BenchSeries.THREADS:
            return translate("Speed", "Threads")
        case BenchSeries.BATCH:
            return translate("Speed", "Batch size")


def series_tip(series: BenchSeries) -> str:
    """What a series measures."""
    match series:
        case BenchSeries.STANDARD:
            return translate("Speed", "Reads about 512 tokens and writes 128, three times")
        case BenchSeries.DEPTH:
            return translate("Speed", "The same behind 512 tokens of context and more, up to the full window")
        case BenchSeries.PARALLEL:
            return translate("Speed", "1, 2, 4 and 8 requests at the same time, all tokens together")
        case BenchSeries.THREADS:
            return translate("Speed", "From one thread to one for each core; the model is loaded for each")
        case BenchSeries.BATCH:
            return translate("Speed", "How many tokens of a prompt are read at once; the model is loaded for each size")


def bench_point(one: BenchResult, *, reading: bool) -> str:
    """The sentence about a result, with the test's name in llama-bench and the range of its repetitions."""
    found = one.reading_spread if reading else one.writing_spread
    name = one.names[0 if reading else 1]
    if found is None:
        return f"{one.model}: {name}: {NOTHING}"
    text = translate("Speed", "{model}, {series} {value}: {test} {rate}")
    sentence = text.format(
        model=one.model,
        series=series_name(one.series),
        value=one.value,
        test=name,
        rate=numbers.rate(found.median),
    )
    if found.count > 1:
        between = translate("Speed", "between {low} and {high}")
        sentence += ", " + between.format(low=numbers.rate_figure(found.low), high=numbers.rate(found.high))
    return sentence


def week(start: float) -> str:
    """The Monday of a week, from its start in UTC."""
    return numbers.date(datetime.fromtimestamp(start, UTC).date().isoformat()) if start else ""


def load(figures: Figures) -> str:
    """The seconds of loading, or "warm"; nothing where the host measures no loads."""
    if figures.loading is not None:
        return numbers.seconds(figures.loading)
    return NOTHING if figures.load is None else translate("Speed", "warm")


def doubts(figures: Figures) -> list[str]:
    """Why a run's figures may be wrong, one line each."""
    lines = []
    if figures.is_cached:
        lines.append(translate("Speed", "The prompt came from a cache: first word and prompt speed do not count"))
    if figures.is_disturbed:
        text = translate("Speed", "Other programs used {percent} of the processor")
        lines.append(text.format(percent=numbers.percent(figures.other_load or 0.0)))
    return lines


def lab_name(model: str) -> str:
    """The maker of a model; empty for unknown."""
    return name_of_lab(lab_of(model))
