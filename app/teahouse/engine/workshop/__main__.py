"""`python -m teahouse.engine.workshop`: one job of the workshop, read from stdin."""

from __future__ import annotations

import sys

from teahouse.engine.workshop.process import main

sys.exit(main())
