"""Qt: the window, its pages, and the one door between them and the services.

PySide6 puts a function of its own in the place of `__import__`, so that a module can say `from __feature__ import
snake_case`. With each import it reads the source of what was imported, to see whether that uses PySide6, and keeps it:
18 MB in the end. For that it asks the module for attributes, also one that is half executed; pydantic imports more of
itself when it is asked, and failed so in one start of sixty. Nothing here uses `__feature__`, so the function from
before is put back, before anything else imports PySide6 (`application.py`), and what was read is dropped.

Then the methods of every class that follows are guarded (`overrides`).
"""

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - it replaces the function

if hasattr(builtins, "__orig_import__"):
    builtins.__import__ = builtins.__orig_import__
    linecache.clearcache()

from teahouse.ui.overrides import guard_overrides

guard_overrides()
