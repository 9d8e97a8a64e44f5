"""Searches a model hub and lists the files of its repositories: Hugging Face, a mirror of it, ModelScope.

Every method sends one request (files may take a few pages); nothing is sent otherwise. What a hub answers is bounded in
size, number and value. Nothing of a model card is loaded or executed: it is returned as text.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

import httpx

from teahouse import bounded_http
from teahouse.bounded_http import BodyDecoder, UndecodableError, open_client
from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub import Hub, HubFile, HubLicence, HubModel, HubOrder, HubPage, HubQuery
from teahouse.core.untrusted import clean_text, parse_json, read_count, read_label, read_name, read_size, read_time
from teahouse.core.values import dataclass

T = TypeVar("T")

SECONDS = 20.0  # for a response
SECONDS_IN_ALL = 60.0  # for one answer with its body
PAGE_SIZE = 50
LARGEST = 8 << 20  # bytes of an answer
LARGEST_CARD = 1 << 20  # bytes of a model card that are read; the rest is left out
MOST_FILES = 20_000
MOST_FILE_PAGES = 20
MOST_MODELSCOPE = 3000  # page number × page size that ModelScope answers
LONGEST_WAIT = 86_400  # seconds of a wait that are believed
USUAL_WAIT = 300  # seconds of a rate limit's window, where the hub names no time

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,95}/[A-Za-z0-9_][A-Za-z0-9_.\-]{0,95}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NEXT = re.compile(r'<([^<>]{1,4000})>\s*;\s*rel="?next"?')
_HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}
_HUGGING_ORDERS = {
    HubOrder.BEST: "trendingScore",
    HubOrder.DOWNLOADS: "downloads",
    HubOrder.NEWEST: "lastModified",
}
_HUGGING_FIELDS = ("downloads", "likes", "lastModified", "tags", "gated", "gguf")
_MODELSCOPE_ORDERS = {HubOrder.BEST: "default", HubOrder.DOWNLOADS: "downloads", HubOrder.NEWEST: "last_modified"}


@dataclass(frozen=True, slots=True)
class HubAccess:
    """How a hub is reached: the `endpoint` (its own or a mirror's), a `token` to send, and a `proxy`; "" for none."""

    hub: Hub
    endpoint: str
    token: str = ""
    proxy: str = ""


class HubSearch:
    """The client of one hub. Every coroutine raises `Trouble` (HUB_…)."""

    def __init__(self, access: HubAccess) -> None:
        self._access = access
        self._hub = access.hub

    async def search_models(self, query: HubQuery, next_page: str = "") -> HubPage:
        """One page of the repositories with GGUF files that match; `next_page` is that of the page before."""
        if self._hub is Hub.MODELSCOPE:
            return await self._search_modelscope(query, next_page)
        url = next_page or self._hugging_search_url(query)
        answer, values = await self._get_json(url)
        if not isinstance(values, list):
            raise self._garbled("its search result is no list")
        return HubPage(_read_all(values, self._read_hugging_model), self._next_url(answer))

    async def list_files(self, model_id: str) -> tuple[HubFile, ...]:
        """The files of a repository."""
        if self._hub is Hub.MODELSCOPE:
            path = f"/api/v1/models/{_quote_id(model_id)}/repo/files?Revision=master&Recursive=True"
            _, values = await self._get_json(self._access.endpoint + path, model_id)
            files = _get(_get(values, "Data"), "Files")
            if not isinstance(files, list):
                raise self._garbled("its list of files is no list")
            return _read_all(files[:MOST_FILES], _read_modelscope_file)
        url = f"{self._access.endpoint}/api/models/{_quote_id(model_id)}/tree/main?recursive=true"
        found: list[HubFile] = []
        for _ in range(MOST_FILE_PAGES):
            answer, values = await self._get_json(url, model_id)
            if not isinstance(values, list):
                raise self._garbled("its list of files is no list")
            found += _read_all(values[:MOST_FILES], _read_hugging_file)
            url = self._next_url(answer)
            if not url or len(found) >= MOST_FILES:
                break
        return tuple(found[:MOST_FILES])

    async def fetch_card(self, model_id: str) -> str:
        """The model card, as plain text without the block of values at its beginning."""
        if self._hub is Hub.MODELSCOPE:
            path = f"/api/v1/models/{_quote_id(model_id)}/repo?Revision=master&FilePath=README.md"
        else:
            path = f"/{_quote_id(model_id)}/resolve/main/README.md"
        _, body = await self._fetch(self._access.endpoint + path, model_id, LARGEST_CARD, cut=True)
        text = clean_text(body.decode("utf-8", "replace"))
        return _without_front_matter(text.replace("\r\n", "\n"))

    # Hugging Face.

    def _hugging_search_url(self, query: HubQuery) -> str:
        parameters = [("filter", "gguf"), ("sort", _HUGGING_ORDERS[query.order]), ("limit", str(PAGE_SIZE))]
        if query.licence is not HubLicence.ANY:
            parameters.insert(1, ("filter", f"license:{query.licence.value}"))
        if query.text.strip():
            parameters.insert(0, ("search", query.text.strip()))
        parameters += [("expand", field) for field in _HUGGING_FIELDS]
        return f"{self._access.endpoint}/api/models?{urlencode(parameters)}"

    def _read_hugging_model(self, value: Mapping[str, Any]) -> HubModel | None:
        model_id, gguf = read_name(value.get("id")), value.get("gguf")
        tags = value.get("tags")
        tags = tags[:200] if isinstance(tags, list) else []
        licence = next((tag for tag in map(read_label, tags) if tag.startswith("license:")), "")
        if _ID.fullmatch(model_id) is None:
            return None
        return HubModel(
            Hub.HUGGING_FACE,
            model_id,
            downloads=read_count(value.get("downloads")),
            likes=read_count(value.get("likes")),
            licence=licence.removeprefix("license:"),
            modified=read_time(value.get("lastModified")),
            gated=bool(value.get("gated")),
            architecture=read_label(_get(gguf, "architecture")),
            parameters=read_size(_get(gguf, "total")) or 0,
            context=read_count(_get(gguf, "context_length")) or 0,
        )

    def _next_url(self, answer: httpx.Response) -> str:
        """The address of the next page as the hub gives it. One of the hub itself that a mirror passed on leads to the
        mirror; any other host is not asked."""
        found = _NEXT.search(answer.headers.get("Link", "")[:20_000])
        if found is None:
            return ""
        url: str = urljoin(str(answer.url), found[1])
        if _origin(url) == _origin(self._access.endpoint):
            return url
        if _origin(url) == _origin(self._hub.endpoint):
            return self._access.endpoint + url[len(self._hub.endpoint) :]
        return ""

    # ModelScope.

    async def _search_modelscope(self, query: HubQuery, next_page: str) -> HubPage:
        number = int(next_page) if next_page.isdecimal() else 1
        parameters = {
            "search": query.text.strip(),
            "sort": _MODELSCOPE_ORDERS[query.order],
            "page_number": str(number),
            "page_size": str(PAGE_SIZE),
            "filter.library": "gguf",
        }
        url = f"{self._access.endpoint}/openapi/v1/models?{urlencode(parameters)}"
        _, values = await self._get_json(url)
        data = _get(values, "data")
        models = _get(data, "models")
        if not isinstance(models, list):
            raise self._garbled("its search result is no list")
        total = read_count(_get(data, "total_count")) or 0
        more = bool(models) and number * PAGE_SIZE < total and (number + 1) * PAGE_SIZE <= MOST_MODELSCOPE
        found = _read_all(models, self._read_modelscope_model)
        # It writes licences in several ways, so they are compared here.
        matching = tuple(model for model in found if query.licence.matches(model.licence))
        return HubPage(matching, str(number + 1) if more else "")

    def _read_modelscope_model(self, value: Mapping[str, Any]) -> HubModel | None:
        model_id = read_name(value.get("id"))
        if _ID.fullmatch(model_id) is None:
            return None
        return HubModel(
            Hub.MODELSCOPE,
            model_id,
            downloads=read_count(value.get("downloads")),
            likes=read_count(value.get("likes")),
            licence=read_label(value.get("license")),
            modified=read_time(value.get("last_modified")),
            parameters=read_size(value.get("params")) or 0,
        )

    # Requests.

    async def _get_json(self, url: str, model_id: str = "") -> tuple[httpx.Response, Any]:
        answer, body = await self._fetch(url, model_id, LARGEST)
        try:
            return answer, parse_json(body.decode("utf-8", "replace"))
        except ValueError as error:
            raise self._garbled(f"it is no JSON: {error}") from error

    async def _fetch(self, url: str, model_id: str, most: int, *, cut: bool = False) -> tuple[httpx.Response, bytes]:
        """An answer with its body of at most `most` bytes; a longer one is an error, or `cut`. The token is not passed
        on to other hosts by redirects: httpx removes it."""
        headers = dict(_HEADERS)
        if self._access.token:
            headers["Authorization"] = f"Bearer {self._access.token}"
        local = urlsplit(self._access.endpoint).hostname in ("localhost", "127.0.0.1", "::1")
        try:
            async with (
                asyncio.timeout(SECONDS_IN_ALL),
                open_client(
                    follow_redirects=True,
                    timeout=SECONDS,
                    headers=headers,
                    trust_env=not local,
                    proxy=self._access.proxy,
                ) as client,
                client.stream("GET", url) as answer,
            ):
                self._check_status(answer, model_id)
                return answer, await self._read_body(answer, most, cut=cut)
        except Trouble:
            raise
        except UndecodableError as error:
            raise self._garbled(f"it cannot be unpacked: {error}") from error
        except Exception as error:  # not only httpx's: a redirect to port 99999 raises an ExceptionGroup
            raise self._unreachable(bounded_http.tls_words(error) or type(error).__name__) from error

    def _check_status(self, answer: httpx.Response, model_id: str) -> None:
        status = answer.status_code
        if status == 429:
            raise Trouble(Problem.HUB_LIMITED, hub=self._hub.display_name, seconds=_wait_of(answer.headers))
        if status in (401, 403):
            raise Trouble(Problem.HUB_REFUSED, hub=self._hub.display_name)
        if status == 404 and model_id:
            raise Trouble(Problem.HUB_MISSING, hub=self._hub.display_name, model=model_id)
        if status >= 500:
            raise self._unreachable(f"HTTP {status}")
        if status != 200:
            raise self._garbled(f"HTTP {status}")

    async def _read_body(self, answer: httpx.Response, most: int, *, cut: bool) -> bytes:
        data = bytearray()
        decoder = BodyDecoder(answer.headers.get("Content-Encoding", ""))
        async for chunk in answer.aiter_raw():
            for piece in decoder.decode_chunk(chunk):
                data += piece
                if len(data) > most:
                    if cut:
                        return bytes(data[:most])
                    raise self._garbled("it is larger than any answer of a hub")
            await asyncio.sleep(0)  # a server may send thousands of one-byte chunks: let other tasks run
        return bytes(data)

    def _garbled(self, reason: str) -> Trouble:
        return Trouble(
            Problem.HUB_GARBLED, hub=self._hub.display_name, address=_host(self._access.endpoint), message=reason
        )

    def _unreachable(self, reason: str) -> Trouble:
        return Trouble(
            Problem.HUB_UNREACHABLE, hub=self._hub.display_name, address=_host(self._access.endpoint), message=reason
        )


def _read_hugging_file(value: Mapping[str, Any]) -> HubFile | None:
    path, lfs = read_name(value.get("path")), value.get("lfs")
    size = read_size(_get(lfs, "size")) or read_size(value.get("size"))
    if value.get("type") != "file" or not path or size is None:
        return None
    return HubFile(path, size, _read_sha256(_get(lfs, "oid")))


def _read_modelscope_file(value: Mapping[str, Any]) -> HubFile | None:
    path, size = read_name(value.get("Path")), read_size(value.get("Size"))
    if value.get("Type") == "tree" or not path or size is None:
        return None
    return HubFile(path, size, _read_sha256(value.get("Sha256")))


def _without_front_matter(text: str) -> str:
    """A card without the block of values between its first lines of dashes."""
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    return text[end + 5 :].strip() if end >= 0 else text.strip()


def _read_all(values: Sequence[Any], read: Callable[[Mapping[str, Any]], T | None]) -> tuple[T, ...]:
    """What `read` makes of each mapping; entries that cannot be read are left out."""
    found = (read(value) for value in values if isinstance(value, Mapping))
    return tuple(each for each in found if each is not None)


def _read_sha256(value: object) -> str:
    text = read_label(value)
    return text if _SHA256.fullmatch(text) else ""


def _get(values: object, key: str) -> Any:
    return values.get(key) if isinstance(values, Mapping) else None


def _quote_id(model_id: str) -> str:
    return quote(model_id, safe="/")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.casefold(), parts.netloc.casefold()


def _host(url: str) -> str:
    """The host of an endpoint, without user and password."""
    return clean_text(urlsplit(url).netloc.rpartition("@")[2])[:200]


def _wait_of(headers: httpx.Headers) -> int:
    """Seconds to wait after a rate limit: `RateLimit: "api";r=0;t=55`, else `Retry-After`, else a whole window."""
    limits = (part.strip() for part in headers.get("RateLimit", "").split(";"))
    seconds = next((part[2:] for part in limits if part.startswith("t=")), headers.get("Retry-After", ""))
    with suppress(ValueError):
        return min(LONGEST_WAIT, max(1, int(seconds)))
    return USUAL_WAIT


def check_endpoint(text: str) -> str:
    """The address of a mirror or proxy as it is used, without a slash at the end; empty for an empty one. Raises
    `Trouble(HUB_ADDRESS_INVALID)`."""
    address = text.strip()
    if not address:
        return ""
    address = (address if "://" in address else f"https://{address}").rstrip("/")
    try:
        parts = urlsplit(address)
        valid = bool(parts.hostname) and parts.port != 0 and address.isprintable() and len(address) <= 500
    except ValueError:
        valid = False
    if not valid or parts.scheme not in ("https", "http", "socks5", "socks5h"):
        raise Trouble(Problem.HUB_ADDRESS_INVALID, address=clean_text(text.strip())[:200])
    return address
