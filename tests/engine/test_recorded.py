"""The engine answers as the recorded Ollama daemon did: bodies, statuses, content types, fields."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, loaded_models, post_chat, read_lines
from fixtures.models import SMOLLM2
from fixtures.ollama_recordings import read_recording
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.models import IMAGE, Layer, Models
from teahouse.engine.starter import GO_CHATML, parameters_layer, text_layer

pytestmark = pytest.mark.engine


def _plain(line: str) -> str:
    """A line without what differs from run to run, and without what daemons say since 0.33.3."""
    line = re.sub(r'"prompt_eval_cached_count":\d+,', "", line)
    line = re.sub(r'"created_at":"[^"]+"', '"created_at":""', line)
    line = re.sub(r'_duration":\d+', '_duration":0', line)
    return re.sub(r'"content":"[^"]+"', '"content":"…"', line)


def _cases() -> list[dict[str, Any]]:
    return [
        case
        for case in read_recording("errors.json")
        if "http://127" not in case["request"] and ":5000" not in case["request"]
    ]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["request"][:70])
def test_answers_like_the_recording(api: httpx.Client, case: dict[str, Any]) -> None:
    request: str = case["request"]
    if request == "/api/ps":
        for entry in api.get("/api/ps").json()["models"]:
            api.post("/api/chat", json={"model": entry["name"], "keep_alive": 0})
    rest, _, body = request.partition(" -d ")
    method = "POST" if body or "POST" in rest else "GET"
    if rest.startswith("-X DELETE "):
        method, rest = "DELETE", rest.removeprefix("-X DELETE ")
    answer = api.request(method, rest.split()[0], content=body or None)
    assert answer.status_code == case["status"]
    assert answer.headers["content-type"] == case["content_type"]
    assert [_plain(line) for line in answer.text.splitlines()] == [_plain(line) for line in case["body"]]


def test_a_chat_has_the_recorded_shape(api: httpx.Client) -> None:
    *pieces, end = read_lines(post_chat(api, "Name a colour.", options={"num_predict": -1}))
    *recorded_pieces, recorded_end = read_recording("chat-stream.ndjson")
    assert {tuple(piece) for piece in pieces} == {tuple(piece) for piece in recorded_pieces}
    assert [name for name in end if name != "prompt_eval_cached_count"] == list(recorded_end)
    assert end["message"] == {"role": "assistant", "content": ""}
    assert end["done_reason"] == "stop"
    assert end["eval_count"] == len(pieces) + 1  # the end token counts


def test_a_generate_has_the_recorded_shape_and_context(api: httpx.Client) -> None:
    body = {"model": SMOL, "prompt": "hi", "options": {"temperature": 0, "num_predict": 3}}
    *pieces, end = read_lines(api.post("/api/generate", json=body))
    *recorded_pieces, recorded_end = read_recording("generate-stream.ndjson")
    assert [list(piece) for piece in pieces] == [list(piece) for piece in recorded_pieces]
    assert [name for name in end if name != "prompt_eval_cached_count"] == list(recorded_end)
    assert end["context"][: end["prompt_eval_count"]] == recorded_end["context"][: end["prompt_eval_count"]]
    assert len(end["context"]) == end["prompt_eval_count"] + end["eval_count"]


def test_tags_have_the_recorded_fields(api: httpx.Client) -> None:
    by_name = {entry["name"]: entry for entry in api.get("/api/tags").json()["models"]}
    for expected in read_recording("tags.json")["models"]:
        found = by_name.get(expected["name"])
        if found is not None:
            assert list(found) == list(expected)
            assert found["details"] == expected["details"]
            assert found["capabilities"] == expected["capabilities"]


def test_ps_has_the_recorded_fields(api: httpx.Client) -> None:
    chat_answer(api)
    found = loaded_models(api)[SMOL]
    expected = read_recording("ps.json")["models"][0]
    own = ["kv_cache_type", "num_thread", "drafts", "prompt_cache"]  # what sped a run up, for measurements
    assert list(found) == [*expected, *own]
    assert found["details"] == expected["details"]
    assert found["context_length"] == expected["context_length"]
    assert 0.95 < found["size"] / expected["size"] < 1.05  # llama.cpp's own figure, not an estimate


def test_show_has_the_recorded_fields(api: httpx.Client) -> None:
    found = api.post("/api/show", json={"model": SMOL}).json()
    expected = read_recording("show.json")
    same = ("license", "template", "system", "details", "model_info", "capabilities")
    assert list(found) == list(expected)
    assert {name: found[name] for name in same} == {name: expected[name] for name in same}
    assert sorted(found["parameters"].splitlines()) == sorted(expected["parameters"].splitlines())
    path = r"FROM /\S+/blobs/sha256-[0-9a-f]{64}"
    assert re.sub(path, "FROM file", found["modelfile"]) == re.sub(path, "FROM file", expected["modelfile"])
    by_name = {tensor["name"]: tensor for tensor in found["tensors"]}
    assert all(by_name[tensor["name"]] == tensor for tensor in expected["tensors"])


def test_what_we_write_is_byte_for_byte_what_the_recorded_daemon_wrote(tmp_path: Path) -> None:
    """Its digest of `smollm2:135m` covers the manifest, and through it the config and every layer."""
    blobs = Blobs(tmp_path)
    models = Models(tmp_path, blobs)
    push = read_recording("push.ndjson")
    file = next(line for line in push if line.get("total", 0) > 1_000_000)
    layers = [
        Layer(f"{IMAGE}model", file["digest"], file["total"]),
        text_layer(blobs, "template", GO_CHATML)[0],
        text_layer(blobs, "system", "You are a helpful AI assistant named SmolLM, trained by Hugging Face")[0],
        text_layer(blobs, "license", "Apache-2.0")[0],
        parameters_layer(blobs, {"top_p": 0.9, "temperature": 0.2, "stop": ["<|im_end|>"]})[0],
    ]
    config = {
        "model_format": "gguf",
        "model_family": "llama",
        "model_families": ["llama"],
        "model_type": "134.52M",
        "file_type": "Q4_1",
        "architecture": "amd64",
        "os": "linux",
    }
    blobs.blob_path(file["digest"]).touch()  # the manifest does not depend on what is in it
    models.write_manifest(ModelName.parse(SMOLLM2), config, layers)
    written = tmp_path / "manifests" / "registry.ollama.ai" / "library" / "smollm2" / "135m"
    expected = next(entry for entry in read_recording("tags.json")["models"] if entry["name"] == SMOLLM2)
    assert hashlib.sha256(written.read_bytes()).hexdigest() == expected["digest"]


def test_there_is_no_cloud_and_no_account(api: httpx.Client) -> None:
    assert api.get("/api/status").json()["cloud"]["disabled"]
    me = api.post("/api/me")
    assert (me.status_code, me.json()) == (503, {"error": "account unavailable"})


def test_the_root_says_what_ollama_says(engine: EngineProcess, api: httpx.Client) -> None:
    assert api.get("/").text == "Ollama is running"
    assert api.head("/").status_code == 200
    assert api.head("/api/version").status_code == 200
    version = api.get("/api/version").json()
    assert version["version"] == engine.ready["version"] == "0.33.0"
    assert version["engine"]["name"] == "teahouse"
