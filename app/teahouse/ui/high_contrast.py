"""The colours for who asks the system for more contrast: text has 7 : 1 at least, and what parts surfaces is seen as
edges are. Imported by those only.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.ui.theme import DARK, LIGHT

HIGH_LIGHT = replace(
    LIGHT, bg="#FFFFFF", sidebar="#FFFFFF", raised="#F2F2F2", hover="#E2E2E2", border="#4A4A4A", edge="#1F1F1F",
    text="#000000", muted="#2B2B2B", accent="#0B4A38", accent_soft="#D3E8DF", danger="#8A1F13", warn="#5F3A00",
)  # fmt: skip
HIGH_DARK = replace(
    DARK, bg="#000000", sidebar="#000000", surface="#000000", raised="#161616", hover="#242424", border="#B8B8B8",
    edge="#E6E6E6", text="#FFFFFF", muted="#DADADA", accent="#7FE3C5", accent_soft="#08291F", on_accent="#000000",
    danger="#FF9C8E", warn="#FFC861",
)  # fmt: skip
