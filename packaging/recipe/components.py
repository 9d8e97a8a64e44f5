"""The components of a package by their makers: for the licences in it and for the bill of materials."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from functools import cache
from pathlib import Path

from recipe.build_paths import PACKAGING, output

OWN_TEXTS = PACKAGING / "licences"
QT_PARTS = ("pyside6-essentials", "shiboken6")
# Vendored parts of distributions without their licences: (name, version, licence).
# A version is empty where the binary does not have it; "{build}" is the last part of the distribution's version.
CARRIED = {
    "cffi": (("libffi", "", "MIT"),),
    "cryptography": (("openssl", "", "Apache-2.0"),),
    "pynacl": (("libsodium", "", "ISC"),),
    "pyyaml": (("libyaml", "0.2.5", "MIT"),),
    "xllamacpp": (
        ("llama.cpp", "b{build}", "MIT"),
        ("cpp-httplib", "", "MIT"),
        ("miniaudio", "", "MIT-0"),
        ("nlohmann-json", "3.12.0", "MIT"),
        ("stb-image", "", "MIT"),
    ),
    "ziafont": (("dejavu-sans", "2.37", "Bitstream-Vera"),),
    "ziamath": (("stix-two-math", "2.13", "OFL-1.1"),),
}
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """One component of another maker. `licence` is an SPDX expression or the maker's words; `purl` identifies it.
    `parts` were compiled into it, according to its maker's bill of materials; they have no licence texts of their
    own."""

    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[Path, ...] = ()
    parts: tuple[Component, ...] = ()


def of_site_packages(folder: Path, names: Iterable[str] | None = None) -> Iterator[Component]:
    """The distributions in a site-packages folder: those of these names, or all."""
    wanted = None if names is None else {plain(name) for name in names}
    for info in sorted(folder.glob("*.dist-info")):
        metadata = message_from_string((info / "METADATA").read_text(encoding="utf-8"))
        name = plain(metadata["Name"])
        if wanted is None or name in wanted:
            texts = sorted(
                path for path in info.rglob("*") if path.is_file() and _LICENCE_FILE.search(path.name.lower())
            )
            if name in QT_PARTS:
                texts = sorted(OWN_TEXTS.glob("*GPL-3.0-only.txt"))
            texts = texts or sorted(OWN_TEXTS.glob(f"{name}.txt"))
            version = metadata["Version"]
            parts = tuple(sorted(set(_parts(info / "sboms"))))
            yield Component(name, version, _licence(metadata), f"pkg:pypi/{name}@{version}", tuple(texts), parts)


def list_vendored(found: Iterable[Component]) -> Iterator[Component]:
    """The vendored parts of these distributions, with the licences that we add for them."""
    for component in found:
        for name, told, licence in CARRIED.get(component.name, ()):
            version = told.format(build=component.version.rpartition(".")[2])
            purl = f"pkg:generic/{name}@{version}" if version else f"pkg:generic/{name}"
            yield Component(name, version, licence, purl, tuple(OWN_TEXTS.glob(f"{name}.txt")))


def distributions_of(top_levels: Iterable[str], folder: Path) -> set[str]:
    """The distributions in a site-packages folder that own these top-level modules."""
    wanted = set(top_levels)
    found = set()
    for info in folder.glob("*.dist-info"):
        record = (info / "RECORD").read_text(encoding="utf-8").splitlines()
        owned = {re.split(r"[/,.]", line, maxsplit=1)[0] for line in record if not line.startswith("..")}
        if owned & wanted:
            found.add(info.name.partition("-")[0])
    return found


def bundled_modules(toc: Path) -> set[str]:
    """Top-level names of the modules in PyInstaller's archive, from its table of contents."""
    found = set()
    for value in ast.literal_eval(toc.read_text(encoding="utf-8")):
        if isinstance(value, list):
            found |= {str(entry[0]).partition(".")[0] for entry in value if isinstance(entry, tuple)}
    return found


def bundled_files(toc: Path) -> dict[str, Path]:
    """The origin of each bundled file by its place in the bundle, from PyInstaller's table of contents."""
    entries = ast.literal_eval(toc.read_text(encoding="utf-8"))[0]
    return {target: Path(source) for target, source, kind in entries if kind in ("BINARY", "EXTENSION")}


def of_system(sources: Iterable[Path]) -> Iterator[Component]:
    """Debian's packages that own these files; files without a package are ignored."""
    for package in sorted({owner for source in sources if (owner := _owner(source))}):
        version, source = output(["dpkg-query", "-W", "-f", "${Version} ${source:Package}", package]).split()
        name = package.partition(":")[0]
        copyright_file = Path(f"/usr/share/doc/{name}/copyright")
        texts = (copyright_file,) if copyright_file.is_file() else ()
        yield Component(name, version, f"see the copyright file of {source}", f"pkg:deb/debian/{name}@{version}", texts)


def of_python(version: str, licence_file: Path) -> Component:
    """The Python interpreter."""
    texts = (licence_file,) if licence_file.is_file() else ()
    return Component("python", version, "PSF-2.0", f"pkg:generic/python@{version}", texts)


def plain(name: str) -> str:
    """A distribution's name in the form of package indexes."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _parts(sboms: Path) -> Iterator[Component]:
    """The parts that were compiled into a distribution according to its maker: CycloneDX files (PEP 770)."""
    for path in sorted(sboms.glob("*.json")):
        for part in json.loads(path.read_text(encoding="utf-8")).get("components", []):
            if part.get("scope") != "excluded":  # needed for building only
                told = [each.get("expression") or each["license"].get("id", "") for each in part.get("licenses") or []]
                purl = part.get("purl", "").partition("?")[0]
                yield Component(part["name"], part.get("version", ""), " AND ".join(told), purl)


def _licence(metadata: Message) -> str:
    said = metadata["License-Expression"] or metadata["License"] or ""
    if said and "\n" not in said:
        return str(said)
    classifiers = metadata.get_all("Classifier") or []
    return next(
        (line.removeprefix(_CLASSIFIER) for line in classifiers if line.startswith(_CLASSIFIER)), "see its text"
    )


@cache
def _owner(source: Path) -> str:
    """The Debian package that owns a file, for every spelling of its path (/lib is a link to /usr/lib)."""
    if shutil.which("dpkg-query") is None:
        return ""
    resolved = source.resolve()
    for path in (source, resolved, Path(str(resolved).removeprefix("/usr"))):
        found = output(["dpkg-query", "-S", str(path)]).partition(": ")[0]
        if found:
            return found.partition(",")[0]
    return ""
