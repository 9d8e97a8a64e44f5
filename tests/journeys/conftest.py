"""Two real models in a fresh home."""

import os
import sys

import pytest

from fixtures.models import make_models_dir
from teahouse.desktop.paths import Paths


@pytest.fixture
def home(tmp_path):
    """A home with SmolLM2-135M and Gemma 3 270M."""
    make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)}).models, longest=200)
    return tmp_path


def pytest_collection_modifyitems(items):
    """Journeys need a window system: `make test` gives them one."""
    screen = os.environ.get("DISPLAY") or sys.platform != "linux"
    if not screen or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason="journeys need a screen of their own: see make test"))
