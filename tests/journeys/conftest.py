"""Two real models in a fresh home; nothing of this computer's Ollama is asked."""

import os
import sys

import pytest

from fixtures.models import make_models_dir
from teahouse.desktop.paths import Paths
from teahouse.services import hosts


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with SmolLM2-135M and Gemma 3 270M, and no Ollama anywhere near."""
    make_models_dir(Paths.of({"TEAHOUSE_HOME": str(tmp_path)}).models, longest=200)
    monkeypatch.setattr(hosts.discovery, "installed_ollama", lambda: None)
    monkeypatch.setattr(hosts, "LOCAL_OLLAMA", hosts.Address("http", "127.0.0.1", 9))
    return tmp_path


def pytest_collection_modifyitems(items):
    """Journeys need a window system: `make test` gives them one."""
    screen = os.environ.get("DISPLAY") or sys.platform != "linux"
    if not screen or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason="journeys need a screen of their own: see make test"))
