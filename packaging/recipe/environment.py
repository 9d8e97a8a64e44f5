"""The clean Python environment that packages are built from: pinned and hashed, with only the app and PyInstaller."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from recipe.build_paths import PACKAGING, ROOT, WORK, run

REQUIREMENTS = PACKAGING / "requirements" / "package.txt"


def python() -> Path:
    """The environment's interpreter; the environment is created again when the requirements change."""
    folder = WORK / "venv"
    program = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "made-from"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return program
    if sys.platform != "win32" and not sysconfig.get_config_var("Py_ENABLE_SHARED") and not _is_framework():
        raise SystemExit(
            f"{sys.executable} has no shared libpython, which a packaged app needs: "
            "take another Python, for example `make package PYTHON=/usr/bin/python3`"
        )
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "venv", folder)
    pip = (program, "-m", "pip", "install", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", REQUIREMENTS, cwd=ROOT)
    stamp.write_text(wanted)
    return program


def _is_framework() -> bool:
    return bool(sysconfig.get_config_var("PYTHONFRAMEWORK"))
