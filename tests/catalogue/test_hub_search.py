from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from fixtures.hub_server import HubAnswer, HubServer, hugging_file, hugging_model, modelscope_model
from teahouse.catalogue.hub_search import LARGEST_CARD, HubAccess, HubSearch, check_endpoint
from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub import Hub, HubLicence, HubOrder, HubQuery, group_files

HUGGING, SCOPE = Hub.HUGGING_FACE, Hub.MODELSCOPE


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


def search_all(access: HubAccess, text: str = "tea") -> list[str]:
    async def read() -> list[str]:
        search, found, at = HubSearch(access), list[str](), ""
        while True:
            page = await search.search_models(HubQuery(access.hub, text), at)
            found += [model.id for model in page.models]
            if not (at := page.next_page):
                return found

    return asyncio.run(read())


def trouble_of(server: HubServer, path: str, answer: HubAnswer, hub: Hub = HUGGING) -> Trouble:
    server.answers[path] = answer
    with pytest.raises(Trouble) as caught:
        asyncio.run(HubSearch(server.access(hub)).search_models(HubQuery(hub, "tea")))
    return caught.value


@pytest.mark.parametrize("hub", [HUGGING, SCOPE])
def test_all_pages_are_read_one_request_each(server: HubServer, hub: Hub) -> None:
    assert len(set(search_all(server.access(hub)))) == 120
    assert len(server.asked) == 3


def test_the_next_page_is_followed_as_it_is_given(server: HubServer) -> None:
    search_all(server.access())
    assert [path for path, _ in server.asked][1:] == [
        "/api/models?cursor=50&as=given",
        "/api/models?cursor=100&as=given",
    ]


def test_modelscope_is_not_asked_beyond_its_limit() -> None:
    with HubServer(total=10_000) as server:
        assert len(search_all(server.access(SCOPE))) == 3000


def test_a_page_on_another_host_is_not_asked(server: HubServer) -> None:
    link = {"Link": '<https://example.org/api/models?cursor=1>; rel="next"'}
    server.answers["/api/models"] = HubAnswer([hugging_model()], headers=link)
    page = asyncio.run(HubSearch(server.access()).search_models(HubQuery(HUGGING)))
    assert page.next_page == ""
    link = {"Link": '<https://huggingface.co/api/models?cursor=x>; rel="next"'}  # passed on by a mirror
    server.answers["/api/models"] = HubAnswer([hugging_model()], headers=link)
    page = asyncio.run(HubSearch(server.access()).search_models(HubQuery(HUGGING)))
    assert page.next_page == f"{server.endpoint}/api/models?cursor=x"


def test_a_result_has_downloads_licence_and_date(server: HubServer) -> None:
    page = asyncio.run(HubSearch(server.access()).search_models(HubQuery(HUGGING, "tea & 茶", HubOrder.NEWEST)))
    first = page.models[0]
    assert (first.downloads, first.licence, first.modified[:10]) == (1000, "apache-2.0", "2026-10-01")
    assert (first.architecture, first.parameters, first.context) == ("qwen3", 8_190_000_000, 40960)
    query = parse_qs(urlsplit(server.asked[0][0]).query)
    assert query["search"] == ["tea & 茶"]
    assert query["filter"] == ["gguf"]
    assert query["sort"] == ["lastModified"]


def test_results_that_cannot_be_names_are_left_out(server: HubServer) -> None:
    bad = [{}, None, 5, {"id": "no-owner"}, {"id": "a/../b"}, {"id": "a/b\n"}, {"id": "x/" + "y" * 200}]
    odd = hugging_model(7, downloads=-1, lastModified="yesterday", tags="mit", gguf=[], gated="manual")
    server.answers["/api/models"] = HubAnswer([*bad, odd])
    (model,) = asyncio.run(HubSearch(server.access()).search_models(HubQuery(HUGGING))).models
    assert (model.downloads, model.modified, model.licence, model.parameters) == (None, "", "", 0)
    assert model.gated


