"""Control vectors in the engine: made, loaded with a scale, nothing at zero, and broken ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.control_vectors import hostile_vectors, write_vector
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, read_lines
from fixtures.models import add_smollm2, smollm2_file

pytestmark = pytest.mark.engine

TEA = "The old tea house stands on the northern slope and serves green tea from three villages. " * 8


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a, folder:1")  # llama.cpp splits its argument at these
    add_smollm2(folder, longest=8)
    return folder


@pytest.fixture(scope="module")
def own_engine(models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(models) as engine:
        yield engine


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
def steered(own_engine: EngineProcess, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model with a vector, whose own scale is 0.5."""
    file = write_vector(tmp_path_factory.mktemp("files") / "cheerful.gguf", smollm2_file())
    with httpx.Client(base_url=own_engine.url, timeout=60, trust_env=False) as api:
        vectors = {file.name: upload(api, file)}
        made = create(api, model="steered", **{"from": SMOL}, control_vectors=vectors, parameters={"steering": 0.5})
        assert made == {"status": "success"}
    return "steered"


def ask(api: httpx.Client, model: str, conversation: str = "", **options: Any) -> dict[str, Any]:
    """The answer to a text, with the logarithms of the likeliest tokens."""
    body = {
        "model": model,
        "messages": [{"role": "user", "content": TEA}],
        "options": {"temperature": 0, "num_predict": 4, "seed": 1, **options},
        "logprobs": True,
        "top_logprobs": 3,
        "stream": False,
    }
    headers = {"Teahouse-Conversation": conversation} if conversation else {}
    answer = api.post("/api/chat", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def seen(answer: dict[str, Any]) -> tuple[object, object]:
    return answer["message"], answer["logprobs"]


def test_a_model_shows_its_vector(api: httpx.Client, steered: str) -> None:
    shown = api.post("/api/show", json={"model": steered}).json()
    vector = shown["control_vector"]
    assert (vector["name"], vector["scale"], vector["embedding_length"]) == ("cheerful", 0.5, 576)
    assert vector["layers"] == list(range(1, 30))
    assert f"# CONTROLVECTOR cheerful {vector['digest']}" in shown["modelfile"]
    entry = next(each for each in api.get("/api/tags").json()["models"] if each["name"] == "steered:latest")
    assert entry["control_vector"] == "cheerful"
    assert "control_vector" not in api.post("/api/show", json={"model": SMOL}).json()


def test_zero_is_the_model_without_the_vector(api: httpx.Client, steered: str) -> None:
    """To the last bit, because the vector is not loaded; another scale acts, and the own one is the default."""
    plain = ask(api, SMOL)
    zero = ask(api, steered, steering=0)
    assert seen(zero) == seen(plain)
    up = ask(api, steered)
    again = ask(api, steered, steering=0.5)  # its prompt is cached, which changes the last bits
    assert again["logprobs"][0]["logprob"] == pytest.approx(up["logprobs"][0]["logprob"], abs=5e-2)
    down = ask(api, steered, steering=-0.5)
    assert len({repr(seen(each)) for each in (plain, up, down)}) == 3


def test_no_prompt_is_shared_between_scales(api: httpx.Client, steered: str) -> None:
    """Neither what is kept in memory nor the state of a named conversation."""
    fresh = {scale: seen(ask(api, steered, steering=scale)) for scale in (0.5, 0.0)}  # 0 is loaded then
    for scale in (0.0, 0.5, 0.0):
        first = ask(api, steered, "tea", steering=scale)["logprobs"][0]
        logprob = fresh[scale][1][0]["logprob"]  # type: ignore[index]
        assert first["logprob"] == pytest.approx(logprob, abs=5e-2), scale


def test_wrong_scales_are_refused(api: httpx.Client, steered: str) -> None:
    def refuse(model: str, value: object) -> tuple[int, str]:
        body = {"model": model, "prompt": "a", "options": {"steering": value, "num_predict": 1}}
        answer = api.post("/api/generate", json=body)
        return answer.status_code, answer.json()["error"]

    assert refuse(steered, 1.5) == (400, 'option "steering" must be from -1 to 1')
    assert refuse(steered, "much")[0] == 500
    assert refuse(SMOL, 0.5) == (400, f'option "steering": {SMOL} has no control vector')


def test_broken_files_are_refused(api: httpx.Client, tmp_path: Path) -> None:
    for file, reason in hostile_vectors(tmp_path, 576):
        made = create(api, model="broken", **{"from": SMOL}, control_vectors={file.name: upload(api, file)})
        assert "error" in made, file.name
        assert reason in made["error"], file.name
    missing = {"x.gguf": f"sha256:{'0' * 64}"}
    assert "no such file" in create(api, model="broken", **{"from": SMOL}, control_vectors=missing)["error"]
    names = [each["name"] for each in api.get("/api/tags").json()["models"]]
    assert "broken:latest" not in names
    assert api.get("/api/version").status_code == 200


def test_a_vector_damaged_later_is_an_error_of_the_load(
    api: httpx.Client, steered: str, models: Path, tmp_path: Path
) -> None:
    file = write_vector(tmp_path / "later.gguf", smollm2_file(), seed=7)
    digest = upload(api, file)
    create(api, model="later", **{"from": SMOL}, control_vectors={"later.gguf": digest})
    blob = models / "blobs" / digest.replace(":", "-")
    blob.write_bytes(blob.read_bytes()[:1000])
    body = {"model": "later", "prompt": "a", "stream": False, "options": {"num_predict": 1}}
    answer = api.post("/api/generate", json=body)
    assert answer.status_code == 500
    assert 'control vector "later"' in answer.json()["error"]
    body["options"] = {"num_predict": 1, "steering": 0}
    assert api.post("/api/generate", json=body).status_code == 200
