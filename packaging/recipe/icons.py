"""Icons in every size and format from one drawing: resources/icons/teahouse.svg."""

from __future__ import annotations

import struct
from pathlib import Path

from recipe.build_paths import ROOT, WORK, run

DRAWING = ROOT / "resources" / "icons" / "teahouse.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}


def make() -> Path:
    """Draw all of them into a folder and return it: teahouse-<size>.png, teahouse.ico, teahouse.icns."""
    folder = WORK / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        target = folder / f"teahouse-{size}.png"
        run("rsvg-convert", "--width", str(size), "--height", str(size), "--output", target, DRAWING)
    pictures = {size: (folder / f"teahouse-{size}.png").read_bytes() for size in SIZES}
    (folder / "teahouse.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (folder / "teahouse.icns").write_bytes(icns({size: pictures[size] for size in ICNS_KINDS}))
    return folder


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by size. Format: a header, an entry of 16 bytes per picture, the pictures."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    entries, data, start = b"", b"", 6 + 16 * len(pictures)
    for size, picture in sorted(pictures.items()):
        side = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), start + len(data))
        data += picture
    return head + entries + data


def icns(pictures: dict[int, bytes]) -> bytes:
    """A macOS icon of PNG pictures by size. Format: a header, then each picture with its kind and length."""
    parts = b"".join(
        ICNS_KINDS[size] + struct.pack(">I", 8 + len(picture)) + picture for size, picture in sorted(pictures.items())
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts
