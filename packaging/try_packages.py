"""Installs and runs the packages in dist/: `python packaging/try_packages.py [WHAT …]`, all of them by default.

    deb rpm appimage windows wheel

Every step is a line and has a time limit; the last line counts them. Pictures of the windows are under
build/package/pictures/.
"""

from __future__ import annotations

import importlib
import sys
import time
import traceback

from smoke.limit import time_limit

STEP_SECONDS = 600.0  # the longest step installs some hundred packages
KINDS = ("wheel", "deb", "rpm", "appimage", "windows")


def main(words: list[str]) -> int:
    """Test the requested packages; 1 when anything failed."""
    passed = failed = 0
    for kind in [word for word in words if not word.startswith("--")] or KINDS:
        steps = importlib.import_module(f"smoke.{kind}").steps()
        while True:
            began = time.monotonic()
            try:
                with time_limit(STEP_SECONDS):
                    step = next(steps, None)
            except (Exception, SystemExit):
                failed += 1
                print(f"FAILED  {kind}:\n{traceback.format_exc()}", flush=True)
                break
            if step is None:
                break
            passed += 1
            name, finding = step
            print(f"ok {time.monotonic() - began:6.1f} s  {kind}: {name}: {finding}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
