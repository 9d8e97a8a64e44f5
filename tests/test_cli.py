"""The command line: files to open, and mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse import cli


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the window was opened with; no window is."""
    files: list[str] = []

    def open_window(file: str = "") -> int:
        files.append(file)
        return 0

    monkeypatch.setattr(cli, "open_window", open_window)
    return files


def test_a_file_is_opened_by_its_whole_path(opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blob").write_bytes(b"GGUF")
    assert [cli.main([]), cli.main(["blob"]), cli.main(["gone.GGUF"])] == [0, 0, 0]
    assert opened == ["", str(tmp_path / "blob"), str(tmp_path / "gone.GGUF")]


@pytest.mark.parametrize("words", [["what"], ["--what"], ["a.gguf", "b.gguf"], ["-x.gguf"]])
def test_anything_else_is_refused(words: list[str], opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    assert not opened
    assert "usage" in capsys.readouterr().err
