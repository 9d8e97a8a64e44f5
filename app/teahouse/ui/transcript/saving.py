"""Saves a block of code to a file that the person names."""

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
    """Ask for a place and write the code there; what the disk refuses is told."""
    title = translate("Transcript", "Save code")
    where = QDir.home().filePath(suggested_name(language))
    chosen, _ = QFileDialog.getSaveFileName(parent, title, where)
    if not chosen:
        return
    text = code.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        Path(chosen).write_text(text + "\n", encoding="utf-8")
    except OSError as refused:
        words = translate("Transcript", "The code could not be saved to {file}: {reason}")
        QMessageBox.warning(parent, title, words.format(file=chosen, reason=refused.strerror or refused))
