"""The integration of an installed Teahouse into a desktop: opening files, a second start, Wayland, a read-only home."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from smoke.clean_root import USER, CleanRoot
from smoke.screen import Screen
from smoke.visit import PICTURES, look

from fixtures.models import smollm2_file
from fixtures.release_server import ReleaseServer, news

PACKAGES = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "weston")
FILE = "一个 模型.gguf"
IMPORT = "A model of a file"
CHANNEL = "usr/lib/teahouse/_internal/resources/channel.json"
COMPOSITOR = """
export XDG_RUNTIME_DIR=/tmp/wayland; mkdir -m 700 $XDG_RUNTIME_DIR
options="--socket=tea --idle-time=0"
{ weston --backend=headless-backend.so --use-pixman $options || weston --backend=headless --renderer=pixman $options
} >$XDG_RUNTIME_DIR/log 2>&1 &
for turn in $(seq 100); do [ -S $XDG_RUNTIME_DIR/tea ] && break; sleep 0.1; done
export WAYLAND_DISPLAY=tea
teahouse self-check || exit 1
WAYLAND_DEBUG=client timeout --preserve-status --signal=TERM 8 teahouse 2>&1 | grep -m1 -o 'xdg_toplevel.*set_title(.*'
"""


def check_opening_gguf(root: CleanRoot) -> str:
    """Check that the desktop recognises a GGUF file by its name or first bytes, and opens it with Teahouse."""
    plain = root.home / "no name"
    plain.write_bytes(b"GGUF" + bytes(64))
    shutil.copyfile(smollm2_file(), root.home / FILE)
    for name in (FILE, plain.name):
        said = root.run("gio", "info", "--attributes=standard::content-type", f"./{name}", user=USER)
        assert "application/x-gguf" in said, said
    opens = root.run("gio", "mime", "application/x-gguf", user=USER)
    assert "teahouse.desktop" in opens, opens
    return "application/x-gguf, opened with teahouse.desktop"


def open_with_second_start(root: CleanRoot, screen: Screen) -> None:
    """Open a file while Teahouse runs: the second start ends at once, the first one shows the import."""
    root.run("teahouse", FILE, user=USER, environment={"DISPLAY": screen.display})
    screen.wait_for_window(IMPORT)
    time.sleep(2.0)
    screen.picture(PICTURES / f"import-{root.release}.png")


@contextmanager
def serve_newer_version(root: CleanRoot) -> Iterator[ReleaseServer]:
    """A server with the announcement of a newer version, which the installed package accepts and whose check is
    enabled."""
    with ReleaseServer(news("99.0.0")) as server:
        channel = {"kind": "deb", "updates": server.address, "key": server.channel.key}
        (root.path / CHANNEL).write_text(json.dumps(channel))
        settings = root.home / ".config/teahouse/settings.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({"updates": True}))
        yield server


def check_locked_home(root: CleanRoot) -> str:
    """Check that the window opens and reports a home folder without write permission."""
    locked = root.path / "home/locked"
    locked.mkdir(mode=0o555)
    environment = {"HOME": "/home/locked"}
    checked = root.run("teahouse", "self-check", user=USER, environment=environment)
    assert "nothing can be kept" in checked, checked
    seen = look(root.window("teahouse", **environment), f"locked-home-{root.release}")
    assert not list(locked.iterdir())
    locked.rmdir()
    return seen


def check_wayland(root: CleanRoot) -> str:
    """Check the start on a bare compositor: no X server, no session bus, no portals."""
    said = root.run("sh", "-c", COMPOSITOR, user=USER)
    assert "on wayland" in said, said
    assert "Teahouse" in said.splitlines()[-1], said
    return said.splitlines()[-1]
