"""Reads and writes files of sheets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.formats import ImportedSheet, SheetFormat, format_sheet, parse_sheet
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.sheet_json import SheetError
from teahouse.desktop.files import write_whole
from teahouse.services.runtime import read_file

LARGEST_FILE = 64 << 20  # bytes, with attachments
_ENDINGS = {f".{kind.value}": kind for kind in SheetFormat} | {".yml": SheetFormat.PROMPTFOO}


async def read_sheet_file(path: Path) -> ImportedSheet:
    """The sheet in a file, by the ending of its name. Raises SHEET_UNREADABLE, and `Trouble` as `read_file` does."""
    kind = _ENDINGS.get(path.suffix.casefold(), SheetFormat.JSON)
    content = await read_file(path, LARGEST_FILE)
    try:
        return await asyncio.to_thread(parse_sheet, content.decode("utf-8-sig"), kind)
    except UnicodeDecodeError:
        raise Trouble(Problem.SHEET_UNREADABLE, path=str(path), place="", message="UTF-8") from None
    except SheetError as error:
        raise Trouble(Problem.SHEET_UNREADABLE, path=str(path), place=error.place, message=str(error)) from None


async def write_sheet_file(sheet: Sheet, contents: Mapping[str, bytes], path: Path, kind: SheetFormat) -> None:
    """Write a sheet; only JSON contains attachments. Raises `Trouble`."""
    text = await asyncio.to_thread(format_sheet, sheet, contents, kind)
    await asyncio.to_thread(write_whole, path, text.encode())
