"""Packages are tried without contact to other programs of the computer."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from smoke.clean_root import USER, CleanRoot
from smoke.windows import Wine

NAME = "TEAHOUSE_LOCAL_OLLAMA"


def local_ollama(words: list[str]) -> tuple[str, int]:
    (address,) = [word.removeprefix(f"{NAME}=") for word in words if word.startswith(f"{NAME}=")]
    host, _, port = address.partition(":")
    return host, int(port)


def test_an_installed_teahouse_looks_for_an_ollama_where_nobody_listens(tmp_path: Path) -> None:
    root = CleanRoot("bookworm")
    windows = [f"{name}={value}" for name, value in Wine(tmp_path).environment.items()]
    for words in (root.command("teahouse", user=USER), root.window("teahouse")(":1"), windows):
        with socket.socket() as visitor, pytest.raises(ConnectionRefusedError):
            visitor.connect(local_ollama(words))
