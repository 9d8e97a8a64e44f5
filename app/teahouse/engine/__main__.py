"""`python -m teahouse.engine`: the daemon; with `--runner` one of its runners."""

from __future__ import annotations

import sys

from teahouse.engine import main

sys.exit(main(sys.argv[1:]))
