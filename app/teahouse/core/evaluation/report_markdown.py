"""A run as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.core.evaluation.report_tables import (
    RunReport,
    conclusion_texts,
    figure_texts,
    reason_texts,
    score_text,
    setting_text,
    verdict_text,
)
from teahouse.core.evaluation.wording import HEADINGS, Translation

_SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~&$")


def make_text(report: RunReport, translate: Translation) -> str:
    """The whole report."""
    run = report.run
    parts = [f"# {_plain(run.sheet.name)}", _plain(setting_text(run))]
    rows = [
        [
            _plain(each.name),
            _plain(each.quantization),
            _plain(each.digest[:12]),
            score_text(summary),
            *figure_texts(summary),
        ]
        for each, summary in report.summaries()
    ]
    parts.append(_table([translate(heading) for heading in HEADINGS], rows))
    parts += [_plain(text) for text in conclusion_texts(report, translate)]
    for prompt, columns in report.by_prompt():
        parts.append(f"## {_plain(prompt.title or prompt.id)}")
        parts += [_fenced(f"{turn.role.value}: {turn.text}") for turn in prompt.turns]
        for configuration, result in columns:
            reasons = "; ".join(_plain(text) for text in reason_texts(result, translate))
            verdict = _plain(verdict_text(result, translate))
            parts.append(f"**{_plain(configuration.name)}**: {verdict}{f' ({reasons})' if reasons else ''}")
            if result.answer:
                parts.append(_fenced(result.answer))
    return "\n\n".join(parts) + "\n"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    """A text on one line in which nothing is Markdown."""
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in " ".join(text.split()))


def _fenced(text: str) -> str:
    """A text in a fence longer than any in it."""
    longest = count = 0
    for sign in text:
        count = count + 1 if sign == "`" else 0
        longest = max(longest, count)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
