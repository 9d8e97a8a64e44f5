"""Screens of any size without a display: Qt's offscreen platform takes them from a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

APART = 5000  # pixels between the left edges of two screens


def offscreen(file: Path, sizes: Iterable[tuple[int, int]]) -> str:
    """The platform's name for `QT_QPA_PLATFORM`, with screens of these sizes side by side."""
    screens = [
        {"name": f"{width}x{height}", "x": at * APART, "y": 0, "width": width, "height": height}
        | {"dpr": 1, "logicalDpi": 96, "logicalBaseDpi": 96}
        for at, (width, height) in enumerate(sizes)
    ]
    file.write_text(json.dumps({"screens": screens}))
    return f"offscreen:configfile={file}"
