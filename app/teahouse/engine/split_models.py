"""Finds the files of a split model on Hugging Face, whose registry refuses such models.

The registry answers a manifest's request with "sharded GGUF". The files are then listed by the hub's own API, with
their sizes and SHA-256, and fetched from the repository. They are the same blobs as a registry's; the manifest is made
here once they are complete.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from teahouse.core.errors import Problem
from teahouse.core.manifest import LARGEST_FILE, MODEL, PROJECTOR, Blob, Manifest, problem_of_refusal
from teahouse.core.model import DEFAULT_TAG
from teahouse.engine.errors import ApiError
from teahouse.engine.registry import FetchError, Registry, describe_error

if TYPE_CHECKING:
    from teahouse.core.hub import HubFile

DEFAULT_QUANTIZATION = "Q4_K_M"  # of a name without a tag, as at the registry
_LARGEST_PAGE = 8 << 20
_MOST_PAGES = 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NEXT = re.compile(r'<(?P<url>[^<>]{1,2000})>;\s*rel="next"')  # regex: of a header line


def find_manifest(registry: Registry) -> tuple[Manifest, Mapping[str, str]]:
    """The manifest of a model, and by digest the addresses of blobs that are not at its registry (blocking). That of a
    split model on the hub has no `raw`: it is written here. Raises `ApiError` 500 in the daemon's words."""
    try:
        return registry.fetch_manifest(), {}
    except ApiError as error:
        if problem_of_refusal(error.message) is not Problem.REGISTRY_SPLIT:
            raise
        found = _find_split_model(registry)
        if found is None:
            raise
        return found


def _find_split_model(registry: Registry) -> tuple[Manifest, Mapping[str, str]] | None:
    """The parts with the quantisation that the name asks for, and a vision file; None where there is no such one."""
    from teahouse.core.hub import group_files  # only such a pull needs it

    files = _list_files(registry)
    tag = DEFAULT_QUANTIZATION if registry.name.tag == DEFAULT_TAG else registry.name.tag
    chosen = next((each for each in group_files(files) if each.tag.casefold() == tag.casefold()), None)
    if chosen is None or not chosen.is_complete:
        return None
    kinds = [(file, MODEL) for file in chosen.files]
    kinds += [(chosen.projector, PROJECTOR)] if chosen.projector else []
    if not all(_SHA256.fullmatch(file.sha256) and 0 < file.size <= LARGEST_FILE for file, _ in kinds):
        return None
    blobs = tuple(Blob(f"sha256:{file.sha256}", file.size, kind) for file, kind in kinds)
    root = f"{registry.address}/{registry.name.namespace}/{registry.name.model}/resolve/main"
    return Manifest(b"", blobs), {f"sha256:{file.sha256}": f"{root}/{quote(file.path)}" for file, _ in kinds}


def _list_files(registry: Registry) -> list[HubFile]:
    url = f"{registry.address}/api/models/{registry.name.namespace}/{registry.name.model}/tree/main?recursive=true"
    client = registry.open_client()
    found: list[HubFile] = []
    try:
        for _ in range(_MOST_PAGES):
            answer = client.get(url, {"Accept": "application/json"})
            body = answer.read(_LARGEST_PAGE + 1)
            if answer.status != 200 or len(body) > _LARGEST_PAGE:
                raise ApiError(500, f"pull model manifest: {answer.status}: the hub does not list the files")
            found += _read_page(body)
            following = _NEXT.search(answer.headers.get("Link", ""))
            if following is None:
                break
            url = following["url"]
    except (FetchError, OSError, http.client.HTTPException) as error:
        raise ApiError(500, f'pull model manifest: Get "{url}": {describe_error(error, url)}') from error
    finally:
        client.close()
    return found


def _read_page(body: bytes) -> list[HubFile]:
    try:
        entries = json.loads(body)
        return [file for entry in entries if (file := _read_file(entry)) is not None]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ApiError(500, f"pull model manifest: the list of files cannot be read: {error}") from error


def _read_file(entry: Any) -> HubFile | None:
    """A large file of the list; others have no SHA-256."""
    from teahouse.core.hub import HubFile

    lfs = entry.get("lfs")
    if entry.get("type") != "file" or not isinstance(lfs, dict):
        return None
    path, size, digest = entry.get("path"), lfs.get("size"), lfs.get("oid")
    if not isinstance(path, str) or type(size) is not int or not isinstance(digest, str):
        return None
    return HubFile(path, size, digest)
