"""Folders of other programs, and the search for GGUF files in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from teahouse.desktop import local_models
from teahouse.desktop.local_models import GgufSearch, ModelsFolder, find_program_folders


def make(path: Path, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    return path


def search(*folders: Path) -> tuple[list[str], GgufSearch]:
    found = GgufSearch([ModelsFolder("", str(folder)) for folder in folders], lambda: False)
    return [Path(file.path).name for file in found.find_files()], found


@pytest.mark.parametrize(
    ("platform", "environment", "below", "program"),
    [
        ("linux", {}, ".lmstudio/models", "LM Studio"),
        ("linux", {}, ".cache/lm-studio/models", "LM Studio"),
        ("linux", {}, ".local/share/Jan/data/llamacpp/models", "Jan"),
        ("linux", {}, "jan/models", "Jan"),
        ("linux", {}, ".local/share/nomic.ai/GPT4All", "GPT4All"),
        ("linux", {}, ".cache/huggingface/hub", "Hugging Face"),
        ("linux", {"HF_HOME": "{home}/big"}, "big/hub", "Hugging Face"),
        ("linux", {"HUGGINGFACE_HUB_CACHE": "{home}/elsewhere"}, "elsewhere", "Hugging Face"),
        ("linux", {}, ".cache/llama.cpp", "llama.cpp"),
        ("linux", {"LLAMA_CACHE": "{home}/llama"}, "llama", "llama.cpp"),
        ("linux", {}, ".unsloth/studio", "Unsloth"),
        ("darwin", {}, "Library/Application Support/Jan/data/llamacpp/models", "Jan"),
        ("darwin", {}, "Library/Application Support/nomic.ai/GPT4All", "GPT4All"),
        ("darwin", {}, "Library/Caches/llama.cpp", "llama.cpp"),
        ("win32", {"APPDATA": "{home}/R"}, "R/Jan/data/llamacpp/models", "Jan"),
        ("win32", {"LOCALAPPDATA": "{home}/L"}, "L/nomic.ai/GPT4All", "GPT4All"),
        ("win32", {}, "AppData/Local/llama.cpp", "llama.cpp"),
    ],
)
def test_documented_folders_are_found(
    tmp_path: Path, platform: str, environment: dict[str, str], below: str, program: str
) -> None:
    values = {name: value.format(home=tmp_path) for name, value in environment.items()}
    assert find_program_folders(values, tmp_path, platform) == ()
    (tmp_path / below).mkdir(parents=True)
    assert find_program_folders(values, tmp_path, platform) == (ModelsFolder(program, str(tmp_path / below)),)


def test_a_folder_that_two_names_lead_to_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / ".lmstudio" / "models").mkdir(parents=True)
    (tmp_path / ".cache" / "lm-studio").mkdir(parents=True)
    (tmp_path / ".cache" / "lm-studio" / "models").symlink_to(tmp_path / ".lmstudio" / "models")
    assert len(find_program_folders({}, tmp_path, "linux")) == 1


def test_links_of_the_hugging_face_cache_are_one_file_under_its_own_name(tmp_path: Path) -> None:
    blob = make(tmp_path / "models--tea--cup" / "blobs" / ("0" * 64))
    for commit in ("1", "2"):
        link = tmp_path / "models--tea--cup" / "snapshots" / commit / "cup-Q4_0.gguf"
        link.parent.mkdir(parents=True)
        link.symlink_to(blob)
    assert search(tmp_path)[0] == ["cup-Q4_0.gguf"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    make(tmp_path / "one" / "a.gguf")
    (tmp_path / "one" / "up").symlink_to(tmp_path)
    (tmp_path / "one" / "self").symlink_to(tmp_path / "one" / "self")
    (tmp_path / "one" / "nothing.gguf").symlink_to(tmp_path / "gone")
    os.link(tmp_path / "one" / "a.gguf", tmp_path / "b.gguf")
    names, found = search(tmp_path, tmp_path / "one")
    assert names == ["b.gguf"]
    assert not found.is_limited


def test_a_search_is_limited_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path.joinpath(*"abcdefghijkl")
    make(deep / "deep.gguf")
    names, found = search(tmp_path)
    assert (names, found.is_limited) == ([], True)
    for number in range(6):
        make(tmp_path / f"{number}.gguf")
    monkeypatch.setattr(local_models, "MOST_FILES", 4)
    names, found = search(tmp_path)
    assert (len(names), found.is_limited) == (4, True)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name, and names that are no text, are Unix's")
def test_other_files_are_left_alone(tmp_path: Path) -> None:
    make(tmp_path / "model.safetensors")
    os.mkfifo(tmp_path / "pipe.gguf")
    make(tmp_path / "folder.gguf" / "inside.gguf")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.gguf")).write_bytes(b"")
    make(tmp_path / "MODEL.GGUF")
    assert search(tmp_path)[0] == ["MODEL.GGUF", "inside.gguf"]


def test_a_search_stops(tmp_path: Path) -> None:
    make(tmp_path / "a.gguf")
    assert list(GgufSearch([ModelsFolder("", str(tmp_path))], lambda: True).find_files()) == []


def test_a_folder_that_is_gone_is_counted(tmp_path: Path) -> None:
    assert search(tmp_path / "gone")[1].unreadable == 1
