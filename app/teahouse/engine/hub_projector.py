"""The vision file of a model of ModelScope, where its manifest names the weights only.

The repository's vision file (mmproj) is found in its list of files and is pulled as a further layer; without it the
model would not see.
"""

from __future__ import annotations

import http.client
import json
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from teahouse.core.hub_names import MODELSCOPE_REGISTRY
from teahouse.core.manifest import LARGEST_FILE, PROJECTOR, Manifest, read_manifest
from teahouse.core.model import ModelName
from teahouse.engine.registry import FetchError, RegistryClient

if TYPE_CHECKING:
    from teahouse.core.hub import HubFile

LARGEST_LIST = 8 << 20  # bytes
MOST_FILES = 20_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
log = logging.getLogger("teahouse.engine")


def needs_projector(name: ModelName, manifest: Manifest) -> bool:
    """Whether the repository may have a vision file that the manifest does not name."""
    return name.host == MODELSCOPE_REGISTRY and not manifest.layers_of(PROJECTOR)


def add_projector(manifest: Manifest, name: ModelName, client: RegistryClient, scheme: str) -> tuple[Manifest, str]:
    """The manifest with the repository's vision file and the address of that file; unchanged and "" where there is none
    or the list cannot be read. Blocking; closes the client."""
    root = f"{scheme}://{name.host}/api/v1/models/{name.namespace}/{name.model}/repo"
    try:
        answer = client.get(f"{root}/files?Revision=master&Recursive=True", {"Accept": "application/json"})
        body = answer.read(LARGEST_LIST + 1)
        if answer.status != 200 or len(body) > LARGEST_LIST:
            raise ValueError(f"status {answer.status}, {len(body)} bytes")
        projector = _find_projector(json.loads(body))
    except (FetchError, OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        log.warning("the files of %s cannot be listed: %s", name.short, error)
        return manifest, ""
    finally:
        client.close()
    if projector is None:
        return manifest, ""
    values = json.loads(manifest.raw)
    values["layers"].append({"mediaType": PROJECTOR, "digest": f"sha256:{projector.sha256}", "size": projector.size})
    query = urlencode({"Revision": "master", "FilePath": projector.path})
    return read_manifest(json.dumps(values).encode()), f"{root}?{query}"


def _find_projector(values: object) -> HubFile | None:
    """The vision file that belongs to all quantisations in a list of files."""
    from teahouse.core.hub import HubFile, group_files  # only such a pull needs it

    quantizations = group_files(HubFile(*each) for each in _read_files(values))
    return quantizations[0].projector if quantizations else None


def _read_files(values: object) -> Iterator[tuple[str, int, str]]:
    """Path, bytes and SHA-256 of each file."""
    data = values.get("Data") if isinstance(values, dict) else None
    files = data.get("Files") if isinstance(data, dict) else None
    if not isinstance(files, list):
        raise ValueError("its list of files is no list")
    for entry in files[:MOST_FILES]:
        if not isinstance(entry, dict):
            continue
        path, size, digest = entry.get("Path"), entry.get("Size"), entry.get("Sha256")
        if not isinstance(path, str) or not isinstance(size, int) or not isinstance(digest, str):
            continue
        if 0 < size <= LARGEST_FILE and _SHA256.fullmatch(digest):
            yield path, size, digest
