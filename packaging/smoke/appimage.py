"""The AppImage without FUSE and without root, with a locked cache, and on a system that lacks a library."""

from __future__ import annotations

from collections.abc import Iterator

from recipe.build_paths import DIST, version
from recipe.onedir import GLIBC
from smoke.clean_root import USER, CleanRoot
from smoke.rpm import install_libraries
from smoke.visit import give_model, visit

RELEASE = "bookworm"
OLD = "bullseye"
HOME = "/home/王 小明"
UNPACKED = ".cache/teahouse/appimage"


def steps() -> Iterator[tuple[str, str]]:
    """The steps as (name, finding), in order; AssertionError ends them."""
    image = next(DIST.glob(f"Teahouse-{version()}-*.AppImage"))
    with CleanRoot(OLD) as root:
        told = root.run(root.copy_inside(image), user=USER, check=False)
        assert f"Teahouse needs {GLIBC}" in told, told
        assert not list(root.home.glob(f"{UNPACKED}/*/AppRun")), "it was unpacked all the same"
        yield "names what is too old", told.strip()
    with CleanRoot(RELEASE, HOME) as root:
        program = root.copy_inside(image)
        told = root.run(program, user=USER, check=False)
        if "libexpat.so.1" in told:  # Python itself needs it, before the app can report it
            root.run("apt-get", "update", "-qq")
            root.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", "libexpat1")
            told = root.run(program, user=USER, check=False)
        assert "Teahouse cannot start" in told, told
        assert "install " in told, told
        yield "names what is missing on a bare system", told.splitlines()[-1]
        install_libraries(root)
        yield "self-check", root.run(program, "self-check", user=USER).splitlines()[-1]
        data = root.home / ".local/share/teahouse"
        give_model(data)
        root.give_to_person(root.home)
        yield "window and reply", visit(root.window(program), data, "appimage")
        _check_folders(root)
        yield "unpacks one version only", f"into ~/{UNPACKED}"
        locked = {"XDG_CACHE_HOME": "/nowhere", "TMPDIR": "/tmp"}
        root.run(program, "--version", user=USER, environment=locked)
        assert list((root.path / "tmp/teahouse-1000").glob("*/AppRun")), "nothing was unpacked among temporary files"
        yield "runs where the cache is locked", "from /tmp"


def _check_folders(root: CleanRoot) -> None:
    """Check that an unused version is removed when another one is unpacked."""
    folder = root.home / UNPACKED
    (current,) = (path for path in folder.iterdir() if path.is_dir())
    current.rename(folder / "00000000-old")
    (folder / f"{current.name}.lock").rename(folder / "00000000-old.lock")
    program = f"/tmp/{next(DIST.glob(f'Teahouse-{version()}-*.AppImage')).name}"
    root.run(program, "--version", user=USER)
    left = sorted(path.name for path in folder.iterdir())
    assert left == [current.name, f"{current.name}.lock"], left
