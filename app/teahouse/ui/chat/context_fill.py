"""How full the context is: what the host counted last, and an estimate of what it has not read yet, of the window that
will be in force for the next message. Keeps the meter true."""

from __future__ import annotations

from PySide6.QtCore import QObject

from teahouse.core.conversation import Role, State
from teahouse.core.errors import Problem
from teahouse.core.window import attached, tokens_of, weight_of
from teahouse.ui.chat.floor_plan import FloorPlan
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.picking import Picking
from teahouse.ui.chat.study import Study
from teahouse.ui.chat.tuning import Tuning


class ContextFill(QObject):
    """`measure` after the conversation changed; it hears by itself of the model, the options and what is typed."""

    def __init__(self, chat: OpenChat, plan: FloorPlan, picking: Picking, tuning: Tuning, study: Study) -> None:
        super().__init__(plan.header)
        self._chat = chat
        self._composer = plan.composer
        self._picking = picking
        self._tuning = tuning
        self._study = study
        for changed in (picking.changed, tuning.changed, study.came):
            changed.connect(self.measure)
        self._composer.editor.textChanged.connect(self.measure)
        self._composer.tray.changed.connect(self.measure)

    def measure(self) -> None:
        """Show how full the context is."""
        used, exact = self.used()
        typed = self._typed()
        known = used is not None or typed
        whole = (used or 0) + typed if known else None
        self._composer.controls.meter.show_fill(whole, self.window(), about=not exact or bool(typed))

    def window(self) -> int | None:
        """How many tokens the next message may fill in all; None where nobody knows yet."""
        chosen = self._tuning.options.get("num_ctx")
        details = self._study.details(self._picking.model)
        if chosen:
            longest = details.context_length if details is not None else None
            return min(chosen, longest) if longest else chosen
        entry = self._picking.entry
        if entry is not None and entry.loaded is not None and entry.loaded.context_length:
            return entry.loaded.context_length
        figures = self._chat.last_figures()
        return figures.context_length if figures is not None else None

    def used(self) -> tuple[int | None, bool]:
        """Tokens the conversation fills, and whether the host counted them, with this model, as they are sent now."""
        tree = self._chat.tree
        beside = tokens_of(self._tuning.system)
        if tree is None:
            return beside or None, False
        path = tree.path()
        if path and path[-1].problem == Problem.CONTEXT_FULL and path[-1].facts.get("needed"):
            return int(path[-1].facts["needed"]), True
        left_out = tree.left_out(path)
        sent, unread = path[left_out:], 0
        for message in reversed(sent):
            figures = message.figures
            if figures is not None and figures.context_used and not (left_out and message.state is State.STREAMING):
                return figures.context_used + unread, message.model == self._picking.model and not unread
            if left_out and message.role is Role.ASSISTANT:
                break  # replies before it may have been counted when more was sent
            unread += weight_of(message)
        whole = sum(map(weight_of, sent)) + beside + (tokens_of(tree.summary) if left_out else 0)
        return whole or None, False

    def _typed(self) -> int:
        """Tokens in the composer, about; asked for with every key, so of a long text its beginning is weighed."""
        editor = self._composer.editor
        return tokens_of(editor.beginning(), editor.length()) + attached(self._composer.tray.attachments())
