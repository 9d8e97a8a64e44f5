"""Statistics of a models folder, read without the host."""

from __future__ import annotations

import json
from pathlib import Path

from fixtures.models import add_model, tiny_llama
from teahouse.desktop import model_folder
from teahouse.desktop.model_folder import bytes_there, ollama_models, shares_of


def test_ollamas_folder_is_where_its_environment_or_its_installer_says(tmp_path: Path) -> None:
    assert ollama_models({"OLLAMA_MODELS": f'"{tmp_path}/m"'}) == tmp_path / "m"
    model_folder_service = model_folder.SERVICE
    home = tmp_path / "home"
    (home / ".ollama" / "models").mkdir(parents=True)
    found = ollama_models({}, home)
    assert found == (model_folder_service if model_folder_service.is_dir() else home / ".ollama" / "models")


def test_a_blob_counts_only_in_its_full_length(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "sha256-aa").write_bytes(b"12345")
    assert bytes_there(tmp_path, {"sha256:aa": 5, "sha256:bb": 7}) == 5
    assert bytes_there(tmp_path, {"sha256:aa": 6}) == 0
    assert bytes_there(tmp_path / "nowhere", {"sha256:aa": 5}) == 0


def test_models_that_share_weights_own_only_what_is_theirs_alone(tmp_path: Path) -> None:
    weights = tiny_llama(tmp_path / "tiny.gguf")
    size = weights.stat().st_size
    add_model(tmp_path, "one:1", weights, layers=[("system", b"A" * 100)])
    add_model(tmp_path, "two:1", weights, layers=[("system", b"B" * 200)])
    (tmp_path / "blobs" / "sha256-cc-partial").write_bytes(b"x" * 8192)
    shares = shares_of(tmp_path)
    own = {name.rpartition("/")[2]: each for name, each in shares.own.items()}
    assert own == {"one:1": 100, "two:1": 200}
    assert all(each > size for each in shares.size.values())
    blobs = [path for path in (tmp_path / "blobs").iterdir() if "partial" not in path.name]
    assert shares.total == sum(path.stat().st_size for path in blobs)
    assert shares.unfinished == 8192


def test_damaged_manifests_count_as_none_and_an_empty_place_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "manifests" / "h" / "n" / "m"
    folder.mkdir(parents=True)
    for number, text in enumerate(["", "[]", "{}", json.dumps({"config": 5, "layers": "x"})]):
        (folder / str(number)).write_text(text)
    shares = shares_of(tmp_path)
    assert (dict(shares.own), shares.total) == ({}, 0)
    assert shares_of(tmp_path / "nowhere").total == 0
