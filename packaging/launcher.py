"""Entry point of the packaged app: restores the environment that PyInstaller changed, then runs the command line.

A missing system library would end the start with a traceback that nobody sees who clicked an icon; here it becomes a
sentence, on stderr and in whatever dialog the desktop can show.
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


def give_back_environment() -> None:
    """Children such as a browser or Ollama must find the system's libraries, not the bundled ones; children that are
    this program again (the engine, its runners) must look for the bundled ones anew, which PyInstaller's program
    leaves out when it takes itself for a part of its parent."""
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before


def speak_to_input_methods() -> None:
    """Use the IBus plugin for Fcitx, whose own Qt plugin is not in the package; Fcitx implements IBus's protocol."""
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"


def show(sentence: str) -> None:
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
    give_back_environment()
    speak_to_input_methods()
    from teahouse.cli import main as command_line

    try:
        return command_line(sys.argv[1:])
    except ImportError as error:
        if ".so" not in str(error):
            raise
        from teahouse.selfcheck.hints import add_hint

        show(f"Teahouse cannot start: {add_hint(str(error))}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
