"""Entry point of the packaged app: restores the environment that PyInstaller changed, then runs the command line.

Without a system library the start would end with a traceback that is not visible after a click on an icon. It is
reported as a sentence instead, on stderr and in a dialog program of the desktop.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

DIALOGS = (
    ("zenity", "--error", "--no-markup", "--title=Teahouse", "--text={}"),
    ("kdialog", "--title", "Teahouse", "--error", "{}"),
    ("xmessage", "-center", "{}"),
    ("notify-send", "--app-name=Teahouse", "Teahouse", "{}"),
)


def restore_environment() -> None:
    """Restore the variables for child processes: a browser or Ollama must find the system's libraries, not the bundled
    ones; a child that is this program again (the engine, its runners) must find the bundled ones anew, which
    PyInstaller's program omits when it takes itself for a part of its parent."""
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before


def choose_input_method() -> None:
    """Use the IBus plugin for Fcitx, whose own Qt plugin is not in the package; Fcitx implements IBus's protocol."""
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"


def show_error(sentence: str) -> None:
    """Show a message on stderr, and without a terminal in the first dialog program that is installed."""
    print(sentence, file=sys.stderr)
    if sys.stderr.isatty() or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    for program, *arguments in DIALOGS:
        if shutil.which(program):
            subprocess.Popen([program, *(argument.format(sentence) for argument in arguments)], start_new_session=True)
            return


def main() -> int:
    """Run one command of Teahouse; 1 with a sentence when a system library is missing."""
    restore_environment()
    choose_input_method()
    from teahouse.cli import main as command_line

    try:
        return command_line(sys.argv[1:])
    except ImportError as error:
        if ".so" not in str(error):
            raise
        from teahouse.selfcheck.hints import add_hint

        show_error(f"Teahouse cannot start: {add_hint(str(error))}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
