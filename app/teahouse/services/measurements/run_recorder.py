"""Stores runs with the hardware, power and host that they were measured on."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Mapping
from time import time
from typing import Any

from teahouse.core.conversation import new_id
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Hardware, Power, Run, Source
from teahouse.desktop import gpus, hardware, power
from teahouse.services.hosts.clients import Host
from teahouse.services.store_thread import StoreThread


class RunRecorder:
    def __init__(self, store_thread: StoreThread, host: Host) -> None:
        self._store_thread = store_thread
        self._host = host
        self._hardware: Hardware | None = None

    async def record_run(
        self,
        card: ModelCard,
        figures: Figures,
        source: Source,
        options: Mapping[str, Any],
        message_id: str | None = None,
    ) -> Run:
        """Store a run of a model on the current host and return it."""
        here = self._host.is_local
        run = Run(
            model=card.name,
            created=time(),
            figures=figures,
            digest=card.digest,
            quantization=card.quantization,
            host=self._host.status.key,
            host_version=self._host.status.version,
            engine=self._host.status.engine,
            message_id=message_id,
            options=dict(options),
            id=new_id(),
            source=source,
            hardware=await self.read_hardware() if here else Hardware(),
            power=await asyncio.to_thread(power.read_power_source) if here else Power.UNKNOWN,
        )
        await self._store_thread.write(lambda store: store.runs.add_runs(run))
        return run

    async def read_hardware(self) -> Hardware:
        """This computer's hardware, read once."""
        if self._hardware is None:
            self._hardware = await asyncio.to_thread(_hardware)
        return self._hardware


def _hardware() -> Hardware:
    found = gpus.read_gpus()
    return Hardware(
        cpu=hardware.cpu_name(),
        cores=hardware.physical_cores(),
        memory=hardware.read_memory().total,
        gpus=found.names,
        driver=found.driver,
        system=f"{platform.system()} {platform.release()}".strip(),
    )
