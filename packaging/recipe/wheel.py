"""The wheel for pip, pipx and uv: `pipx install './teahouse-….whl[engine]'`."""

from __future__ import annotations

import shutil
from pathlib import Path

from recipe import environment
from recipe.build_paths import DIST, ROOT, WORK, run, version


def make() -> Path:
    """dist/teahouse-<version>-py3-none-any.whl."""
    folder = WORK / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    pip = (environment.python(), "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    DIST.mkdir(exist_ok=True)
    return Path(shutil.copy(folder / f"teahouse-{version()}-py3-none-any.whl", DIST))
