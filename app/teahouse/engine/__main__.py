"""`python -m teahouse.engine`: the daemon, and the way it starts its own runners."""

from __future__ import annotations

import sys

from teahouse.engine import main

sys.exit(main(sys.argv[1:]))
