from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.desktop.gpus import MIB, Gpu, amd, gpus, nvidia


def test_nvidias_list_is_read() -> None:
    listing = "NVIDIA GeForce RTX 4090, 24564, 23010\nNVIDIA RTX A6000, 49140, 100\n"
    assert nvidia(listing) == (
        Gpu("NVIDIA GeForce RTX 4090", 24564 * MIB, 23010 * MIB),
        Gpu("NVIDIA RTX A6000", 49140 * MIB, 100 * MIB),
    )


@pytest.mark.parametrize("listing", ["", "No devices were found\n", "NVIDIA Orin, [N/A], [N/A]\n", "a, b\n", ",,\n"])
def test_what_nvidia_does_not_know_is_no_gpu(listing: str) -> None:
    assert nvidia(listing) == ()


def test_amds_cards_are_read_from_the_kernel(tmp_path: Path) -> None:
    card, other = tmp_path / "card1" / "device", tmp_path / "card0" / "device"
    card.mkdir(parents=True)
    other.mkdir(parents=True)
    (tmp_path / "card1-HDMI-A-1").mkdir()
    (card / "mem_info_vram_total").write_text("17163091968\n")
    (card / "mem_info_vram_used").write_text("163091968\n")
    assert amd(tmp_path) == (Gpu("AMD", 17163091968, 17_000_000_000),)
    (card / "product_name").write_text("Radeon\n")
    assert amd(tmp_path)[0].name == "Radeon"


def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("teahouse.desktop.gpus._CARDS", tmp_path)
    assert gpus() == ()
