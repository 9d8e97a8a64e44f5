"""Models on disk: blobs, create, copy, delete, and a first model where there is none."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import ollama
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, loaded_models, read_lines
from fixtures.models import (
    THINKING_TEMPLATE,
    TOOLS_TEMPLATE,
    add_model,
    add_smollm2,
    smollm2_file,
    tiny_llama,
    truncated,
)
from fixtures.waits import wait_until
from teahouse.core.manifest import LARGEST_TEXT
from teahouse.engine import blobs, starter
from teahouse.engine.blobs import Blobs
from teahouse.engine.describe import Listing
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Models, parse_name

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
    status = [line["status"] for line in read_lines(api.post("/api/create", json=body))]
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
        ({"model": "x", "from": SMOL, "quantize": "q4"}, 500, "unsupported quantization type Q4 - supported types are"),
        ({"model": "x", "from": SMOL, "template": "{{ .Prompt"}, 400, "template error: template: :1: unclosed action"),
        ({"model": "x", "files": {"a.gguf": "nonsense"}}, 400, "invalid digest format"),
        ({"model": "x", "from": SMOL, "adapters": {"a": "b"}}, 400, "invalid digest format"),
        ({"model": "x", "from": SMOL, "license": 5}, 400, "license must be a string or a list of strings"),
    ],
)
def test_a_create_that_cannot_be(api: httpx.Client, body: dict[str, Any], status: int, error: str) -> None:
    answer = api.post("/api/create", json=body)
    assert answer.status_code == status
    assert error in answer.json()["error"]
    assert api.post("/api/show", json={"model": "x"}).status_code == 404


def test_a_create_that_fails_on_its_way(api: httpx.Client) -> None:
    missing = read_lines(api.post("/api/create", json={"model": "x", "from": "nope"}))
    assert missing == [
        {"status": "pulling manifest"},
        {"error": "pull model manifest: file does not exist"},
    ]
    *_, last = read_lines(api.post("/api/create", json={"model": "x", "files": {"a.gguf": "sha256:" + "0" * 64}}))
    assert last["error"].startswith("blob not found for a.gguf")


def test_a_file_that_is_no_model_makes_none(api: httpx.Client, tmp_path: Path) -> None:
    for data in (b"not a model at all", truncated(smollm2_file(), tmp_path / "cut", 0.002).read_bytes()):
        digest = _upload(api, data)
        last = read_lines(api.post("/api/create", json={"model": "x", "files": {"x.gguf": digest}}))[-1]
        assert "x.gguf" in last["error"]


def test_the_same_go_template_may_come_again(api: httpx.Client, made: list[str]) -> None:
    """`ollama show --modelfile | ollama create` brings it along."""
    made.append("again")
    template = api.post("/api/show", json={"model": SMOL}).json()["template"]
    assert "{{ .Role }}" in template
    body = {"model": "again", "from": SMOL, "template": template, "stream": False}
    assert api.post("/api/create", json=body).json() == {"status": "success"}


def test_what_a_variant_brings_takes_the_place_of_the_bases(api: httpx.Client, made: list[str]) -> None:
    made += ["variant", "variant2"]
    template = "{% for message in messages %}{{ message.content }}{% endfor %}"
    own = {"template": template, "system": "Only tea.", "license": ["Mine", "Yours"]}
    own |= {"parameters": {"temperature": 0.5}, "messages": [{"role": "user", "content": "Tea?"}]}
    body = {"model": "variant", "from": SMOL, "stream": False}
    assert api.post("/api/create", json=body | own).json() == {"status": "success"}
    shown = api.post("/api/show", json={"model": "variant"}).json()
    assert (shown["template"], shown["system"]) == (template, "Only tea.")
    assert shown["license"].split()[-2:] == ["Mine", "Yours"]  # beside the base's, which stays
    assert "temperature" in shown["parameters"]
    assert shown["messages"] == own["messages"]
    # What the second one does not bring stays as it was.
    second = {"model": "variant2", "from": "variant", "parameters": {"seed": 7}, "stream": False}
    assert api.post("/api/create", json=second).json() == {"status": "success"}
    again = api.post("/api/show", json={"model": "variant2"}).json()
    assert (again["template"], again["system"]) == (template, "Only tea.")
    assert {line.split()[0] for line in again["parameters"].splitlines()} >= {"temperature", "seed"}


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
    assert "two:latest" in loaded_models(api)
    api.request("DELETE", "/api/delete", json={"model": "two"})
    assert not {"one:latest", "two:latest"} & set(loaded_models(api))


def test_other_hosts_and_namespaces_have_their_folders(api: httpx.Client, models_dir: Path, made: list[str]) -> None:
    made.append("hf.co/someone/tiny-GGUF:Q4_0")
    assert api.post("/api/copy", json={"source": "tiny", "destination": made[0]}).status_code == 200
    assert (models_dir / "manifests/hf.co/someone/tiny-GGUF/Q4_0").is_file()
    assert made[0] in [entry["name"] for entry in api.get("/api/tags").json()["models"]]


def test_pull_says_that_it_cannot(api: httpx.Client) -> None:
    model = "127.0.0.1:9/library/qwen3:0.6b"
    first, last = read_lines(api.post("/api/pull", json={"model": model}))
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


def test_the_starter_model_is_copied_where_the_file_system_has_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr(os, "link", refuse)
    models = Models(tmp_path, Blobs(tmp_path))
    starter.install_starter_model(models)
    assert [name.short for name in models.list_names()] == [SMOL]
    made = tmp_path / "manifests/registry.ollama.ai/library/smollm2/135m"
    digest = json.loads(made.read_bytes())["layers"][0]["digest"]
    source = starter.find_starter_file()
    assert source is not None
    assert (tmp_path / "blobs" / digest.replace(":", "-")).read_bytes() == source.read_bytes()


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


def test_a_model_is_deleted_whole_or_not_at_all_while_another_manifest_cannot_be_read(tmp_path: Path) -> None:
    """It may speak of the very blob. The answer says which it is, and that one can be deleted."""
    add_smollm2(tmp_path)
    damaged = tmp_path / "manifests/registry.ollama.ai/library/a/latest"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("damaged")
    with EngineProcess(tmp_path) as own, httpx.Client(base_url=own.url) as other:
        before = sorted((tmp_path / "blobs").iterdir())
        refused = other.request("DELETE", "/api/delete", json={"model": SMOL})
        assert (refused.status_code, "the manifest of a:latest cannot be read" in refused.json()["error"]) == (
            500,
            True,
        )
        assert sorted((tmp_path / "blobs").iterdir()) == before
        assert [model["name"] for model in other.get("/api/tags").json()["models"]] == [SMOL]
        for name in ("a", SMOL):
            assert other.request("DELETE", "/api/delete", json={"model": name}).status_code == 200
        assert list((tmp_path / "blobs").iterdir()) == []


def test_a_second_engine_on_the_folder_leaves_the_first_ones_import_alone(tmp_path: Path) -> None:
    data = os.urandom(3 << 20)
    digest = hashlib.sha256(data).hexdigest()
    began, second_is_up = threading.Event(), threading.Event()

    def chunks() -> Iterator[bytes]:
        yield data[: 2 << 20]
        began.set()
        assert second_is_up.wait(60)
        yield data[2 << 20 :]

    with EngineProcess(tmp_path) as first, ThreadPoolExecutor() as threads:
        sending = threads.submit(httpx.post, f"{first.url}/api/blobs/sha256:{digest}", content=chunks(), timeout=60)
        assert began.wait(60)
        assert wait_until(lambda: any((tmp_path / "blobs").glob("*.teahouse-partial")))
        with EngineProcess(tmp_path):
            second_is_up.set()
            assert sending.result().status_code == 201
    assert (tmp_path / f"blobs/sha256-{digest}").read_bytes() == data


def test_what_a_killed_engine_left_of_an_import_is_deleted_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "blobs" / "0123.teahouse-partial"
    left.parent.mkdir()
    left.write_bytes(b"half")
    with EngineProcess(tmp_path):
        assert not left.exists()


@pytest.mark.parametrize(
    "damage",
    [
        ("config", b"[]"),
        ("config", b"[" * 100_000),
        ("config", b'{"model_family": NaN}'),
        ("params", b"[]"),
        ("messages", b'["text"]'),
        ("template", b"x" * (LARGEST_TEXT + 1)),
        ("system", b"x" * (LARGEST_TEXT + 1)),
    ],
    ids=lambda damage: f"{damage[0]} {damage[1][:20]!r}",
)
def test_a_damaged_text_costs_its_own_model_alone(tmp_path: Path, damage: tuple[str, bytes]) -> None:
    kind, data = damage
    add_smollm2(tmp_path)
    file = tiny_llama(tmp_path / "tiny.gguf", template=TOOLS_TEMPLATE)
    add_model(tmp_path, "odd:latest", file, layers=[] if kind == "config" else [(kind, data)])
    if kind == "config":
        manifest = tmp_path / "manifests/registry.ollama.ai/library/odd/latest"
        digest = hashlib.sha256(data).hexdigest()
        (tmp_path / f"blobs/sha256-{digest}").write_bytes(data)
        values = json.loads(manifest.read_text())
        values["config"]["digest"] = f"sha256:{digest}"
        manifest.write_text(json.dumps(values))
    models = Models(tmp_path, Blobs(tmp_path))
    assert [entry["name"] for entry in json.loads(Listing(models).list_tags())["models"]] == [SMOL]
    with pytest.raises(ApiError, match=r"the manifest of odd:latest is damaged") as caught:
        models.find_model(parse_name("odd"))
    assert caught.value.status == 500


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_in_place_of_a_file_holds_nobody_up(tmp_path: Path) -> None:
    add_smollm2(tmp_path)
    models = Models(tmp_path, Blobs(tmp_path))
    os.mkfifo(tmp_path / "manifests/registry.ollama.ai/library/smollm2/pipe")
    with pytest.raises(ApiError, match="not a regular file"):
        models.find_model(parse_name("smollm2:pipe"))
    model = models.find_model(parse_name(SMOL))
    assert model is not None
    model.file.unlink()
    os.mkfifo(model.file)
    with pytest.raises(OSError, match="not a regular file"):
        models.read_header(model)
    assert len(json.loads(Listing(models).list_tags())["models"]) == 1


def test_a_list_of_models_that_have_not_changed_reads_no_file(tmp_path: Path) -> None:
    file = tiny_llama(tmp_path / "tiny.gguf", template=TOOLS_TEMPLATE)
    for number in range(300):
        add_model(tmp_path, f"m{number}:latest", file)
    listing = Listing(Models(tmp_path, Blobs(tmp_path)))
    with counted_reads(tmp_path) as first:
        before = listing.list_tags()
    with counted_reads(tmp_path) as again:
        assert listing.list_tags() == before
    assert len(first) == 601  # a manifest and a config each, and the one header
    assert again == []
    add_model(tmp_path, "m7:latest", file, layers=[("system", b"other")])
    with counted_reads(tmp_path) as changed:
        assert listing.list_tags() != before
    assert len(changed) == 3  # manifest, config, text


def test_deleting_one_of_many_models_reads_what_has_changed_alone(tmp_path: Path) -> None:
    file = tiny_llama(tmp_path / "tiny.gguf", template=TOOLS_TEMPLATE)
    for number in range(100):
        add_model(tmp_path, f"m{number}:latest", file)
    models = Models(tmp_path, Blobs(tmp_path))
    models.delete_model(parse_name("m1"))
    with counted_reads(tmp_path) as again:
        models.delete_model(parse_name("m2"))
    assert len(again) == 1  # its own manifest
    for name in list(models.list_names()):
        models.delete_model(name)
    assert list((tmp_path / "blobs").iterdir()) == []


@contextmanager
def counted_reads(folder: Path) -> Iterator[list[str]]:
    """The files below `folder` that this process opens meanwhile."""
    opened: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        real = blobs.open_regular

        def noted(path: Path) -> Any:
            opened.append(str(path.relative_to(folder)))
            return real(path)

        patch.setattr(blobs, "open_regular", noted)
        patch.setattr(blobs, "open_regular", noted)
        yield opened
