"""The .deb in a clean Debian 12 and 13: installed, checked, used, removed completely."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from recipe.build_paths import DIST, ROOT, run, version
from smoke import desktop
from smoke.clean_root import USER, CleanRoot
from smoke.visit import give_model, leave_conversation, read_conversation, visit

RELEASES = ("bookworm", "trixie")
FONTS = ("fonts-dejavu-core", "fonts-wqy-microhei")
HOME = "/home/王 小明"  # with a space and Chinese letters


def steps() -> Iterator[tuple[str, str]]:
    """The steps as (name, finding), in order; AssertionError ends them."""
    package = next(DIST.glob(f"teahouse_{version()}_*.deb"))
    run("lintian", "--profile", "debian", "--fail-on", "error,warning", "--allow-root", package)
    yield "lintian", "nothing that is not overridden with a reason"
    for release in RELEASES:
        with CleanRoot(release, HOME) as root:
            yield from _in(root, package.name, root.copy_inside(package))


def modules() -> int:
    """The number of modules of the app, without programs."""
    folder = ROOT / "app" / "teahouse"
    return sum(path.name != "__main__.py" for path in folder.rglob("*.py")) - 1  # teahouse itself


def _in(root: CleanRoot, name: str, package: str) -> Iterator[tuple[str, str]]:
    root.run("apt-get", "update", "-qq")
    root.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", *FONTS, *desktop.PACKAGES)
    before = root.files()
    installed = root.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", package)
    assert not list(root.path.glob("usr/lib/*/libxcb-cursor*")), (
        "the system has libxcb-cursor0: nothing is shown by this"
    )
    yield f"{root.release}: {name} is installed", f"{installed.count('Setting up')} packages with what it needs"
    checked = root.run("teahouse", "self-check", user=USER)
    assert "no keyring service" in checked, checked
    assert f" {modules()} modules," in checked, f"not all of {modules()} modules are in the package:\n{checked}"
    yield f"{root.release}: self-check", f"{checked.splitlines()[-1]}, without libxcb-cursor0, a keyring or a GPU"
    yield f"{root.release}: GGUF files", desktop.check_opening_gguf(root)
    yield f"{root.release}: a locked home", desktop.check_locked_home(root)
    yield f"{root.release}: Wayland without portals", desktop.check_wayland(root)
    earlier = root.home / "earlier"
    leave_conversation(earlier)
    root.give_to_person(earlier)
    command = root.window("teahouse", TEAHOUSE_HOME=f"{HOME}/earlier")
    opened = read_conversation(command, earlier, f"earlier-{root.release}")
    yield f"{root.release}: a conversation that an earlier version left", opened
    data = root.home / ".local/share/teahouse"
    give_model(data)
    with desktop.serve_newer_version(root) as server:
        root.give_to_person(root.home)
        seen = visit(
            root.window("teahouse"), data, f"deb-{root.release}", then=partial(desktop.open_with_second_start, root)
        )
    assert len(server.asked) == 1, f"asked for newer versions {len(server.asked)} times"
    assert (root.home / ".local/share/teahouse/latest.json").exists(), "the news of a newer version was not believed"
    yield f"{root.release}: window, reply, newer version, a file for the running one", seen
    said = root.run("apt-get", "purge", "--yes", "-qq", "teahouse")
    assert ".local/share/teahouse" in said, f"removing does not say where conversations are:\n{said}"
    root.run("apt-get", "autoremove", "--purge", "--yes", "-qq")
    assert (data / "teahouse.db").exists(), "the person's conversations were removed"
    left = [path for path in root.find_leftovers(before) if "teahouse" in path.lower()]
    assert not left, f"left behind: {left}"
    yield f"{root.release}: removed", "nothing is left but the person's own"
