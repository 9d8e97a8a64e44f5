"""Saves code, and what came with a message, to a file that the person names."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

translate = QCoreApplication.translate

_ENDINGS = {
    "python": "py", "javascript": "js", "typescript": "ts", "bash": "sh", "shell": "sh", "zsh": "sh", "rust": "rs",
    "ruby": "rb", "markdown": "md", "kotlin": "kt", "csharp": "cs", "c#": "cs", "c++": "cpp", "powershell": "ps1",
    "yaml": "yml", "text": "txt", "mermaid": "mmd", "perl": "pl", "haskell": "hs", "latex": "tex", "objective-c": "m",
}  # fmt: skip
_PLAIN = re.compile(r"[a-z0-9]{1,8}")


def suggested_name(language: str) -> str:
    """A file name for code of a language: most are called as their files end."""
    known = _ENDINGS.get(language.lower())
    if known is None:
        known = language.lower() if _PLAIN.fullmatch(language.lower()) else "txt"
    return f"code.{known}"


def save_code(parent: QWidget, code: str, language: str) -> None:
    """Ask for a place and write the code there."""
    text = code.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    save(parent, translate("Transcript", "Save code"), suggested_name(language), f"{text}\n".encode())


def save(parent: QWidget, title: str, name: str, data: bytes) -> None:
    """Ask for a place and write the data there; what the disk refuses is told. Of `name` only the last part counts."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, QDir.home().filePath(Path(name).name))
    if not chosen:
        return
    try:
        Path(chosen).write_bytes(data)
    except OSError as refused:
        words = translate("Transcript", "{file} could not be saved: {reason}")
        QMessageBox.warning(parent, title, words.format(file=chosen, reason=refused.strerror or refused))
