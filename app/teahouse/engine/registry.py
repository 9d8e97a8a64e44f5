"""A registry of models: where a name's manifest and blobs are. What a manifest may say is in core/manifest.py."""

from __future__ import annotations

import http.client

from teahouse.core.manifest import ACCEPTED, LARGEST, Manifest, read_manifest
from teahouse.core.model import ModelName
from teahouse.engine.errors import ApiError
from teahouse.engine.proxy_settings import FetchError
from teahouse.engine.registry_http import RegistryClient, RegistryTokens, words


class Registry:
    """The registry that holds `name`. `insecure` speaks plain http, as the daemon's option of that name."""

    def __init__(self, name: ModelName, tokens: RegistryTokens, *, insecure: bool, seconds: float = 30.0) -> None:
        self._tokens = tokens
        self._insecure = insecure
        self._seconds = seconds
        self._root = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"
        self._tag = name.tag

    def client(self) -> RegistryClient:
        return RegistryClient(self._tokens, plain=self._insecure, seconds=self._seconds)

    def blob_url(self, digest: str) -> str:
        return f"{self._root}/blobs/{digest}"

    def manifest(self) -> Manifest:
        """Fetch the manifest (blocking); raises `ApiError` 500 with the daemon's words for why not."""
        url, client = f"{self._root}/manifests/{self._tag}", self.client()
        try:
            answer = client.get(url, {"Accept": ACCEPTED})
            raw = answer.read(LARGEST + 1)
        except (FetchError, OSError, http.client.HTTPException) as error:
            raise _refused(f'Get "{url}": {words(error, url)}') from error
        finally:
            client.close()
        if answer.status in (401, 403):
            raise _refused("unauthorized: access denied")
        if answer.status == 404:
            raise _refused("file does not exist")
        if answer.status != 200:
            raise _refused(f"{answer.status}: {raw[:1000].decode(errors='replace').strip()}")
        try:
            return read_manifest(raw)
        except ValueError as error:
            raise _refused(f"invalid manifest: {error}") from error


def _refused(why: str) -> ApiError:
    return ApiError(500, f"pull model manifest: {why}")
