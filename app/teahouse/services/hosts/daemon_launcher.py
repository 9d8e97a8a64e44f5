"""Makes the supervisors of the daemons that the app starts: the built-in engine and an installed Ollama."""

from __future__ import annotations

import shutil
from pathlib import Path

from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings
from teahouse.desktop.paths import Paths
from teahouse.ollama import commands
from teahouse.ollama.process import DaemonProcess, DaemonSupervisor
from teahouse.services.events import EventSink, TroubleEvent


class DaemonLauncher:
    """The commands of our daemons. A change of an option applies to a daemon that is started later."""

    def __init__(self, paths: Paths, settings: Settings, post: EventSink) -> None:
        self._paths = paths
        self._post = post
        self._cloud = settings.cloud_models
        self._shared = settings.share_engine
        self._llama_server = settings.llama_server
        self._states_mib = settings.states_mib

    def allow_cloud(self, allowed: bool) -> None:
        """Whether an Ollama may use its makers' servers."""
        self._cloud = allowed

    def share_engine(self, shared: bool) -> None:
        """Whether a built-in engine serves other programs of this computer."""
        self._shared = shared

    def limit_states(self, mib: int) -> None:
        """How much a built-in engine may keep of conversations on disk."""
        self._states_mib = mib

    def use_llama_server(self, program: str) -> bool:
        """Set the program with which the built-in engine runs models, empty for its own; returns whether it changed."""
        changed = program != self._llama_server
        self._llama_server = program
        return changed

    def supervise_engine(self) -> DaemonSupervisor:
        """The supervisor of a built-in engine; each of its processes has a token of its own, unless it is shared."""
        models, log, shared = self._paths.models, self._paths.engine_log, self._shared

        def make() -> DaemonProcess:
            token = "" if shared else commands.random_token()
            program, states = self._find_llama_server(), self._states_mib
            command = commands.engine_command(models, shared=shared, llama_server=program, states_mib=states)
            return DaemonProcess(command, log, token=token)

        return DaemonSupervisor(make)

    def supervise_ollama(self, program: Path, address: Address) -> DaemonSupervisor:
        """The supervisor of the installed Ollama, which listens at `address`."""
        command, log = commands.ollama_command(program), self._paths.engine_log
        environment = commands.ollama_environment(address, cloud=self._cloud)
        return DaemonSupervisor(lambda: DaemonProcess(command, log, address=address, environment=environment))

    def _find_llama_server(self) -> str:
        """The chosen llama-server, empty where there is none. → `TroubleEvent` where it was removed"""
        program = self._llama_server
        if program and shutil.which(program) is None:
            self._post(TroubleEvent(Trouble(Problem.CARD_PROGRAM_MISSING, path=program)))
            return ""
        return program
