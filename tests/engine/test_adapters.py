"""LoRA adapters in the engine: made, loaded, several at once, their scales for each request, and broken ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from fixtures.adapters import write_adapter, write_peft
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, post_chat, read_lines
from fixtures.models import add_smollm2, gemma3_file, smollm2_file, tiny_llama
from fixtures.waits import wait_until

pytestmark = pytest.mark.engine

TEA = "The old tea house stands on the northern slope and serves green tea from three villages. " * 2
SEA = "A fishing boat left the harbour before dawn and came home with herring for the market. " * 2


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    folder = tmp_path_factory.mktemp("adapters")
    add_smollm2(folder, longest=8)
    with EngineProcess(folder) as engine:
        yield engine


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def api(own_engine: EngineProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=own_engine.url, timeout=60, trust_env=False) as client:
        yield client


def upload(api: httpx.Client, file: Path) -> str:
    data = file.read_bytes()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert api.post(f"/api/blobs/{digest}", content=data).status_code in (200, 201)
    return digest


def create(api: httpx.Client, **fields: Any) -> dict[str, Any]:
    """The last line of `/api/create`."""
    return read_lines(api.post("/api/create", json=fields))[-1]


@pytest.fixture(scope="module")
def styled(own_engine: EngineProcess, files: Path) -> str:
    """A model with two adapters."""
    with httpx.Client(base_url=own_engine.url, timeout=60, trust_env=False) as api:
        first = write_adapter(files / "pirate.gguf", smollm2_file(), seed=1)
        second = write_adapter(files / "poet.gguf", smollm2_file(), seed=2, half=True)
        adapters = {file.name: upload(api, file) for file in (first, second)}
        made = create(api, model="styled", **{"from": SMOL}, adapters=adapters, parameters={"adapters": {"poet": 0.0}})
        assert made == {"status": "success"}
    return "styled"


def probabilities(api: httpx.Client, text: str, model: str, **scales: float) -> list[float]:
    """The logarithms of the likeliest first tokens."""
    options = {"num_predict": 1, "temperature": 0, **({"adapters": scales} if scales else {})}
    body = {"model": model, "prompt": text, "raw": True, "options": options, "logprobs": True, "top_logprobs": 5}
    answer = api.post("/api/generate", json={**body, "stream": False}).json()
    return [each["logprob"] for each in answer["logprobs"][0]["top_logprobs"]]


def test_a_model_shows_its_adapters(api: httpx.Client, styled: str) -> None:
    shown = api.post("/api/show", json={"model": styled}).json()
    assert [each["name"] for each in shown["adapters"]] == ["pirate", "poet"]
    assert [each["scale"] for each in shown["adapters"]] == [1.0, 0.0]
    assert [(each["rank"], each["alpha"], each["tensors"]) for each in shown["adapters"]] == [(4, 8.0, 90)] * 2
    assert shown["modelfile"].count("\nADAPTER /") == 2
    assert 'PARAMETER adapters {"poet": 0.0}' in shown["modelfile"]
    entry = next(each for each in api.get("/api/tags").json()["models"] if each["name"] == "styled:latest")
    assert entry["adapters"] == ["pirate", "poet"]
    assert "adapters" not in api.post("/api/show", json={"model": SMOL}).json()


def test_scales_are_those_of_the_request_without_a_load(api: httpx.Client, styled: str) -> None:
    """Each scale gives the numbers of that scale, whatever was computed before with others for the same text."""
    plain = probabilities(api, TEA, SMOL)
    off = probabilities(api, TEA, styled, pirate=0, poet=0)
    assert off == pytest.approx(plain, abs=1e-3)
    whole = probabilities(api, TEA, styled)
    assert whole != pytest.approx(plain, abs=1e-2)
    both = probabilities(api, TEA, styled, pirate=0.5, poet=0.7)
    assert both != pytest.approx(whole, abs=1e-2)
    probabilities(api, SEA, styled)  # llama.cpp would keep the prompt before, and use it for any scales
    assert probabilities(api, TEA, styled) == whole
    assert probabilities(api, TEA, styled, pirate=0, poet=0) == off
    answer = chat_answer(api, TEA, styled, options={"num_predict": 1, "adapters": {"pirate": 0.25}})
    assert answer["load_duration"] < 100e6
    again = chat_answer(api, TEA, styled, options={"num_predict": 1, "adapters": {"pirate": 0.25}})
    assert again["prompt_eval_cached_count"] > 0.9 * again["prompt_eval_count"]


def test_scales_of_named_conversations_are_apart(api: httpx.Client, styled: str) -> None:
    def ask(text: str, scale: float) -> list[float]:
        body = {
            "model": styled,
            "messages": [{"role": "user", "content": text}],
            "options": {"temperature": 0, "num_predict": 1, "adapters": {"pirate": scale}},
            "logprobs": True,
            "top_logprobs": 5,
            "stream": False,
        }
        answer = api.post("/api/chat", json=body, headers={"Teahouse-Conversation": "tea"}).json()
        return [each["logprob"] for each in answer["logprobs"][0]["top_logprobs"]]

    first = ask(TEA * 4, 0.0)
    assert ask(TEA * 4, 1.0) != pytest.approx(first, abs=1e-2)
    ask(SEA, 0.0)
    assert ask(TEA * 4, 0.0) == first


@pytest.mark.parametrize("scales", [{"nobody": 1.0}, {"pirate": "much"}, {"pirate": 1e9}, {"pirate": True}, [1.0], 3])
def test_scales_that_cannot_be(api: httpx.Client, styled: str, scales: object) -> None:
    answer = post_chat(api, model=styled, options={"adapters": scales})
    assert answer.status_code == 400
    assert 'option "adapters"' in answer.json()["error"]


def test_an_adapter_is_added_and_taken_away(api: httpx.Client, styled: str, files: Path) -> None:
    more = write_adapter(files / "more.gguf", smollm2_file(), seed=3)
    assert create(api, model="changed", **{"from": styled}, adapters={"more.gguf": upload(api, more), "poet": ""}) == {
        "status": "success"
    }
    shown = api.post("/api/show", json={"model": "changed"}).json()
    assert [each["name"] for each in shown["adapters"]] == ["pirate", "more"]
    assert chat_answer(api, model="changed", options={"adapters": {"more": 0.5}})["message"]["content"]
    api.request("DELETE", "/api/delete", json={"model": "changed"})
    assert probabilities(api, "hi", styled)  # its files are still there


def broken_adapters(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that are no usable adapter for SmolLM2, with words of the error."""
    base = smollm2_file()
    whole = write_adapter(folder / "whole.gguf", base).read_bytes()
    cut, junk = folder / "cut.gguf", folder / "junk.gguf"
    cut.write_bytes(whole[: len(whole) // 2])
    junk.write_bytes(b"GGML" + whole[4:])
    return {
        "shape": (
            write_adapter(folder / "shape.gguf", base, longer=1),
            "1536 × 576 in the model, not 1536 × 577",
        ),
        "architecture": (write_adapter(folder / "arch.gguf", base, architecture="qwen2"), "architecture qwen2"),
        "model": (write_adapter(folder / "other.gguf", gemma3_file(), architecture="llama"), "attn"),
        "nan": (write_adapter(folder / "nan.gguf", base, first_number=float("nan")), "infinite or not a number"),
        "infinite": (
            write_adapter(folder / "inf.gguf", base, first_number=float("-inf"), half=True),
            "infinite or not a number",
        ),
        "kind": (write_adapter(folder / "kind.gguf", base, kind="prefix"), "not a LoRA"),
        "no adapter": (tiny_llama(folder / "tiny.gguf"), "not a LoRA"),
        "cut": (cut, "incomplete"),
        "alpha": (write_adapter(folder / "alpha.gguf", base, alpha=float("inf")), "alpha"),
        "magic": (junk, "not in GGUF format"),
    }


def test_broken_adapters_make_no_model(api: httpx.Client, tmp_path: Path) -> None:
    for name, (file, words) in broken_adapters(tmp_path).items():
        answer = api.post(
            "/api/create", json={"model": "bad", "from": SMOL, "adapters": {file.name: upload(api, file)}}
        )
        assert words in read_lines(answer)[-1]["error"], name
        assert api.post("/api/show", json={"model": "bad"}).status_code == 404
    missing = create(api, model="bad", **{"from": SMOL}, adapters={"a.gguf": "sha256:" + "3" * 64})
    assert "no such file" in missing["error"]
    assert chat_answer(api)["message"]["content"]


def test_a_damaged_adapter_stops_only_its_model(api: httpx.Client, files: Path) -> None:
    """As after a pull from a registry that has such a one, or a damaged disk."""
    good = write_adapter(files / "later.gguf", smollm2_file(), seed=5)
    digest = upload(api, good)
    assert create(api, model="later", **{"from": SMOL}, adapters={"later.gguf": digest}) == {"status": "success"}
    shown = api.post("/api/show", json={"model": "later"}).json()["modelfile"]
    blob = Path(shown.split("\nADAPTER ")[1].splitlines()[0])
    data = blob.read_bytes()
    blob.write_bytes(data[: len(data) // 2])
    answer = post_chat(api, model="later")
    assert answer.status_code == 500
    assert 'unable to load model later:latest: adapter "later": the file is incomplete' in answer.json()["error"]
    assert chat_answer(api)["message"]["content"]
    blob.write_bytes(data)
    assert chat_answer(api, model="later")["message"]["content"]


def test_an_adapter_of_peft_is_converted_and_used(api: httpx.Client, tmp_path: Path) -> None:
    shapes = {f"model.layers.{at}.self_attn.q_proj": (576, 576) for at in range(3)}
    write_peft(tmp_path / "own style", shapes, kind="BF16", strength=0.1)
    made = api.post(
        "/api/create", json={"model": "peft", "from": SMOL, "peft": {"": str(tmp_path / "own style")}, "stream": False}
    )
    assert made.json() == {"status": "success"}, made.text
    (adapter,) = api.post("/api/show", json={"model": "peft"}).json()["adapters"]
    assert (adapter["name"], adapter["rank"], adapter["tensors"]) == ("own-style", 4, 3)
    assert probabilities(api, TEA, "peft") != pytest.approx(probabilities(api, TEA, SMOL), abs=1e-2)
    (tmp_path / "own style" / "adapter_model.safetensors").write_bytes(b"junk")
    answer = create(api, model="bad", **{"from": SMOL}, peft={"a": str(tmp_path / "own style")})
    assert "not a safetensors file" in answer["error"]
    assert "must be absolute" in create(api, model="bad", **{"from": SMOL}, peft={"a": "own"})["error"]
    assert api.post("/api/show", json={"model": "bad"}).status_code == 404


def test_adapters_are_merged_into_a_new_model(api: httpx.Client, styled: str) -> None:
    lines = read_lines(
        api.post("/api/create", json={"model": "merged", "from": styled, "merge": {"pirate": 0.7, "poet": 0.3}})
    )
    assert lines[-1] == {"status": "success"}
    merging = [line for line in lines if line["status"] == "merging adapters"]
    assert len(merging) > 2
    assert [line["completed"] for line in merging] == sorted(line["completed"] for line in merging)
    shown = api.post("/api/show", json={"model": "merged"}).json()
    assert "adapters" not in shown
    assert shown["template"] == api.post("/api/show", json={"model": SMOL}).json()["template"]
    assert probabilities(api, TEA, "merged") != pytest.approx(probabilities(api, TEA, SMOL), abs=1e-2)
    for merge, words in (({"nobody": 1.0}, "no adapter"), ({"pirate": 1e9}, "scales by the names")):
        assert words in create(api, model="bad", **{"from": styled}, merge=merge)["error"]


def list_blobs(api: httpx.Client, model: str) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file beside the model's; a file that is deleted meanwhile is left out."""
    shown = api.post("/api/show", json={"model": model}).json()["modelfile"]
    folder = Path(shown.split("\nADAPTER ")[1].splitlines()[0]).parent
    found = {}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            status = path.stat()
            found[path.name] = status.st_size, status.st_mtime_ns
    return found


def test_a_client_that_leaves_ends_a_merge(api: httpx.Client, styled: str) -> None:
    before = list_blobs(api, styled)
    body = {"model": "left", "from": styled, "merge": {"pirate": 0.9}}
    with api.stream("POST", "/api/create", json=body) as answer:
        assert any("merging" in line for line in answer.iter_lines())
    assert wait_until(lambda: list_blobs(api, styled) == before)
    assert api.post("/api/show", json={"model": "left"}).status_code == 404


def test_a_killed_merge_leaves_nothing(api: httpx.Client, own_engine: EngineProcess, styled: str) -> None:
    before = list_blobs(api, styled)
    for lines in (1, 3, 6):
        with api.stream(
            "POST", "/api/create", json={"model": "killed", "from": styled, "merge": {"poet": 0.9}}
        ) as answer:
            found = answer.iter_lines()
            for _ in range(lines):
                next(found)
            kill_workers(own_engine.pid)
            assert "ended without a result" in list(found)[-1]
        assert list_blobs(api, styled) == before
        assert api.post("/api/show", json={"model": "killed"}).status_code == 404
    assert probabilities(api, "hi", styled)


def kill_workers(engine: int) -> None:
    def find() -> list[psutil.Process]:
        return [each for each in psutil.Process(engine).children() if "--workshop" in each.cmdline()]

    assert wait_until(lambda: bool(find()))
    for process in find():
        process.kill()