def test_a_licence_is_asked_for_or_compared_here(server: HubServer) -> None:
    query = HubQuery(HUGGING, "tea", licence=HubLicence.MIT)
    asyncio.run(HubSearch(server.access(HUGGING)).search_models(query))
    assert "filter=gguf" in server.asked[-1][0]
    assert "filter=license%3Amit" in server.asked[-1][0]
    licences = ("Apache License 2.0", "apache-2.0", "MIT License", "mit", "Mitsubishi", "")
    models = [modelscope_model(number, license=licence) for number, licence in enumerate(licences)]
    body = {"success": True, "data": {"models": models, "total_count": len(models)}}
    server.answers["/openapi/v1/models"] = HubAnswer(body)
    for licence, wanted in ((HubLicence.MIT, licences[2:4]), (HubLicence.APACHE, licences[:2])):
        query = HubQuery(SCOPE, "tea", licence=licence)
        page = asyncio.run(HubSearch(server.access(SCOPE)).search_models(query))
        assert [model.licence for model in page.models] == list(wanted)


@pytest.mark.parametrize("hub", [HUGGING, SCOPE])
def test_files_become_quantisations(server: HubServer, hub: Hub) -> None:
    found = group_files(asyncio.run(HubSearch(server.access(hub)).list_files("tea/Model-1-8B-GGUF")))
    assert [(each.tag, each.parts, each.is_complete) for each in found] == [
        ("Q4_K_M", 1, True),
        ("Q8_0", 1, True),
        ("BF16", 2, True),
    ]
    assert {each.projector.path for each in found if each.projector} == {"mmproj-F16.gguf"}
    assert found[0].files[0].sha256 == "a" * 64


def test_files_on_several_pages_are_one_list(server: HubServer) -> None:
    path = "/api/models/tea/M/tree/main"
    server.answers[path] = HubAnswer(
        [hugging_file("a-Q4_0.gguf", 1)], headers={"Link": f"<{server.endpoint}/more>; rel=next"}
    )
    server.answers["/more"] = HubAnswer([hugging_file("a-Q8_0.gguf", 2)])
    files = asyncio.run(HubSearch(server.access()).list_files("tea/M"))
    assert [file.path for file in files] == ["a-Q4_0.gguf", "a-Q8_0.gguf"]


def test_files_that_link_to_themselves_end(server: HubServer) -> None:
    path = "/api/models/tea/M/tree/main"
    server.answers[path] = HubAnswer([], headers={"Link": f"<{server.endpoint}{path}>; rel=next"})
    assert asyncio.run(HubSearch(server.access()).list_files("tea/M")) == ()
    assert len(server.asked) == 20


@pytest.mark.parametrize("hub", [HUGGING, SCOPE])
def test_a_card_is_text_and_nothing_in_it_is_loaded(server: HubServer, hub: Hub) -> None:
    card = asyncio.run(HubSearch(server.access(hub)).fetch_card("tea/M"))
    assert card.startswith("# Tea")
    assert "<script>" in card
    assert len(server.asked) == 1


