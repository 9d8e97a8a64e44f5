"""Stubs for three parts of Windows that Wine 8 lacks, so that Qt and Rust code can be loaded under it.

They export every name that the tested programs import from them. They do nothing, except for the one that returns
random bytes. They are used in this test only and are part of no package.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from recipe.build_paths import WORK, run
from recipe.windows import TOOL

MISSING = ("bcryptprimitives", "icuuc", "mscms")
_LIBRARY = re.compile(r"^\s*DLL Name: (\S+)")
_IMPORT = re.compile(r"^\s+[0-9a-f]+\s+(?:<none>\s+)?[0-9a-f]+\s+(\w+)\s*$")
_RANDOM = """
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL ProcessPrng(PBYTE data, SIZE_T length) { return SystemFunction036(data, (ULONG)length); }
"""


def make(tree: Path) -> list[Path]:
    """Make the stubs that the programs and libraries under `tree` need."""
    wanted: dict[str, set[str]] = {name: set() for name in MISSING}
    for path in tree.rglob("*"):
        if path.suffix.lower() in (".dll", ".pyd"):
            for library, names in imports(path).items():
                if library in wanted:
                    wanted[library] |= names
    return [_build(library, sorted(names)) for library, names in wanted.items()]


def imports(path: Path) -> dict[str, set[str]]:
    """The names that a Windows library imports, by the library that has them."""
    found: dict[str, set[str]] = {}
    library = ""
    for line in subprocess.check_output([f"{TOOL}objdump", "-p", str(path)], text=True, errors="replace").splitlines():
        if (started := _LIBRARY.match(line)) is not None:
            library = started[1].lower().removesuffix(".dll")
        elif library and (named := _IMPORT.match(line)) is not None:
            found.setdefault(library, set()).add(named[1])
    return found


def _build(library: str, names: list[str]) -> Path:
    folder = WORK / "stand-ins"
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / f"{library}.c", folder / f"{library}.dll"
    lines = [f"__declspec(dllexport) long long {name}(void) {{ return 0; }}\n" for name in names]
    source.write_text(_RANDOM if library == "bcryptprimitives" else "".join(lines))
    run(f"{TOOL}gcc", "-shared", "-s", "-w", "-o", target, source, "-ladvapi32")
    return target
