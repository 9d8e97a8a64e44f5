"""Measures the speed of this computer's memory: once by itself while the computer is idle, and when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from teahouse.core.run import Power
from teahouse.desktop import hardware, power
from teahouse.services.measurements.calibration import CalibrationFile

IDLE_SECONDS = 1.0  # before a test by itself: the list that asked for it is painted first

Report = Callable[[], Awaitable[object]]  # awaited when `running` has changed


class MemoryTest:
    """`measuring` is held during measurements of models; `is_answering`: whether a reply is arriving. On the loop's
    thread; the test itself runs on others, without the GIL."""

    def __init__(
        self, calibration_file: CalibrationFile, measuring: asyncio.Lock, is_answering: Callable[[], bool]
    ) -> None:
        self._calibration_file = calibration_file
        self._measuring = measuring
        self._is_answering = is_answering
        self._running = False

    @property
    def running(self) -> bool:
        """Whether memory is being measured, or will be in a moment."""
        return self._running

    async def prepare_first_test(self) -> bool:
        """Whether `run_first_test` must be called now: memory was not measured while this computer was idle, and it has
        mains power."""
        if self._running or not await asyncio.to_thread(self._is_due):
            return False
        due, self._running = not self._running, True
        return due

    async def run_first_test(self, report: Report) -> None:
        """Measure if the computer is idle in a moment; else the next `prepare_first_test` tries again."""
        try:
            await asyncio.sleep(IDLE_SECONDS)
            if not self._measuring.locked() and not self._is_answering():
                await self._measure()
        finally:
            self._running = False
            await report()

    async def run_test(self, report: Report) -> None:
        """Measure now, unless a test is running."""
        if self._running:
            return
        self._running = True
        try:
            await report()
            await self._measure()
        finally:
            self._running = False
            await report()

    async def _measure(self) -> None:
        measured = await asyncio.to_thread(hardware.measure_bandwidth)
        if measured is not None:
            processor = await asyncio.to_thread(hardware.cpu_name)
            self._calibration_file.save_speed(measured.rate, processor, steady=measured.steady)

    def _is_due(self) -> bool:
        measured = self._calibration_file.is_measured_on(hardware.cpu_name())
        return not measured and power.read_power_source() is not Power.BATTERY
