"""The tree under / that .deb, .rpm and AppImage share: the app, its launcher, and the desktop's files."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from recipe import channel
from recipe.build_paths import PACKAGING, ROOT, WORK, epoch, run, version
from recipe.icons import SIZES
from recipe.onedir import BUNDLE

LINUX = PACKAGING / "linux"
APPLICATION = "chat.teahouse.teahouse"
HOMEPAGE = "TEAHOUSE_HOMEPAGE"


def make(target: Path, kind: str) -> Path:
    """Create the tree under `target`; `kind` is the kind of the package."""
    check()
    shutil.rmtree(target, ignore_errors=True)
    usr = target / "usr"
    shutil.copytree(BUNDLE, usr / "lib" / "teahouse", symlinks=True)
    channel.write(usr / "lib" / "teahouse" / "_internal" / "resources", kind)
    (usr / "bin").mkdir()
    (usr / "bin" / "teahouse").symlink_to("../lib/teahouse/teahouse")
    share = usr / "share"
    _put(LINUX / "teahouse.desktop", share / "applications" / "teahouse.desktop")
    _put(LINUX / "teahouse-mime.xml", share / "mime" / "packages" / "teahouse.xml")
    metainfo = share / "metainfo" / f"{APPLICATION}.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(filled_metainfo(os.environ.get(HOMEPAGE, "")), encoding="utf-8")
    for size in SIZES:
        if size <= 512:
            picture = WORK / "icons" / f"teahouse-{size}.png"
            _put(picture, share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "teahouse.png")
    _put(ROOT / "resources" / "icons" / "teahouse.svg", share / "icons/hicolor/scalable/apps/teahouse.svg")
    manual = share / "man" / "man1" / "teahouse.1.gz"
    manual.parent.mkdir(parents=True)
    text = (LINUX / "teahouse.1").read_text(encoding="utf-8").replace("@VERSION@", version())
    manual.write_bytes(gzip.compress(text.replace("@DATE@", release_date()).encode(), 9, mtime=0))
    return target


def filled_metainfo(homepage: str) -> str:
    """The AppStream metainfo with version and date; addresses and pictures only where a homepage is known."""
    text = (LINUX / "teahouse.metainfo.xml").read_text(encoding="utf-8")
    begin, end = "  <!-- with a homepage -->\n", "  <!-- end -->\n"
    head, _, rest = text.partition(begin)
    inner, _, tail = rest.partition(end)
    text = head + (inner.replace("@HOMEPAGE@", homepage) if homepage else "") + tail
    return text.replace("@VERSION@", version()).replace("@DATE@", release_date())


def check() -> None:
    """Check the desktop's files with its own tools."""
    run("desktop-file-validate", LINUX / "teahouse.desktop")
    WORK.mkdir(parents=True, exist_ok=True)
    sample = WORK / f"{APPLICATION}.metainfo.xml"
    for homepage in ("", os.environ.get(HOMEPAGE, "") or "https://example.org"):
        sample.write_text(filled_metainfo(homepage), encoding="utf-8")
        run("appstreamcli", "validate", "--no-net", "--explain", "--pedantic", sample)


def release_date() -> str:
    """The date of this version."""
    return datetime.fromtimestamp(epoch(), UTC).strftime("%Y-%m-%d")


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
