"""The quiet line under a message: what it waits for, or its figures; its actions, and the way to its siblings.

The line is one line high whatever it says, so nothing moves when a reply is over or the pointer comes by. Room for
the actions is kept free; where the figures do not fit, the least telling are left out and stand in the tooltip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QPointF, QRect
from PySide6.QtGui import QFont, QPainter

from teahouse.core.conversation import Message, Role, State
from teahouse.ui.transcript import words
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.part import Act, Hit, Light, Part

translate = QCoreApplication.translate

_FIGURES = re.compile(
    r"(?<![\w:./-])(\d[\d.,]*[kM]?)(?![\w:/-])", re.ASCII
)  # regex: a line; not those in a model's name
LINE = 20
GAP = 14  # between two figures


@dataclass(frozen=True, slots=True)
class _Run:
    """One word of the line: where it begins, how wide it is, and what it does."""

    x: int
    width: int
    text: str
    act: Act | None = None
    tip: str = ""


class StatusPart(Part):
    """`siblings`: which of how many this message is. `phase`: the sentence while it waits, else empty."""

    def __init__(self, ink: Ink, message: Message, siblings: tuple[int, int]) -> None:
        super().__init__(ink, (5, 0))
        self.message = message
        self.siblings = siblings
        self.phase = ""
        self._quiet: list[_Run] = []
        self._actions: list[_Run] = []

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        branch, actions = self._place(self._branch_words(), 0), self._place(self._actions_for(width), 0)
        taken = _end(branch) + _end(actions)
        if self.message.role is Role.USER:
            self._quiet = _moved(branch, width - _end(branch))
            self._actions = _moved(actions, width - taken - (self.ink.px(GAP) if branch else 0))
        else:
            shown = self._figure_runs(width - taken - 2 * self.ink.px(GAP))
            branch = _moved(branch, _end(shown) + (self.ink.px(GAP) if shown else 0))
            self._quiet = shown + branch
            self._actions = _moved(actions, _end(self._quiet) + (self.ink.px(GAP) if self._quiet else 0))
        return self.height

    def estimate(self, width: int) -> int:
        return self.ink.px(LINE + (4 if self.message.role is Role.USER else 20))

    def free(self) -> None:
        super().free()
        self._quiet, self._actions = [], []

    def wait_for(self, phase: str) -> None:
        """Say this sentence while it waits; nothing when it is empty."""
        if phase != self.phase:
            self.phase = phase
            self.free()

    def texts(self) -> list[str]:
        """What the line says now without its actions."""
        return [run.text for run in self._quiet]

    def _actions_for(self, width: int) -> list[tuple[str, Act | None, str]]:
        """The actions; where they would cost a figure its place, those that the context menu has too
        are left out."""
        actions = self._action_words()
        whole = _end(self._figure_runs(1 << 20)) + _end(self._place(self._branch_words(), 0)) + 2 * self.ink.px(GAP)
        for act in (Act.COMPARE, Act.MENU):
            if whole + _end(self._place(actions, 0)) > width:
                actions = [action for action in actions if action[1] is not act]
        return actions

    def _figure_runs(self, room: int) -> list[_Run]:
        if self.phase:
            return [_Run(0, self._advance(self.phase), self.phase)]
        values = None if self.ink.look.bare else self.message.figures
        ranked = [] if values is None else words.figures(values)
        if ended := words.state(self.message):
            ranked.insert(0, (-1, ended))
        tip = "" if values is None else words.figures_tip(values)
        while True:
            runs = self._place([(text, None, tip) for _, text in ranked], self.ink.px(GAP))
            if len(ranked) <= 1 or _end(runs) <= room:
                return runs
            ranked.remove(max(ranked))

    def _branch_words(self) -> list[tuple[str, Act | None, str]]:
        number, count = self.siblings
        if count < 2:
            return []
        older = ("‹", Act.OLDER, translate("Transcript", "Previous version"))
        newer = ("›", Act.NEWER, translate("Transcript", "Next version"))
        return [older, (words.branch(number, count), None, ""), newer]

    def _action_words(self) -> list[tuple[str, Act | None, str]]:
        copy = (translate("Transcript", "Copy"), Act.COPY, "")
        if self.message.role is Role.USER:
            return [copy, (translate("Transcript", "Edit"), Act.EDIT, "")]
        if self.message.role is not Role.ASSISTANT:
            return [copy]
        if self.message.state is State.STREAMING:
            return []
        more = translate("Transcript", "Retry with the same or another model")
        found = [copy, (translate("Transcript", "Retry") + " ▾", Act.RETRY_MENU, more)]
        if words.can_continue(self.message):
            found.append((translate("Transcript", "Continue"), Act.CONTINUE, ""))
        if self.ink.look.bare:
            return found
        tip = translate("Transcript", "Put this question to several models side by side")
        found.append((translate("Transcript", "Compare"), Act.COMPARE, tip))
        return [*found, ("⋯", Act.MENU, translate("Transcript", "All that can be done with this message"))]

    def _place(self, texts: list[tuple[str, Act | None, str]], gap: int) -> list[_Run]:
        """Runs for these words, from 0 on; words that do something get room to be hit."""
        runs, x = [], 0
        for text, act, tip in texts:
            width = self._advance(text) + (self.ink.px(10) if act or not gap else 0)
            runs.append(_Run(x, width, text, act, tip))
            x += width + gap
        return runs

    def _advance(self, text: str) -> int:
        bold = self.ink.metrics(self.ink.small_bold)
        plain = self.ink.metrics(self.ink.small)
        parts = _FIGURES.split(text)
        return round(sum((bold if n % 2 else plain).horizontalAdvance(part) for n, part in enumerate(parts)) + 0.5)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        for run in self._quiet:
            if (run.act is None and run.x == 0) or not self._centred(run):
                self._paint_figures(painter, run)
            else:
                self._paint_word(painter, run, light)
        if light.actions or self.copied:
            for run in self._actions:
                self._paint_word(painter, replace(run, text=self._said(run)), light)

    def _said(self, run: _Run) -> str:
        return translate("Transcript", "Copied") if self.copied and run.act is Act.COPY else run.text

    def _centred(self, run: _Run) -> bool:
        return run.act is not None or run.width > self._advance(run.text)

    def _paint_figures(self, painter: QPainter, run: _Run) -> None:
        x = float(run.x)
        for number, part in enumerate(_FIGURES.split(run.text)):
            font = self.ink.small_bold if number % 2 else self.ink.small
            self._write(painter, x, part, font, "text" if number % 2 else "muted")
            x += self.ink.metrics(font).horizontalAdvance(part)

    def _paint_word(self, painter: QPainter, run: _Run, light: Light) -> None:
        lit = run.act is not None and light.hit is not None and light.hit.act is run.act
        x = run.x + (run.width - self.ink.metrics(self.ink.small).horizontalAdvance(run.text)) / 2
        self._write(painter, x, run.text, self.ink.small, "accent" if lit else "muted")

    def _write(self, painter: QPainter, x: float, text: str, font: QFont, colour: str) -> None:
        metrics = self.ink.metrics(font)
        base = (self.ink.px(LINE) - metrics.height()) / 2 + metrics.ascent()
        painter.setFont(font)
        painter.setPen(self.ink.colour(colour))
        painter.drawText(QPointF(x, base), text)

    def hits(self) -> list[Hit]:
        line = self.ink.px(LINE)
        return [
            Hit(run.act, QRect(run.x, 0, run.width, line), tip=run.tip)
            for run in self._quiet + self._actions
            if run.act is not None
        ]

    def tip_at(self, x: int) -> str:
        """What the tooltip says at a place of the line."""
        return next((run.tip for run in self._quiet + self._actions if run.x <= x <= run.x + run.width), "")


def _end(runs: list[_Run]) -> int:
    return runs[-1].x + runs[-1].width if runs else 0


def _moved(runs: list[_Run], by: int) -> list[_Run]:
    return [replace(run, x=run.x + by) for run in runs]
