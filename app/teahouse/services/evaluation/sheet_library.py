"""The built-in sheets and the person's own, and their files."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.sheet_json import read_sheet
from teahouse.services.store_thread import StoreThread


class SheetLibrary:
    """`folder` holds the built-in sheets, a JSON file each."""

    def __init__(self, store_thread: StoreThread, folder: Path) -> None:
        self._store_thread = store_thread
        self._folder = folder

    @cached_property
    def built_in(self) -> tuple[Sheet, ...]:
        """The built-in sheets, by id."""
        return read_built_in(self._folder)

    async def list_sheets(self) -> tuple[Sheet, ...]:
        """The built-in sheets and those of the person."""
        built_in = await asyncio.to_thread(lambda: self.built_in)
        return (*built_in, *await self._store_thread.call(lambda store: store.sheets.list_sheets()))

    async def find_sheet(self, sheet_id: str) -> Sheet | None:
        return next((sheet for sheet in await self.list_sheets() if sheet.id == sheet_id), None)

    async def save_sheet(self, sheet: Sheet) -> bool:
        """Store a sheet of the person's own; False for a built-in one, which is not changed."""
        if any(built_in.id == sheet.id for built_in in self.built_in):
            return False
        await self._store_thread.write(lambda store: store.sheets.save_sheet(sheet))
        return True

    async def delete_sheet(self, sheet_id: str) -> None:
        await self._store_thread.write(lambda store: store.sheets.delete_sheet(sheet_id))


def read_built_in(folder: Path) -> tuple[Sheet, ...]:
    """The sheets of a folder, by the names of their files."""
    paths = sorted(folder.glob("*.json"))
    return tuple(
        replace(read_sheet(json.loads(path.read_text(encoding="utf-8"))), id=path.stem, built_in=True) for path in paths
    )
