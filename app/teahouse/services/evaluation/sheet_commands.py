"""The use cases of `EvaluationService` that concern sheets, one method each; on the loop's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from teahouse.core.conversation import Role, new_id, title_from
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.formats import SheetFormat
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, Sheet, SheetPrompt, Turn
from teahouse.services.error_reports import as_trouble
from teahouse.services.evaluation import sheet_files
from teahouse.services.evaluation.events import SheetReadEvent, SheetSavedEvent, SheetsEvent
from teahouse.services.evaluation.sheet_library import SheetLibrary
from teahouse.services.events import EventSink
from teahouse.services.store_thread import StoreThread


class SheetCommands:
    def __init__(self, store_thread: StoreThread, library: SheetLibrary, post: EventSink) -> None:
        self._store_thread = store_thread
        self._library = library
        self._post = post

    async def post_sheets(self) -> None:
        self._post(SheetsEvent(await self._library.list_sheets()))

    async def save_sheet(self, sheet: Sheet) -> None:
        try:
            if not await self._library.save_sheet(sheet):
                raise Trouble(Problem.OPTION_INVALID, option="sheet", message="a built-in sheet is not changed")
        except Exception as failure:
            self._post(SheetSavedEvent(sheet.id, trouble=as_trouble(failure)))
            return
        self._post(SheetSavedEvent(sheet.id))
        await self.post_sheets()

    async def delete_sheet(self, sheet_id: str) -> None:
        await self._library.delete_sheet(sheet_id)
        await self.post_sheets()

    async def import_sheet(self, path: Path) -> None:
        try:
            imported = await sheet_files.read_sheet_file(path)
            sheet = replace(imported.sheet, id=new_id(), name=imported.sheet.name or path.stem)
            await self.store_contents(imported.contents)
            await self._library.save_sheet(sheet)
        except Exception as failure:
            self._post(SheetSavedEvent("", str(path), trouble=as_trouble(failure)))
            return
        self._post(SheetSavedEvent(sheet.id, str(path), imported.notes))
        await self.post_sheets()

    async def read_sheet(self, path: Path) -> None:
        try:
            imported = await sheet_files.read_sheet_file(path)
            await self.store_contents(imported.contents)
        except Exception as failure:
            self._post(SheetReadEvent(str(path), trouble=as_trouble(failure)))
            return
        sheet = replace(imported.sheet, id=imported.sheet.id or new_id(), name=imported.sheet.name or path.stem)
        self._post(SheetReadEvent(str(path), sheet, imported.notes))

    async def store_contents(self, contents: Mapping[str, bytes]) -> None:
        """Store the contents of attachments, by id."""
        for attachment_id, content in contents.items():
            await self._store_content(attachment_id, content)

    async def _store_content(self, attachment_id: str, content: bytes) -> None:
        await self._store_thread.write(
            lambda store: store.attachments.save_content(attachment_id, content), content=len(content)
        )

    async def export_sheet(self, sheet_id: str, path: Path, kind: SheetFormat) -> None:
        try:
            sheet = await self._find_sheet(sheet_id)
            ids = [held.id for prompt in sheet.prompts for held in prompt.attachments]
            contents = await self._store_thread.call(lambda store: store.attachments.load_contents(ids))
            await sheet_files.write_sheet_file(sheet, contents, path, kind)
        except Exception as failure:
            self._post(SheetSavedEvent(sheet_id, str(path), trouble=as_trouble(failure)))
        else:
            self._post(SheetSavedEvent(sheet_id, str(path)))

    async def add_prompt_from_conversation(self, sheet_id: str, conversation_id: str, message_id: str) -> None:
        try:
            sheet = await self._find_sheet(sheet_id)
            prompt = await self._make_prompt(conversation_id, message_id)
        except Exception as failure:
            self._post(SheetSavedEvent(sheet_id, trouble=as_trouble(failure)))
            return
        await self.save_sheet(replace(sheet, prompts=(*sheet.prompts, prompt)))

    async def _find_sheet(self, sheet_id: str) -> Sheet:
        """Raises `Trouble` where it is not stored."""
        sheet = await self._library.find_sheet(sheet_id)
        if sheet is None:
            raise Trouble(Problem.OPTION_INVALID, option="sheet", message=sheet_id)
        return sheet

    async def _make_prompt(self, conversation_id: str, message_id: str) -> SheetPrompt:
        """The path of a conversation down to a message as a prompt. Raises `Trouble`, KeyError for an unknown one."""
        tree = await self._store_thread.call(lambda store: store.conversations.load_conversation(conversation_id))
        path = [message for message in tree.path_to(message_id) if message.role in (Role.USER, Role.ASSISTANT)]
        reference = path.pop().text if path and path[-1].role is Role.ASSISTANT else ""
        if not path or path[-1].role is not Role.USER:
            raise Trouble(Problem.OPTION_INVALID, option="sheet", message="a prompt ends with a question")
        return SheetPrompt(
            id=new_id(),
            title=title_from(path[-1].text),
            turns=tuple(Turn(message.text, message.role) for message in path),
            checks=(AnswerCheck(CheckKind.VOTE, reference=reference),),
            attachments=path[-1].attachments,
            system=tree.system,
        )
