"""The packaging scripts are no package of the app; tests import them from their folder, as make.py does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