def test_a_long_card_is_cut(server: HubServer) -> None:
    server.answers["/tea/M/resolve/main/README.md"] = HubAnswer(b"x" * (LARGEST_CARD * 2))
    assert len(asyncio.run(HubSearch(server.access()).fetch_card("tea/M"))) == LARGEST_CARD


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"RateLimit": '"api";r=0;t=55', "Retry-After": "9"}, 55),
        ({"Retry-After": "9"}, 9),
        ({"Retry-After": "Mon, 30 Nov 2026 10:00:00 GMT"}, 300),
        ({"RateLimit": '"api";r=0;t=999999999'}, 86_400),
        ({}, 300),
    ],
)
def test_a_rate_limit_says_how_long_to_wait(server: HubServer, headers: dict[str, str], seconds: int) -> None:
    trouble = trouble_of(server, "/api/models", HubAnswer({}, 429, headers))
    assert trouble.problem is Problem.HUB_LIMITED
    assert trouble.facts["seconds"] == seconds


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (HubAnswer({}, 401), Problem.HUB_REFUSED),
        (HubAnswer({}, 403), Problem.HUB_REFUSED),
        (HubAnswer({}, 502), Problem.HUB_UNREACHABLE),
        (HubAnswer({}, 404), Problem.HUB_GARBLED),
        (HubAnswer({"models": 5}), Problem.HUB_GARBLED),
        (HubAnswer(b"<html>"), Problem.HUB_GARBLED),
        (HubAnswer(b"[" * 200_000), Problem.HUB_GARBLED),
        (HubAnswer(b"x" * (9 << 20)), Problem.HUB_GARBLED),
        (HubAnswer(b"x", headers={"Content-Encoding": "gzip"}), Problem.HUB_GARBLED),
        (HubAnswer(gzip.compress(bytes(64 << 20)), headers={"Content-Encoding": "gzip"}), Problem.HUB_GARBLED),
        (HubAnswer(b"", 302, {"Location": "http://127.0.0.1:99999/"}), Problem.HUB_UNREACHABLE),
    ],
)
@pytest.mark.parametrize("path", ["/api/models", "/openapi/v1/models"])
def test_a_bad_answer_is_named(server: HubServer, path: str, answer: HubAnswer, problem: Problem) -> None:
    hub = HUGGING if path == "/api/models" else SCOPE
    trouble = trouble_of(server, path, answer, hub)
    assert trouble.problem is problem
    assert trouble.facts["hub"] == hub.display_name


def test_a_hub_that_is_not_there_is_unreachable() -> None:
    with HubServer() as gone:
        access = gone.access()
    with pytest.raises(Trouble) as caught:
        asyncio.run(HubSearch(access).list_files("tea/M"))
    assert caught.value.problem is Problem.HUB_UNREACHABLE


def test_a_repository_that_is_not_there_is_missing(server: HubServer) -> None:
    server.answers["/api/models/tea/M/tree/main"] = HubAnswer({}, 404)
    with pytest.raises(Trouble) as caught:
        asyncio.run(HubSearch(server.access()).list_files("tea/M"))
    assert (caught.value.problem, caught.value.facts["model"]) == (Problem.HUB_MISSING, "tea/M")


def test_a_token_goes_to_the_hub_and_not_where_it_redirects(server: HubServer) -> None:
    with HubServer() as other:
        target = f"{other.endpoint}/tea/M/resolve/main/README.md"
        server.answers["/tea/M/resolve/main/README.md"] = HubAnswer(b"", 302, {"Location": target})
        asyncio.run(HubSearch(server.access(token="secret")).fetch_card("tea/M"))
        assert server.asked[0][1]["Authorization"] == "Bearer secret"
        assert "Authorization" not in other.asked[0][1]


def test_a_proxy_takes_the_requests() -> None:
    with HubServer() as proxy:
        proxy.answers["/api/models"] = HubAnswer([hugging_model()])
        access = HubAccess(HUGGING, "http://hub.invalid", proxy=proxy.endpoint)
        page = asyncio.run(HubSearch(access).search_models(HubQuery(HUGGING)))
        assert len(page.models) == 1
        assert proxy.asked[0][0].startswith("http://hub.invalid/api/models")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("hf-mirror.com", "https://hf-mirror.com"),
        ("https://hf-mirror.com/", "https://hf-mirror.com"),
        (" socks5://127.0.0.1:1080 ", "socks5://127.0.0.1:1080"),
    ],
)
def test_an_address_is_taken_without_its_last_slash(text: str, address: str) -> None:
    assert check_endpoint(text) == address


@pytest.mark.parametrize("text", ["ftp://a", "https://", "http://a:99999", "https://a\nb", "x" * 600])
def test_no_address_is_refused(text: str) -> None:
    with pytest.raises(Trouble) as caught:
        check_endpoint(text)
    assert caught.value.problem is Problem.HUB_ADDRESS_INVALID
