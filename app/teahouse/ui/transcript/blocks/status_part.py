"""The line under a message: what it waits for, or speed, time and context; its siblings; its actions as icons.

The line always has the height of one line, so that the layout does not change when a reply ends or the pointer enters.
The actions are always visible below the last reply, else under the pointer and the keyboard focus; the further figures
are shown with them. Where there is no room the least important figures are left out; the tooltip has all of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from teahouse.core.conversation import Message, Role, State
from teahouse.core.values import dataclass
from teahouse.ui.kit import icons
from teahouse.ui.style import ColourName
from teahouse.ui.transcript import words
from teahouse.ui.transcript.blocks.part import PaintState, PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle

translate = QCoreApplication.translate

_FIGURES = re.compile(
    r"(?<![\w:./-])(\d[\d.,]*[kM]?)(?![\w:/-])", re.ASCII
)  # regex: a line; not those in a model's name
LINE = 24
GAP = 14  # between two figures
BUTTON = 28  # the width of an action
ICON = 17
MOST_RANK = 2  # of the figures that are always shown

_ICONS = {
    PartAction.COPY: "copy",
    PartAction.EDIT: "edit",
    PartAction.RETRY_MENU: "retry",
    PartAction.CONTINUE: "go_on",
    PartAction.COMPARE: "compare",
    PartAction.MENU: "more",
    PartAction.OLDER: "left",
    PartAction.NEWER: "right",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """One part of the line: its left edge, its width, and its text or its action with an icon; `tip` is its text in the
    tooltip, the name of an action."""

    x: int
    width: int
    text: str = ""
    act: PartAction | None = None
    tip: str = ""


class StatusPart(TranscriptPart):
    """`siblings`: the number of this message among its siblings, and their count. `phase`: the sentence while it waits,
    else empty."""

    def __init__(self, style: TextStyle, message: Message, siblings: tuple[int, int]) -> None:
        super().__init__(style, (5, 0))
        self.message = message
        self.siblings = siblings
        self.phase = ""
        self._quiet: list[_Run] = []
        self._actions: list[_Run] = []
        self._more: list[_Run] = []  # figures that are shown for the pointer and the keyboard

    def lay_out(self, width: int) -> int:
        self.width, self.height = width, self.estimate_height(width)
        gap = self.style.px(GAP)
        branch, actions = self._branch_runs(), self._actions_for(width)
        taken = _end(branch) + _end(actions)
        if self.message.role is Role.USER:
            self._quiet = _moved(branch, width - _end(branch))
            self._actions = _moved(actions, width - taken - (gap if branch else 0))
        else:
            ranked = self._rank_figures()
            usual = max(MOST_RANK, min((rank for rank, _ in ranked), default=0))
            shown = self._figure_runs([one for one in ranked if one[0] <= usual], width - taken - 2 * gap)
            branch = _moved(branch, _end(shown) + (gap if shown else 0))
            self._quiet = shown + branch
            self._actions = _moved(actions, _end(self._quiet) + (gap // 2 if self._quiet else 0))
            start = (_end(self._actions) or _end(self._quiet)) + gap
            more = self._figure_runs([one for one in ranked if one[0] > usual], width - start)
            self._more = _moved(more, start) if _end(more) <= width - start else []
        return self.height

    def estimate_height(self, width: int) -> int:
        return self.style.px(LINE + (4 if self.message.role is Role.USER else 20))

    def free_layout(self) -> None:
        super().free_layout()
        self._quiet, self._actions, self._more = [], [], []

    def set_phase_text(self, phase: str) -> None:
        """Set the sentence that is shown while the message waits; empty for none."""
        if phase != self.phase:
            self.phase = phase
            self.free_layout()

    def texts(self) -> list[str]:
        """The texts that are always shown."""
        return [run.text for run in self._quiet if run.text]

    def more_texts(self) -> list[str]:
        """The texts that are shown for the pointer and the keyboard."""
        return [run.text for run in self._more]

    def _actions_for(self, width: int) -> list[_Run]:
        """The actions. Where they would displace a figure, those that the context menu has as well are left out."""
        named = self._named_actions()
        usual = [one for one in self._rank_figures() if one[0] <= MOST_RANK]
        whole = _end(self._figure_runs(usual, 1 << 20)) + _end(self._branch_runs()) + 2 * self.style.px(GAP)
        for act in (PartAction.COMPARE, PartAction.MENU):
            if whole + len(named) * self.style.px(BUTTON) > width:
                named = [one for one in named if one[0] is not act]
        return self._button_runs(named)

    def _rank_figures(self) -> list[tuple[int, str]]:
        """The figures with their ranks, after the sentence about the state of the reply."""
        if self.phase:
            return [(-1, self.phase)]
        values = None if self.style.view_style.bare else self.message.figures
        ranked = [] if values is None else words.figures(values)
        if ended := words.state(self.message):
            ranked.insert(0, (-1, ended))
        return ranked

    def _figure_runs(self, ranked: list[tuple[int, str]], room: int) -> list[_Run]:
        """As many figures as there is room for, at least one."""
        values = None if self.phase or self.style.view_style.bare else self.message.figures
        tip = "" if values is None else words.figures_tip(values)
        while True:
            runs, x = [], 0
            for _, text in ranked:
                runs.append(_Run(x, self._text_width(text), text, tip=tip))
                x = _end(runs) + self.style.px(GAP)
            if len(ranked) <= 1 or _end(runs) <= room:
                return runs
            ranked = [one for one in ranked if one is not max(ranked)]

    def _branch_runs(self) -> list[_Run]:
        number, count = self.siblings
        if count < 2:
            return []
        older = self._button_runs([(PartAction.OLDER, translate("Transcript", "Previous version"))])
        said = words.branch(number, count)
        between = _Run(_end(older), self._text_width(said), said)
        newer = self._button_runs([(PartAction.NEWER, translate("Transcript", "Next version"))])
        return [*older, between, *_moved(newer, _end([between]))]

    def _named_actions(self) -> list[tuple[PartAction, str]]:
        """The actions with their names."""
        copy = (PartAction.COPY, translate("Transcript", "Copy"))
        if self.message.role is Role.USER:
            return [copy, (PartAction.EDIT, translate("Transcript", "Edit"))]
        if self.message.role is not Role.ASSISTANT:
            return [copy]
        if self.message.state is State.STREAMING:
            return []
        found = [copy, (PartAction.RETRY_MENU, translate("Transcript", "Retry with the same or another model"))]
        if words.can_continue(self.message):
            found.append((PartAction.CONTINUE, translate("Transcript", "Continue")))
        if self.style.view_style.bare:
            return found
        found.append((PartAction.COMPARE, translate("Transcript", "Put this question to several models side by side")))
        return [*found, (PartAction.MENU, translate("Transcript", "All that can be done with this message"))]

    def _button_runs(self, named: list[tuple[PartAction, str]]) -> list[_Run]:
        width = self.style.px(BUTTON)
        return [_Run(number * width, width, act=act, tip=name) for number, (act, name) in enumerate(named)]

    def _text_width(self, text: str) -> int:
        bold = self.style.metrics_of(self.style.small_bold)
        plain = self.style.metrics_of(self.style.small)
        parts = _FIGURES.split(text)
        return round(sum((bold if n % 2 else plain).horizontalAdvance(part) for n, part in enumerate(parts)) + 0.5)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        runs = list(self._quiet)
        if light.actions or self.copied:
            runs += self._actions
        if light.near:
            runs += self._more
        for run in runs:
            if run.act is None:
                self._paint_figures(painter, run)
            else:
                self._paint_button(painter, run, run.act, light)

    def _paint_figures(self, painter: QPainter, run: _Run) -> None:
        x = float(run.x)
        for number, part in enumerate(_FIGURES.split(run.text)):
            font = self.style.small_bold if number % 2 else self.style.small
            self._paint_text(painter, x, part, font, "text" if number % 2 else "muted")
            x += self.style.metrics_of(font).horizontalAdvance(part)

    def _paint_button(self, painter: QPainter, run: _Run, act: PartAction, light: PaintState) -> None:
        lit = light.hit is not None and light.hit.act is act
        box, side = QRectF(run.x, 0, run.width, self.style.px(LINE)), self.style.px(ICON)
        if lit:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.style.colour("hover"))
            painter.drawRoundedRect(box, self.style.px(6), self.style.px(6))
        done = self.copied and act is PartAction.COPY
        place = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        colour: ColourName = "accent" if done else "text" if lit else "muted"
        icons.paint_glyph(painter, "check" if done else _ICONS[act], place, self.style.colour(colour))

    def _paint_text(self, painter: QPainter, x: float, text: str, font: QFont, colour: ColourName) -> None:
        metrics = self.style.metrics_of(font)
        base = (self.style.px(LINE) - metrics.height()) / 2 + metrics.ascent()
        painter.setFont(font)
        painter.setPen(self.style.colour(colour))
        painter.drawText(QPointF(x, base), text)

    def hits(self) -> list[PartHit]:
        line = self.style.px(LINE)
        return [
            PartHit(run.act, QRect(run.x, 0, run.width, line), tip=run.tip)
            for run in self._quiet + self._actions
            if run.act is not None
        ]

    def tip_at(self, x: int) -> str:
        """The tooltip at a point of the line."""
        runs = self._quiet + self._actions + self._more
        return next((run.tip for run in runs if run.x <= x <= run.x + run.width), "")


def _end(runs: list[_Run]) -> int:
    return runs[-1].x + runs[-1].width if runs else 0


def _moved(runs: list[_Run], by: int) -> list[_Run]:
    return [replace(run, x=run.x + by) for run in runs]
