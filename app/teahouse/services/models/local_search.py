"""Searches folders of this computer for models: the work behind the commands of `local_service`, on another thread."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import GgufError, GgufHeader, join_headers
from teahouse.core.hub_names import split_name
from teahouse.core.values import dataclass
from teahouse.desktop.engine_library import knows_architecture
from teahouse.desktop.local_models import FoundFile, GgufSearch, ModelsFolder, device_of, find_program_folders
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.models.gguf_files import suggest_name
from teahouse.services.models.local_events import LocalFoldersEvent, LocalModel, LocalModelsEvent, LocalSearchEvent
from teahouse.services.pulls.disk_check import DiskCheck

POST_INTERVAL = 0.1  # seconds between two events of progress


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was found, and its header or why it has none."""

    file: FoundFile
    header: GgufHeader | None
    trouble: Trouble | None = None


async def list_folders(environment: Mapping[str, str], post: EventSink) -> None:
    """→ `LocalFoldersEvent`"""
    try:
        event = LocalFoldersEvent(await asyncio.to_thread(find_program_folders, environment))
    except Exception as failure:
        event = LocalFoldersEvent(trouble=as_trouble(failure))
    post(event)


class LocalSearch:
    """One search of `folders`. `stop_search` may be called on any thread."""

    def __init__(self, folders: tuple[ModelsFolder, ...], disk_check: DiskCheck, post: EventSink) -> None:
        self._folders = folders
        self._disk_check = disk_check
        self._post = post
        self._stopped = threading.Event()
        self._posted_at = 0.0

    def stop_search(self) -> None:
        self._stopped.set()

    async def run_search(self) -> None:
        """→ `LocalSearchEvent`, `LocalModelsEvent`"""
        try:
            event = await asyncio.to_thread(self._search)
        except Exception as failure:
            event = LocalModelsEvent(trouble=as_trouble(failure))
        self._post(event)

    def _search(self) -> LocalModelsEvent:
        search = GgufSearch(self._folders, self._stopped.is_set)
        files = []
        for file in search.find_files():
            files.append(file)
            self._post_progress(LocalSearchEvent(len(files)))
        read = []
        for number, file in enumerate(files):
            if self._stopped.is_set():
                break
            self._post_progress(LocalSearchEvent(len(files), number, file.path))
            read.append(read_file(file))
        store = self._disk_check.models_folder()
        device = None if store is None else device_of(store)
        models = group_models(read, device)
        return LocalModelsEvent(models, self._stopped.is_set(), search.is_limited, search.unreadable)

    def _post_progress(self, event: LocalSearchEvent) -> None:
        if (now := monotonic()) - self._posted_at >= POST_INTERVAL:
            self._posted_at = now
            self._post(event)


def read_file(file: FoundFile) -> ReadFile:
    """Read the header of a file (blocking, some MB)."""
    try:
        header = read_gguf_header(Path(file.path))
    except Trouble as trouble:
        return ReadFile(file, None, trouble)
    if header.is_cut:
        return ReadFile(file, None, Trouble(Problem.FILE_CUT, path=Path(file.path).name))
    return ReadFile(file, header)


def group_models(
    files: Iterable[ReadFile], device: int | None, knows: Callable[[str], bool | None] = knows_architecture
) -> tuple[LocalModel, ...]:
    """The models in files, by name: the parts of a split file are one, a vision file belongs to the models beside it
    that it was made for. `device`: the file system of the engine's folder."""
    groups: defaultdict[tuple[str, str], list[ReadFile]] = defaultdict(list)
    projectors: defaultdict[str, list[ReadFile]] = defaultdict(list)
    for each in files:
        path = Path(each.file.path)
        if each.header is not None and each.header.is_projector:
            projectors[str(path.parent)].append(each)
        elif each.header is not None and each.header.get_text("general.type") in ("adapter", "imatrix"):
            continue
        else:
            groups[str(path.parent), split_name(path.name)[0] or path.name].append(each)
    models = []
    for (folder, _), parts in groups.items():
        parts.sort(key=lambda each: split_name(Path(each.file.path).name)[1])
        models.append(_build_model(parts, projectors[folder], device, knows))
    return tuple(sorted(models, key=lambda model: (model.name, model.files)))


def _build_model(
    parts: Sequence[ReadFile],
    projectors: Sequence[ReadFile],
    device: int | None,
    knows: Callable[[str], bool | None],
) -> LocalModel:
    first = parts[0].file
    size = sum(part.file.size for part in parts)
    model = LocalModel(
        suggest_name(Path(first.path)), first.folder.program, tuple(part.file.path for part in parts), size=size
    )
    trouble = next((part.trouble for part in parts if part.trouble is not None), None)
    headers = [part.header for part in parts if part.header is not None]
    if trouble is not None:
        return replace(model, trouble=trouble)
    try:
        header = join_headers(headers)
    except GgufError:
        count = max(2, headers[0].part[1])
        return replace(model, trouble=Trouble(Problem.FILE_PARTS_MISSING, path=Path(first.path).name, parts=count))
    if not header.tensors:
        return replace(model, trouble=Trouble(Problem.FILE_UNUSABLE, path=Path(first.path).name, message="no tensors"))
    projector = _choose_projector(header, projectors)
    vision = 0 if projector is None else projector.file.size
    return replace(
        model,
        projector="" if projector is None else projector.file.path,
        size=size + vision,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        context=header.context_length or 0,
        build=from_header(header, vision),
        runs=knows(header.architecture),
        links=device is not None and all(part.file.identity[0] == device for part in parts),
    )


def _choose_projector(model: GgufHeader, projectors: Sequence[ReadFile]) -> ReadFile | None:
    """The smallest vision file whose output has the width of the model's embeddings; one that does not say counts."""
    width = model.get_own("embedding_length")
    fitting = [
        each
        for each in projectors
        if each.header is not None and (each.header.get_count("clip.vision.projection_dim") or width) == width
    ]
    return min(fitting, key=lambda each: each.file.size, default=None)
