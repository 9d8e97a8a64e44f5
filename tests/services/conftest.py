"""The layers below the window against a scripted daemon on a real socket and a real database in a fresh folder."""

import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_daemon import ScriptedDaemon


@pytest.fixture
def daemon():
    with ScriptedDaemon() as scripted:
        yield scripted


@pytest.fixture
def session(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as opened:
        yield opened
