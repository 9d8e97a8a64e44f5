"""HTTP to one host, whatever it speaks: where it is, its connections, the bytes of its answers, what went wrong."""

import sys
from importlib.util import find_spec
from typing import Any, cast

# Where rich is installed, httpx imports its command line, which takes 0.1 s and 8 MB. None means that there is no such
# module (see `import` in Python's reference), and httpx works without it.
cast(dict[str, Any], sys.modules).setdefault("httpx._main", None)

# httpcore imports sniffio for each of its locks. A missing one is searched in every folder, several times a request.
if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    cast(dict[str, Any], sys.modules)["sniffio"] = None
