"""A fresh Debian in a folder, with its minimal packages only: packages are tried in it.

Commands run in namespaces of their own, so that no mount and no process remains.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from recipe.build_paths import WORK, run

from fixtures.isolated_environment import closed_port

ROOTS = WORK / "roots"
USER = 1000
NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child")
ENTER = (
    'root=$1; user=$2; shift 2; mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"; '
    'mount --rbind /sys "$root/sys"; exec chroot --userspec="$user:$user" "$root" "$@"'
)
WATCH = (
    '"$@"; code=$?; sleep 0.5; for process in /proc/[0-9]*; do [ "$process" = /proc/$$ ] || '
    'echo "left running: $(tr "\\0" " " < "$process/cmdline")"; done; exit $code'
)
# An Ollama of this computer is not used: the address is one where nobody listens.
NO_OLLAMA = {"TEAHOUSE_LOCAL_OLLAMA": f"127.0.0.1:{closed_port()}"}
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


class CleanRoot:
    """A context manager: the root exists inside and is removed afterwards. `home` is the home folder of an ordinary
    user."""

    def __init__(self, release: str, home: str = "/home/tea") -> None:
        self.release = release
        self.path = ROOTS / f"{release}-{os.getpid()}"
        self._home = home

    def __enter__(self) -> Self:
        archive = ROOTS / f"{self.release}.tar"
        if not archive.exists():
            ROOTS.mkdir(parents=True, exist_ok=True)
            made = archive.with_suffix(f".{os.getpid()}")
            run("mmdebstrap", "--variant=minbase", "--format=tar", self.release, made)
            made.rename(archive)
        self.path.mkdir()
        run("tar", "--extract", "--file", archive, "--directory", self.path, "--exclude", "./dev/*")
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.path / "etc" / name)
        for settings in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
            shutil.copy(settings, self.path / "etc/apt/apt.conf.d")
        self.home.mkdir(parents=True)
        self.give_to_person(self.home)
        return self

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self.path)

    @property
    def home(self) -> Path:
        return self.path / self._home.removeprefix("/")

    def command(self, *words: str, user: int = 0, environment: Mapping[str, str] | None = None) -> list[str]:
        """The command line that runs `words` inside, as root or as the ordinary user, with a small environment."""
        values = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": self._home if user else "/root",
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **NO_OLLAMA,
            **{name: os.environ[name] for name in PROXIES if name in os.environ},
            **(environment or {}),
        }
        settings = [f"{name}={value}" for name, value in values.items()]
        inside = ["env", "--ignore-environment", f"--chdir={values['HOME']}", *settings, *words]
        return [*NAMESPACE, "sh", "-ec", ENTER, "sh", str(self.path), str(user), *inside]

    def run(self, *words: str, user: int = 0, environment: Mapping[str, str] | None = None, check: bool = True) -> str:
        """Run a command and return its output; AssertionError with the output when it fails and `check` is set."""
        done = subprocess.run(
            self.command(*words, user=user, environment=environment),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def window(self, *words: str, **environment: str) -> Callable[[str], list[str]]:
        """The functions that `visit` needs: the command line of the ordinary user on a given screen, and the processes
        that still run after its end."""
        watched = ("sh", "-c", WATCH, "sh", *words)
        return lambda display: self.command(*watched, user=USER, environment={"DISPLAY": display, **environment})

    def copy_inside(self, file: Path, target: str = "/tmp") -> str:
        """Copy a file inside; returns its path there."""
        folder = self.path / target.removeprefix("/")
        shutil.copy(file, folder)
        (folder / file.name).chmod(0o755)
        return f"{target}/{file.name}"

    def give_to_person(self, path: Path) -> None:
        """Make the ordinary user the owner of a file or a tree inside."""
        for one in [path, *path.rglob("*")]:
            os.chown(one, USER, USER, follow_symlinks=False)

    def find_leftovers(self, before: set[str]) -> list[str]:
        """The files of a package that were not there `before`, outside of home folders. Folders that several packages
        share (usr/share/icons) are ignored."""
        home = str(self.home.relative_to(self.path))
        new = (path for path in sorted(self.files() - before) if not path.startswith((home, "root")))
        return [path for path in new if "teahouse" in path.lower() or not (self.path / path).is_dir()]

    def files(self) -> set[str]:
        """Every path inside, without those that the system itself writes to."""
        changing = ("var/cache", "var/lib/apt", "var/lib/dpkg", "var/lib/rpm", "var/log", "tmp", "proc", "dev", "sys")
        found = set()
        for folder, folders, names in os.walk(self.path):
            inner = os.path.relpath(folder, self.path)
            if inner in changing:
                folders.clear()
                continue
            found |= {os.path.normpath(os.path.join(inner, name)) for name in (*folders, *names)}
        return found


def can_make_roots() -> bool:
    """Whether this system can make clean roots."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mmdebstrap") is not None
