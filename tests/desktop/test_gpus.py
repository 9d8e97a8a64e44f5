from __future__ import annotations

from pathlib import Path

from teahouse.desktop.gpus import Gpu, Gpus, read_amd_gpus


def _card(cards: Path, number: int, **files: str) -> None:
    device = cards / f"card{number}" / "device"
    device.mkdir(parents=True)
    for name, text in files.items():
        (device / name).write_text(f"{text}\n")


def test_amds_cards_are_read_from_the_kernel(tmp_path: Path) -> None:
    _card(tmp_path, 0)
    (tmp_path / "card1-HDMI-A-1").mkdir()
    _card(tmp_path, 1, mem_info_vram_total="17163091968", mem_info_vram_used="163091968")
    _card(tmp_path, 2, mem_info_vram_total="4000", mem_info_vram_used="1000", product_name="Radeon")
    found = read_amd_gpus(tmp_path)
    assert found == Gpus((Gpu("AMD", 17163091968, 17_000_000_000), Gpu("Radeon", 4000, 3000)), "amdgpu")
    assert found.names == ("AMD", "Radeon")
    assert (found.total, found.free) == (17163095968, 17_000_003_000)


def test_a_card_that_does_not_say_what_is_taken_counts_as_free(tmp_path: Path) -> None:
    _card(tmp_path, 0, mem_info_vram_total="4000", mem_info_vram_used="unreadable")
    _card(tmp_path, 1, mem_info_vram_total="4000", mem_info_vram_used="5000")
    assert [card.free for card in read_amd_gpus(tmp_path).cards] == [4000, 0]


def test_without_any_there_is_none(tmp_path: Path) -> None:
    _card(tmp_path, 0, mem_info_vram_total="none")
    assert read_amd_gpus(tmp_path) == read_amd_gpus(tmp_path / "nowhere") == Gpus()
