"""Models on disk: blobs, create, copy, delete, and a first model where there is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import ollama
from fixtures.chatting import SMOL, lines, loaded
from fixtures.engine_process import EngineProcess
from fixtures.models import THINKING_TEMPLATE, add_smollm2, smollm2_file, tiny_llama, truncated

pytestmark = pytest.mark.engine


@pytest.fixture
def made(api: httpx.Client) -> Iterator[list[str]]:
    """Names of models a test makes; they are gone afterwards."""
    names: list[str] = []
    yield names
    for name in names:
        api.request("DELETE", "/api/delete", json={"model": name})


def _upload(api: httpx.Client, data: bytes) -> str:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert api.post(f"/api/blobs/{digest}", content=data).status_code in (200, 201)
    return digest


def test_a_blob_is_kept_only_if_it_is_what_it_says(api: httpx.Client, models_dir: Path) -> None:
    data = b"leaf" * 1000
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert api.head(f"/api/blobs/{digest}").status_code == 404
    wrong = api.post(f"/api/blobs/{digest}", content=b"other")
    assert wrong.status_code == 400
    found = hashlib.sha256(b"other").hexdigest()
    assert wrong.json()["error"] == f'digest mismatch, expected "{digest}", got "sha256:{found}"'
    assert api.head(f"/api/blobs/{digest}").status_code == 404
    assert api.post(f"/api/blobs/{digest}", content=data).status_code == 201
    assert api.post(f"/api/blobs/{digest}", content=data).status_code == 200
    assert api.head(f"/api/blobs/{digest}").status_code == 200
    assert api.post("/api/blobs/sha256:../../x", content=data).status_code == 400
    assert not list((models_dir / "blobs").glob("*partial*"))


def test_a_model_from_a_model_keeps_its_layers_and_merges_parameters(api: httpx.Client, made: list[str]) -> None:
    made.append("mine")
    body = {
        "model": "mine",
        "from": SMOL,
        "system": "Answer like a pirate.",
        "parameters": {"temperature": 0.5, "num_predict": 7},
        "messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}],
        "license": "MIT",
    }
    status = [line["status"] for line in lines(api.post("/api/create", json=body))]
    assert status[-2:] == ["writing manifest", "success"]
    assert all(line.startswith(("using existing layer sha256:", "creating new layer sha256:")) for line in status[:-2])
    shown = api.post("/api/show", json={"model": "mine"}).json()
    assert shown["system"] == "Answer like a pirate."
    assert shown["details"]["parent_model"] == SMOL
    assert shown["messages"] == body["messages"]
    assert shown["license"] == "Apache-2.0\nMIT"
    values = dict(line.split() for line in shown["parameters"].splitlines())
    assert values == {"num_predict": "7", "stop": '"<|im_end|>"', "temperature": "0.5", "top_p": "0.9"}
    answer = api.post(
        "/api/chat", json={"model": "mine", "messages": [{"role": "user", "content": "hi"}], "stream": False}
    )
    assert answer.json()["eval_count"] <= 7
    assert answer.json()["prompt_eval_count"] > 31  # the model's own messages are shown to it


def test_a_model_from_a_file(api: httpx.Client, made: list[str], tmp_path: Path) -> None:
    made.append("own:1")
    file = tiny_llama(tmp_path / "own.gguf", template=THINKING_TEMPLATE, context=256)
    digest = _upload(api, file.read_bytes())
    with ollama.Client(host=str(api.base_url)) as client:
        status = [part.status for part in client.create("own:1", files={"own.gguf": digest}, stream=True)]
    assert (status[0], status[-1]) == ("parsing GGUF", "success")
    shown = api.post("/api/show", json={"model": "own:1"}).json()
    assert shown["template"] == THINKING_TEMPLATE
    assert shown["capabilities"] == ["completion", "thinking"]
    assert shown["details"]["quantization_level"] == "F32"
    verbose = api.post("/api/show", json={"model": "own:1", "verbose": True}).json()["model_info"]
    assert verbose["tokenizer.ggml.tokens"][:3] == ["<unk>", "<s>", "</s>"]
    assert shown["model_info"]["tokenizer.ggml.tokens"] is None


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"model": "bad name", "from": SMOL}, 400, "invalid model name"),
        ({"model": "x"}, 400, "neither 'from' or 'files' was specified"),
        ({"model": "x", "from": SMOL, "quantize": "q4_0"}, 400, "only supported for safetensors"),
        ({"model": "x", "from": SMOL, "template": "{{ .Prompt }}"}, 400, "Go template cannot be honoured"),
        ({"model": "x", "files": {"a.gguf": "nonsense"}}, 400, "invalid digest format"),
        ({"model": "x", "from": SMOL, "adapters": {"a": "b"}}, 400, "LoRA"),
        ({"model": "x", "from": SMOL, "license": 5}, 400, "license must be a string or a list of strings"),
    ],
)
def test_a_create_that_cannot_be(api: httpx.Client, body: dict[str, Any], status: int, error: str) -> None:
    answer = api.post("/api/create", json=body)
    assert answer.status_code == status
    assert error in answer.json()["error"]
    assert api.post("/api/show", json={"model": "x"}).status_code == 404


def test_a_create_that_fails_on_its_way(api: httpx.Client) -> None:
    missing = lines(api.post("/api/create", json={"model": "x", "from": "nope"}))
    assert missing == [
        {"status": "pulling manifest"},
        {"error": "pull model manifest: file does not exist"},
    ]
    *_, last = lines(api.post("/api/create", json={"model": "x", "files": {"a.gguf": "sha256:" + "0" * 64}}))
    assert last["error"].startswith("blob not found for a.gguf")


def test_a_file_that_is_no_model_makes_none(api: httpx.Client, tmp_path: Path) -> None:
    for data in (b"not a model at all", truncated(smollm2_file(), tmp_path / "cut", 0.002).read_bytes()):
        digest = _upload(api, data)
        last = lines(api.post("/api/create", json={"model": "x", "files": {"x.gguf": digest}}))[-1]
        assert "x.gguf" in last["error"]


def test_the_same_go_template_may_come_again(api: httpx.Client, made: list[str]) -> None:
    """`ollama show --modelfile | ollama create` brings it along."""
    made.append("again")
    template = api.post("/api/show", json={"model": SMOL}).json()["template"]
    assert "{{ .Role }}" in template
    body = {"model": "again", "from": SMOL, "template": template, "stream": False}
    assert api.post("/api/create", json=body).json() == {"status": "success"}


def test_copies_share_blobs_until_the_last_is_deleted(api: httpx.Client, models_dir: Path, tmp_path: Path) -> None:
    digest = _upload(api, tiny_llama(tmp_path / "a.gguf", context=128).read_bytes())
    api.post("/api/create", json={"model": "first", "files": {"a.gguf": digest}, "stream": False})
    assert api.post("/api/copy", json={"source": "FIRST", "destination": "Second:v1"}).content == b""
    digests = {entry["name"]: entry["digest"] for entry in api.get("/api/tags").json()["models"]}
    assert digests["first:latest"] == digests["Second:v1"]
    blob = models_dir / "blobs" / digest.replace(":", "-")
    assert api.request("DELETE", "/api/delete", json={"model": "first"}).status_code == 200
    assert blob.exists()
    assert api.request("DELETE", "/api/delete", json={"name": "second:V1"}).status_code == 200
    assert not blob.exists()
    assert not (models_dir / "manifests/registry.ollama.ai/library/first").exists()
    assert api.request("DELETE", "/api/delete", json={"model": "first"}).status_code == 404
    assert api.post("/api/copy", json={"source": "no good", "destination": "x"}).json()["error"] == (
        'source "no good" is invalid'
    )


def test_a_loaded_model_leaves_with_its_last_name(api: httpx.Client, made: list[str]) -> None:
    body = {"model": "one", "from": SMOL, "template": THINKING_TEMPLATE, "stream": False}
    assert api.post("/api/create", json=body).status_code == 200
    api.post("/api/copy", json={"source": "one", "destination": "two"})
    api.post("/api/chat", json={"model": "one"})
    api.request("DELETE", "/api/delete", json={"model": "one"})
    assert "two:latest" in loaded(api)
    api.request("DELETE", "/api/delete", json={"model": "two"})
    assert not {"one:latest", "two:latest"} & set(loaded(api))


def test_other_hosts_and_namespaces_have_their_folders(api: httpx.Client, models_dir: Path, made: list[str]) -> None:
    made.append("hf.co/someone/tiny-GGUF:Q4_0")
    assert api.post("/api/copy", json={"source": "tiny", "destination": made[0]}).status_code == 200
    assert (models_dir / "manifests/hf.co/someone/tiny-GGUF/Q4_0").is_file()
    assert made[0] in [entry["name"] for entry in api.get("/api/tags").json()["models"]]


def test_pull_says_that_it_cannot(api: httpx.Client) -> None:
    model = "127.0.0.1:9/library/qwen3:0.6b"
    first, last = lines(api.post("/api/pull", json={"model": model}))
    assert first == {"status": "pulling manifest"}
    assert last["error"].startswith("pull model manifest: ")
    whole = api.post("/api/pull", json={"model": model, "stream": False})
    assert whole.status_code == 500


def test_an_empty_folder_gets_the_starter_model(tmp_path: Path) -> None:
    with EngineProcess(tmp_path, starter=True) as own, httpx.Client(base_url=own.url, timeout=60) as api:
        (entry,) = api.get("/api/tags").json()["models"]
        assert entry["name"] == SMOL
        assert entry["capabilities"] == ["completion"]
        body = {"model": SMOL, "messages": [{"role": "user", "content": "hi"}], "stream": False,
                "options": {"num_predict": 2}}  # fmt: skip
        assert api.post("/api/chat", json=body).json()["prompt_eval_count"] == 31
        shown = api.post("/api/show", json={"model": SMOL}).json()
        assert shown["license"] == "Apache-2.0"
    manifest = json.loads((tmp_path / "manifests/registry.ollama.ai/library/smollm2/135m").read_bytes())
    kinds = [layer["mediaType"].rpartition(".")[2] for layer in manifest["layers"]]
    assert kinds == ["model", "template", "system", "license", "params"]
    for layer in [manifest["config"], *manifest["layers"]]:
        blob = tmp_path / "blobs" / layer["digest"].replace(":", "-")
        assert blob.stat().st_size == layer["size"]
        assert f"sha256:{hashlib.sha256(blob.read_bytes()).hexdigest()}" == layer["digest"]


def test_a_folder_that_has_a_model_gets_no_starter(tmp_path: Path, api: httpx.Client) -> None:
    (tmp_path / "manifests/registry.ollama.ai/library/a").mkdir(parents=True)
    (tmp_path / "manifests/registry.ollama.ai/library/a/latest").write_text("damaged")
    with EngineProcess(tmp_path, starter=True) as own, httpx.Client(base_url=own.url) as other:
        assert other.get("/api/tags").json() == {"models": []}
        assert "damaged" in other.post("/api/show", json={"model": "a"}).json()["error"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "blobs").touch()  # a file in the folder's place: not even root can write there
    with EngineProcess(tmp_path) as own, httpx.Client(base_url=own.url) as api:
        digest = f"sha256:{hashlib.sha256(b'tea').hexdigest()}"
        answer = api.post(f"/api/blobs/{digest}", content=b"tea")
        assert answer.status_code == 500
        assert answer.json()["error"] == f"{tmp_path}/blobs: file exists"
        assert api.get("/api/tags").json() == {"models": []}


def test_what_is_no_gguf_is_left_to_a_daemon_that_runs_it(tmp_path: Path) -> None:
    add_smollm2(tmp_path)
    manifest = tmp_path / "manifests/registry.ollama.ai/library/smollm2/135m"
    manifest.write_text(manifest.read_text().replace("image.model", "image.tensor"))
    with EngineProcess(tmp_path) as own, httpx.Client(base_url=own.url) as api:
        assert api.get("/api/tags").json() == {"models": []}
        answer = api.post("/api/chat", json={"model": SMOL})
        assert answer.status_code == 500
        assert "has no GGUF file" in answer.json()["error"]


def test_nothing_is_thrown_away_while_a_manifest_cannot_be_read(tmp_path: Path) -> None:
    """It may speak of the very blob."""
    add_smollm2(tmp_path)
    damaged = tmp_path / "manifests/registry.ollama.ai/library/a/latest"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("damaged")
    with EngineProcess(tmp_path) as own, httpx.Client(base_url=own.url) as other:
        before = sorted((tmp_path / "blobs").iterdir())
        assert other.request("DELETE", "/api/delete", json={"model": SMOL}).status_code == 200
        assert sorted((tmp_path / "blobs").iterdir()) == before
