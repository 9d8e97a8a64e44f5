"""Why a job of the workshop cannot be done."""

from __future__ import annotations


class JobError(Exception):
    """`code` is one of: abi (the library is another than this code knows), cpu, missing (no library), file (missing,
    damaged or of another kind), adapter (one that does not fit), memory, disk, parameter (wrong or absent), unsupported
    (the model or type), failed; `text` is a sentence in English."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
