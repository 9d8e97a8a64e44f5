"""Model files in other places, used without a copy; imports that write no second copy; split files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.models import parts_of, tiny_llama, truncated
from fixtures.registry import Registry
from teahouse.core.manifest import LOCAL, MODEL, read_manifest
from teahouse.engine import file_links
from teahouse.engine.blobs import Blobs
from teahouse.engine.creation import check_create_fields, run_create_steps
from teahouse.engine.describe import Listing
from teahouse.engine.errors import ApiError
from teahouse.engine.local_files import FOLDER, read_record
from teahouse.engine.models import Models, parse_name

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("local")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[EngineProcess]:
    with EngineProcess(folder / "models") as process:
        yield process


@pytest.fixture
def api(engine: EngineProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client:
        yield client
        for entry in client.get("/api/tags").json()["models"]:
            client.request("DELETE", "/api/delete", json={"model": entry["name"]})


@pytest.fixture
def unlinkable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system where no file can have a second name."""

    def refuse(*_args: object, **_how: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(file_links, "_reflink", lambda *_: False)


def create(api: httpx.Client, name: str, **fields: Any) -> httpx.Response:
    return api.post("/api/create", json={"model": name, "stream": False, **fields})


def use_files(models: Models, name: str, *paths: Path, base: str = "") -> None:
    fields = {"local_files": [str(path) for path in paths], **({"from": base} if base else {})}
    old = models.find_model(parse_name(name))
    assert list(run_create_steps(models, fields, parse_name(name), old))[-1] == "writing manifest"


def ask(api: httpx.Client, name: str) -> httpx.Response:
    body = {"model": name, "prompt": "tea", "raw": True, "stream": False, "options": {"num_predict": 3}}
    return api.post("/api/generate", json=body)


def listed(api: httpx.Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in api.get("/api/tags").json()["models"] if entry["name"] == name)
    return found


def bytes_in(folder: Path) -> int:
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def count_io(engine: EngineProcess) -> tuple[int, int]:
    """Bytes that the engine has read and written so far."""
    lines = dict(line.split(": ") for line in Path(f"/proc/{engine.pid}/io").read_text().splitlines())
    return int(lines["rchar"]), int(lines["wchar"])


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts come from /proc")
def test_two_gigabytes_are_used_without_reading_or_writing_them(
    engine: EngineProcess, api: httpx.Client, folder: Path
) -> None:
    file = tiny_llama(folder / "large.gguf")
    os.truncate(file, 2 << 30)
    read, written = count_io(engine)
    assert create(api, "large", local_files=[str(file)]).json() == {"status": "success"}
    reads, writes = (after - before for after, before in zip(count_io(engine), (read, written), strict=True))
    assert reads < 32 << 20
    assert writes < 1 << 16
    entry = listed(api, "large:latest")
    assert entry["size"] > 2 << 30
    manifest = next((folder / "models" / "manifests").glob("*/*/large/latest")).read_bytes()
    assert entry["digest"] == hashlib.sha256(manifest).hexdigest()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs a second file system")
def test_two_gigabytes_of_another_file_system_are_used_by_reference(api: httpx.Client, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if os.stat(other).st_dev == folder.stat().st_dev:
            pytest.skip("the same file system")
        file = tiny_llama(Path(other) / "away.gguf")
        os.truncate(file, 2 << 30)
        before, blocks = bytes_in(folder), file.stat().st_blocks
        assert create(api, "away", local_files=[str(file)]).json() == {"status": "success"}
        assert bytes_in(folder) - before < 1 << 16  # a manifest and a record
        assert file.stat().st_blocks == blocks
        assert not list((folder / "models" / FOLDER).glob("*/away.gguf"))
        assert listed(api, "away:latest")["size"] > 2 << 30
        assert ask(api, "away").status_code == 200


def test_a_linked_file_stays_when_the_other_program_deletes_it(api: httpx.Client, folder: Path) -> None:
    file = tiny_llama(folder / "kept.gguf")
    inode = file.stat().st_ino
    create(api, "kept", local_files=[str(file)])
    (link,) = (folder / "models" / FOLDER).glob("*/kept.gguf")
    assert link.stat().st_ino == inode or link.stat().st_blocks == file.stat().st_blocks
    file.unlink()
    assert ask(api, "kept").status_code == 200
    assert "damage" not in listed(api, "kept:latest")
    api.request("DELETE", "/api/delete", json={"model": "kept"})
    assert not link.exists()
    assert not link.parent.exists()


def test_deleting_a_model_leaves_the_file(api: httpx.Client, folder: Path) -> None:
    file = tiny_llama(folder / "mine.gguf")
    data = file.read_bytes()
    create(api, "mine", local_files=[str(file)])
    api.post("/api/copy", json={"source": "mine", "destination": "second"})
    api.request("DELETE", "/api/delete", json={"model": "mine"})
    assert ask(api, "second").status_code == 200
    api.request("DELETE", "/api/delete", json={"model": "second"})
    assert file.read_bytes() == data
    assert bytes_in(folder / "models" / FOLDER) == 0


def test_a_variant_of_a_used_file_uses_it_too(api: httpx.Client, folder: Path) -> None:
    create(api, "base", local_files=[str(tiny_llama(folder / "base.gguf"))])
    assert create(api, "variant", **{"from": "base", "system": "Be brief."}).status_code == 200
    api.request("DELETE", "/api/delete", json={"model": "base"})
    assert ask(api, "variant").status_code == 200
    assert api.post("/api/show", json={"model": "variant"}).json()["system"] == "Be brief."


def test_split_files_are_used_where_they_are(api: httpx.Client, folder: Path) -> None:
    parts = parts_of(tiny_llama(folder / "split.gguf", split=5))
    assert len(parts) == 3
    assert create(api, "split", local_files=[str(part) for part in reversed(parts)]).status_code == 200
    assert ask(api, "split").status_code == 200
    whole = tiny_llama(folder / "whole.gguf")
    create(api, "whole", local_files=[str(whole)])
    split, alone = (api.post("/api/show", json={"model": name}).json() for name in ("split", "whole"))
    assert split["model_info"]["general.parameter_count"] == alone["model_info"]["general.parameter_count"]
    assert len(split["tensors"]) == len(alone["tensors"])
    assert create(api, "lacking", local_files=[str(parts[0]), str(parts[2])]).status_code == 400


def test_split_files_are_made_of_blobs_and_pulled(api: httpx.Client, folder: Path) -> None:
    parts = parts_of(tiny_llama(folder / "blobs.gguf", split=4))
    files = {}
    for number, part in enumerate(parts):
        digest = f"sha256:{hashlib.sha256(part.read_bytes()).hexdigest()}"
        api.post(f"/api/blobs/{digest}", content=part.read_bytes())
        files[f"{number}-{part.name}"] = digest
    assert create(api, "made", files=files).status_code == 200
    assert ask(api, "made").status_code == 200
    (folder_of_names,) = (folder / "models" / FOLDER).iterdir()
    assert sorted(folder_of_names.iterdir())[0].name == f"model-00001-of-{len(parts):05d}.gguf"
    api.request("DELETE", "/api/delete", json={"model": "made"})
    assert list((folder / "models" / FOLDER).iterdir()) == []
    with Registry() as registry:
        first, *rest = parts
        manifest = json.loads(registry.add("library/tea:1b", model=first))
        manifest["layers"] += [registry.entry(MODEL, part) for part in rest]
        registry.offer("library/tea:1b", json.dumps(manifest).encode())
        name = f"{registry.host}/library/tea:1b"
        pulled = api.post("/api/pull", json={"model": name, "insecure": True, "stream": False})
        assert pulled.json() == {"status": "success"}
        assert ask(api, name).status_code == 200
        assert sum(registry.sent[f"sha256:{hashlib.sha256(p.read_bytes()).hexdigest()}"] for p in parts) == sum(
            part.stat().st_size for part in parts
        )


def offer_on_hub(registry: Registry, parts: list[Path], vision: Path | None = None, *, lacking: int = 0) -> None:
    """Offer files as Hugging Face does: its registry refuses split models, its API lists the files."""
    listed = []
    for path in (*parts, *filter(None, [vision])):
        entry = registry.entry(MODEL, path)
        registry.files[f"/tea/Cup-GGUF/resolve/main/{path.name}"] = str(entry["digest"])
        lfs = {"oid": str(entry["digest"]).removeprefix("sha256:"), "size": entry["size"]}
        listed.append({"type": "file", "path": path.name, "size": entry["size"], "oid": "0", "lfs": lfs})
    registry.refusals["/v2/tea/Cup-GGUF/manifests/Q4_K_M"] = b'{"error":"The specified tag is a sharded GGUF."}'
    listed += [{"type": "file", "path": "README.md", "size": 1, "oid": "1"}, {"type": "directory", "path": "x"}]
    registry.manifests["/api/models/tea/Cup-GGUF/tree/main"] = json.dumps(listed[lacking:]).encode()


def test_a_split_model_is_pulled_from_the_hub(api: httpx.Client, folder: Path, tmp_path: Path) -> None:
    parts = parts_of(tiny_llama(tmp_path / "Cup-Q4_K_M.gguf", split=4))
    with Registry() as registry:
        offer_on_hub(registry, parts)
        name = f"{registry.host}/tea/Cup-GGUF:Q4_K_M"
        answer = api.post("/api/pull", json={"model": name, "insecure": True})
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert lines[-1] == {"status": "success"}
        assert {line["digest"] for line in lines if "digest" in line} == set(registry.files.values())
        assert ask(api, name).status_code == 200
        assert listed(api, name)["size"] > sum(part.stat().st_size for part in parts)
        before = registry.sent.copy()
        again = api.post("/api/pull", json={"model": name, "insecure": True, "stream": False})
        assert again.json() == {"status": "success"}
        assert registry.sent == before
        assert ask(api, name).status_code == 200


def test_a_split_model_that_is_not_whole_on_the_hub_is_refused(api: httpx.Client, tmp_path: Path) -> None:
    parts = parts_of(tiny_llama(tmp_path / "Cup-Q4_K_M.gguf", split=5))
    with Registry() as registry:
        offer_on_hub(registry, parts, lacking=1)
        name = f"{registry.host}/tea/Cup-GGUF:Q4_K_M"
        answer = api.post("/api/pull", json={"model": name, "insecure": True, "stream": False})
        assert "sharded GGUF" in answer.json()["error"]
        registry.manifests["/api/models/tea/Cup-GGUF/tree/main"] = b"[1, 2]"
        answer = api.post("/api/pull", json={"model": name, "insecure": True, "stream": False})
        assert "cannot be read" in answer.json()["error"]
        assert sum(registry.sent.values()) == 0


def test_parts_have_hard_links_where_there_are_no_symbolic_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Models(tmp_path / "models", Blobs(tmp_path / "models"))
    parts = parts_of(tiny_llama(tmp_path / "cup.gguf", split=5))
    digests = [models.blobs.store_bytes(part.read_bytes())[0] for part in parts]
    files = {str(number): digest for number, digest in enumerate(digests)}
    list(run_create_steps(models, {"files": files}, parse_name("cup"), None))
    model = models.find_model(parse_name("cup"))
    assert model is not None

    def refuse(*_args: object) -> None:
        raise OSError(1, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    path = models.find_load_path(model)
    assert path.name == "model-00001-of-00003.gguf"
    assert path.stat().st_nlink == 2
    models.delete_model(parse_name("cup"))
    assert not path.exists()


def test_import_writes_no_second_copy(engine: EngineProcess, api: httpx.Client, folder: Path) -> None:
    file = tiny_llama(folder / "imported.gguf", context=256)
    os.truncate(file, 64 << 20)
    before = bytes_in(folder / "models")
    lines = [json.loads(line) for line in api.post("/api/link", json={"path": str(file)}).text.splitlines()]
    assert lines[-1]["status"] == "success"
    assert lines[-1]["completed"] == 64 << 20
    with file.open("rb") as opened:
        assert lines[-1]["digest"] == f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
    blob = folder / "models" / "blobs" / lines[-1]["digest"].replace(":", "-")
    assert blob.stat().st_ino == file.stat().st_ino or blob.stat().st_size == file.stat().st_size
    assert bytes_in(folder / "models") - before <= file.stat().st_blocks * 512
    again = [json.loads(line) for line in api.post("/api/link", json={"path": str(file)}).text.splitlines()]
    assert again[-1]["digest"] == lines[-1]["digest"]
    assert create(api, "imported", files={"imported.gguf": lines[-1]["digest"]}).status_code == 200
    assert list((folder / "models" / "blobs").glob("*partial*")) == []


@pytest.mark.parametrize("path", ["relative.gguf", "/nowhere/at/all.gguf", "/dev/null", "/"])
def test_only_files_of_this_computer_are_linked_and_used(api: httpx.Client, path: str) -> None:
    assert api.post("/api/link", json={"path": path}).status_code == 400
    assert create(api, "none", local_files=[path]).status_code == 400


def test_only_whole_models_are_used(api: httpx.Client, folder: Path) -> None:
    first, second = tiny_llama(folder / "first.gguf"), tiny_llama(folder / "second.gguf")
    text = folder / "text.gguf"
    text.write_text("a tea house")
    before = sorted((folder / "models").rglob("*"))
    for files in ([text], [truncated(first, folder / "cut.gguf", 0.5)], [first, second]):
        answer = create(api, "none", local_files=[str(path) for path in files])
        assert answer.status_code == 400
        assert answer.json()["error"]
    assert sorted((folder / "models").rglob("*")) == before


def test_files_are_not_named_from_other_computers(tmp_path: Path) -> None:
    with pytest.raises(ApiError) as refused:
        check_create_fields(Blobs(tmp_path), {"local_files": ["/a.gguf"]}, opens_files=False)
    assert refused.value.status == 403


@pytest.mark.usefixtures("unlinkable")
def test_a_file_that_was_moved_or_changed_is_reported_and_found_again(tmp_path: Path) -> None:
    models = Models(tmp_path / "models", Blobs(tmp_path / "models"))
    file = tiny_llama(tmp_path / "far.gguf")
    listing = Listing(models)
    use_files(models, "far", file)
    assert not (tmp_path / "models" / FOLDER).exists() or not list((tmp_path / "models" / FOLDER).iterdir())
    assert "damage" not in json.loads(listing.list_tags())["models"][0]
    moved = file.rename(tmp_path / "moved.gguf")
    (entry,) = json.loads(listing.list_tags())["models"]
    assert entry["path"] == str(file)
    assert entry["damage"] == "missing"
    model = models.find_model(parse_name("far"))
    assert model is not None
    with pytest.raises(ApiError, match=f"the file of far:latest is missing: {file}"):
        models.read_header(model)
    moved.rename(file)
    models.read_header(model)
    with file.open("ab") as opened:
        opened.write(b"more")
    with pytest.raises(ApiError, match="is changed"):
        models.read_header(model)
    assert json.loads(listing.list_tags())["models"][0]["damage"] == "changed"
    other = tiny_llama(tmp_path / "other.gguf", context=64)
    use_files(models, "far", other, base="far")
    (entry,) = json.loads(listing.list_tags())["models"]
    assert "damage" not in entry
    assert entry["details"]["context_length"] == 64
    models.delete_model(parse_name("far"))
    assert file.exists()
    assert other.exists()


@pytest.mark.usefixtures("unlinkable")
def test_a_link_that_cannot_be_made_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    import asyncio

    blobs = Blobs(tmp_path)
    file = tiny_llama(tmp_path / "far.gguf")

    async def link() -> None:
        async for _ in blobs.link_blob(file):
            pass

    with pytest.raises(ApiError) as refused:
        asyncio.run(link())
    assert refused.value.status == 409
    assert list((tmp_path / "blobs").iterdir()) == []


@pytest.mark.parametrize(
    "record",
    [b"", b"[]", b"{}", b'{"path":"a","size":1,"modified":1,"link":""}',
     b'{"path":"/a","size":"1","modified":1,"link":""}', b'{"path":"/a","size":1,"modified":1,"link":"../../x"}',
     b'{"path":"/a","size":1,"modified":1,"link":"0123456789abcdef/../x"}',
     b'{"path":"/a","size":1,"modified":1,"link":"0123456789abcdef/.."}'],
)  # fmt: skip
def test_a_record_is_checked(record: bytes) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        read_record(record)


def test_no_registry_can_name_a_file_of_this_computer() -> None:
    digest = "sha256:" + "0" * 64
    layers = [{"mediaType": kind, "digest": digest, "size": 10} for kind in (MODEL, f"{LOCAL}model")]
    config = {"mediaType": "config", "digest": digest, "size": 10}
    with pytest.raises(ValueError, match="a file of this computer"):
        read_manifest(json.dumps({"layers": layers, "config": config}).encode())


def test_the_models_folder_can_be_moved(tmp_path: Path) -> None:
    models = Models(tmp_path / "models", Blobs(tmp_path / "models"))
    parts = parts_of(tiny_llama(tmp_path / "cup.gguf", split=5))
    files = {str(number): models.blobs.store_bytes(part.read_bytes())[0] for number, part in enumerate(parts)}
    list(run_create_steps(models, {"files": files}, parse_name("cup"), None))
    model = models.find_model(parse_name("cup"))
    assert model is not None
    models.find_load_path(model)
    moved = Path(shutil.move(tmp_path / "models", tmp_path / "elsewhere"))
    models = Models(moved, Blobs(moved))
    model = models.find_model(parse_name("cup"))
    assert model is not None
    assert models.find_load_path(model).stat().st_size == parts[0].stat().st_size
