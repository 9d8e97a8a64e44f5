"""The .rpm in a clean root. Fedora's packages are not available everywhere, so the libraries that it needs come from
Debian; rpm's names for them are checked against the libraries' own names."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from recipe.build_paths import DIST, version
from recipe.deb import DEPENDS
from recipe.rpm import LIBRARIES
from smoke.clean_root import USER, CleanRoot
from smoke.visit import give_model, visit

RELEASE = "bookworm"


def steps() -> Iterator[tuple[str, str]]:
    """The steps as (name, finding), in order; AssertionError ends them."""
    package = next(DIST.glob(f"teahouse-{version()}-*.rpm"))
    with CleanRoot(RELEASE) as root:
        install_libraries(root)
        missing = [name for name in LIBRARIES if not list(root.path.glob(f"usr/lib/*/{name}"))]
        missing = [name for name in missing if not list(root.path.glob(f"lib/*/{name}"))]
        assert not missing, f"no such libraries: {missing}"
        before = root.files()
        _rpm(root, "--install", "--nodeps", str(package))
        yield "is installed", f"{package.name}, and needs {len(LIBRARIES)} libraries that exist"
        yield "self-check", root.run("teahouse", "self-check", user=USER).splitlines()[-1]
        data = root.home / ".local/share/teahouse"
        give_model(data)
        root.give_to_person(root.home)
        yield "window and reply", visit(root.window("teahouse"), data, "rpm")
        said = _rpm(root, "--erase", "teahouse")
        assert ".local/share/teahouse" in said, f"erasing does not say where conversations are:\n{said}"
        left = root.find_leftovers(before)
        assert not left, f"left behind: {left}"
        yield "erased", "nothing is left but the person's own"


def install_libraries(root: CleanRoot) -> None:
    """Install the libraries of any desktop system that a minimal Debian lacks."""
    names = [dependency.partition(" ")[0] for dependency in DEPENDS]
    root.run("apt-get", "update", "-qq")
    root.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", "fonts-dejavu-core", *names)


def _rpm(root: CleanRoot, *words: str) -> str:
    command = ["rpm", "--root", str(root.path), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def unpacked_size(package: Path) -> int:
    """The installed size in bytes, from its metadata."""
    return int(subprocess.check_output(["rpm", "--query", "--package", "--queryformat", "%{SIZE}", str(package)]))
