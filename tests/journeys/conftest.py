"""Two real models in a fresh home; nothing of this computer's Ollama is asked."""

import pytest

from fixtures.models import make_models_dir
from teahouse.desktop.paths import Paths
from teahouse.services import hosts


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with SmolLM2-135M and Gemma 3 270M, and no Ollama anywhere near."""
    make_models_dir(Paths.of({"TEAHOUSE_HOME": str(tmp_path)}).models)
    monkeypatch.setattr(hosts.discovery, "installed_ollama", lambda: None)
    monkeypatch.setattr(hosts, "LOCAL_OLLAMA", hosts.Address("http", "127.0.0.1", 9))
    return tmp_path
