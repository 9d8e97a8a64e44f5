"""What the updates service tells."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.releases import Release
from teahouse.core.values import dataclass
from teahouse.desktop.channel import Channel


@dataclass(frozen=True, slots=True)
class UpdatesEvent:
    """What is known about newer versions. `asking`: somebody is being asked now; `asked`: when there was an answer,
    seconds since the epoch; `newer`: the newest release, when it is newer than this one; `trouble`: why there was no
    answer the last time."""

    channel: Channel
    asking: bool = False
    asked: float | None = None
    newer: Release | None = None
    trouble: Trouble | None = None
