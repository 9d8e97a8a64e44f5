"""A scripted daemon for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fixtures.scripted_daemon import ScriptedDaemon


@pytest.fixture
def daemon() -> Iterator[ScriptedDaemon]:
    with ScriptedDaemon() as daemon:
        yield daemon
