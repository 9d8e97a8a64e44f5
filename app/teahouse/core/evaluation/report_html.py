"""A run as one HTML page that loads nothing: no scripts, no pictures, no fonts. It follows the reader's light or dark
colours; every text is escaped, and the page's own policy forbids everything but its styles."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from teahouse.core.evaluation.report_tables import (
    RunReport,
    conclusion_texts,
    figure_texts,
    reason_texts,
    score_text,
    setting_text,
    verdict_text,
)
from teahouse.core.evaluation.results import CellResult, Configuration
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.core.evaluation.wording import HEADINGS, Translation, describe_check

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; table-layout: auto; }
th, td { border-bottom: 1px solid #8885; padding: .4rem .6rem; text-align: left; vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .6rem; margin: .3rem 0; }
.scroll { overflow-x: auto; }
.pass { color: light-dark(#186a3b, #6fcf97); }
.fail { color: light-dark(#a93226, #ff8a80); }
.quiet { opacity: .75; font-size: .9em; }
summary { cursor: pointer; }
"""
_MARKS = {True: ("pass", "✓ "), False: ("fail", "✗ "), None: ("quiet", "")}


def make_page(report: RunReport, translate: Translation) -> str:
    """The whole page."""
    run = report.run
    title = escape(run.sheet.name)
    parts = [
        "<!doctype html>",
        '<html><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        f'<p class="quiet">{escape(setting_text(run))}</p>',
        _summary_table(report, translate),
        *(f"<p>{escape(text)}</p>" for text in conclusion_texts(report, translate)),
    ]
    for prompt, columns in report.by_prompt():
        parts.append(_prompt_part(prompt, columns, translate))
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _summary_table(report: RunReport, translate: Translation) -> str:
    head = "".join(f"<th>{escape(translate(heading))}</th>" for heading in HEADINGS)
    rows = [
        "".join(
            f"<td>{escape(text)}</td>"
            for text in (each.name, each.quantization, each.digest[:12], score_text(summary), *figure_texts(summary))
        )
        for each, summary in report.summaries()
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _prompt_part(
    prompt: SheetPrompt, columns: Iterable[tuple[Configuration, CellResult]], translate: Translation
) -> str:
    checks = " · ".join(describe_check(check, translate) for check in prompt.checks)
    turns = "".join(f"<pre>{escape(turn.role.value)}: {escape(turn.text)}</pre>" for turn in prompt.turns)
    cells = "".join(_cell_part(configuration, result, translate) for configuration, result in columns)
    return (
        f'<h2>{escape(prompt.title or prompt.id)}</h2><p class="quiet">{escape(checks)}</p>'
        f"<details><summary>…</summary>{turns}</details>{cells}"
    )


def _cell_part(configuration: Configuration, result: CellResult, translate: Translation) -> str:
    style, mark = _MARKS[result.cell.passed]
    reasons = "; ".join(reason_texts(result, translate))
    tail = f' <span class="quiet">{escape(reasons)}</span>' if reasons else ""
    answer = f"<pre>{escape(result.answer)}</pre>" if result.answer else ""
    return (
        f"<details><summary><b>{escape(configuration.name)}</b> "
        f'<span class="{style}">{mark}{escape(verdict_text(result, translate))}</span>{tail}</summary>'
        f"{answer}</details>"
    )
