"""Speaking to a daemon: where it is, what it says, and the process it runs in when it is ours.

Nothing is imported here: `address`, `discovery` and `process` are cheap, `client` brings httpx.
"""

import sys
from importlib.util import find_spec
from typing import Any, cast

# Where rich is installed, httpx brings a command line of its own along: a tenth of a second and 8 MB for nothing.
# None says that there is no such module (see `import` in Python's reference), and httpx does without.
cast(dict[str, Any], sys.modules).setdefault("httpx._main", None)

# httpcore asks sniffio, if there is one, for each of its locks. Where there is none it would be looked for in every
# folder, several times a request.
if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    cast(dict[str, Any], sys.modules)["sniffio"] = None
