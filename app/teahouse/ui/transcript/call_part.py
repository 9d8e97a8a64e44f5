"""A tool that a model asked for: its name and its arguments, as a block of code that can be copied."""

from __future__ import annotations

import json

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Call
from teahouse.core.markdown import CODE_LIMIT, Block, BlockKind
from teahouse.core.markdown.harmless import safe
from teahouse.ui.transcript.code_part import CodePart
from teahouse.ui.transcript.text_style import TextStyle

translate = QCoreApplication.translate

LONGEST = 4 * CODE_LIMIT  # characters of arguments that are shown


class CallPart(CodePart):
    """One call. Teahouse runs no tools: the person sees what was asked for."""

    def __init__(self, ink: TextStyle, key: tuple[int, int], call: Call) -> None:
        said = json.dumps(dict(call.arguments), indent=2, ensure_ascii=False, default=str)
        said = said if len(said) <= LONGEST else said[:LONGEST] + "\n…"
        super().__init__(ink, key, Block(BlockKind.CODE, said, "json"))
        self.call = call

    def title(self) -> str:
        return translate("Transcript", "Asks for the tool {name}").format(name=safe(self.call.name))
