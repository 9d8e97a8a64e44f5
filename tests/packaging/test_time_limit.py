"""No step of `make package-test` may hold up the others."""

import subprocess
import sys
import time
import types

import pytest
import try_packages
from smoke.limit import time_limit


def hanging():
    """Steps of a package: one that works, one that waits for a process that never ends."""
    yield "installs", "at once"
    subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"], check=True)
    yield "starts", "never comes"


def test_a_step_that_hangs_fails_and_the_next_package_is_tried(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "smoke.hanging", types.SimpleNamespace(steps=hanging))
    monkeypatch.setitem(sys.modules, "smoke.well", types.SimpleNamespace(steps=lambda: iter([("starts", "well")])))
    monkeypatch.setattr(try_packages, "STEP_SECONDS", 1.0)
    began = time.monotonic()
    assert try_packages.main(["hanging", "well"]) == 1
    assert time.monotonic() - began < 60.0
    said = capsys.readouterr().out
    assert "TimeoutError: it took longer than 1 s" in said
    assert "well: starts: well" in said
    assert said.endswith("2 passed, 1 failed\n")


def test_what_is_done_in_time_is_not_interrupted_later():
    with time_limit(0.05):
        pass
    time.sleep(0.1)
    with pytest.raises(TimeoutError), time_limit(0.05):
        time.sleep(600)
