"""The memory limits of the control groups a Linux process lives in, version 2 and version 1.

Each group on the way up to the root may have its own limit, and the tightest holds. Page cache that has not been used
for a while counts as left, since the kernel takes it back before anything else.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from teahouse.core.values import dataclass

# Version 1 writes "no limit" as the largest number of whole pages; nothing that large is meant as a limit.
UNLIMITED = 1 << 60
_GROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


@dataclass(frozen=True, slots=True)
class Limit:
    """One group's limit and what is left of it, in bytes."""

    total: int
    left: int


def limits(groups: Path = _GROUPS, own: Path = _OWN) -> tuple[Limit, ...]:
    """Every memory limit this process is under; none outside containers and slices, as a rule."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        hierarchy, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if hierarchy == "0":
            found += [_version_2(folder) for folder in _upward(groups, group)]
        elif "memory" in controllers.split(","):
            found += [_version_1(folder) for folder in _upward(groups / "memory", group)]
    return tuple(limit for limit in found if limit is not None)


def _upward(root: Path, group: str) -> list[Path]:
    """The folders of a group and of those above it. In a container the group's own path may lie outside of what is
    mounted, and then the root is the group."""
    inner = PurePosixPath(group.lstrip("/"))
    return [root / step for step in (inner, *inner.parents) if ".." not in step.parts]


def _version_2(folder: Path) -> Limit | None:
    return _limit(folder / "memory.max", folder / "memory.current", folder / "memory.stat", "inactive_file")


def _version_1(folder: Path) -> Limit | None:
    return _limit(
        folder / "memory.limit_in_bytes",
        folder / "memory.usage_in_bytes",
        folder / "memory.stat",
        "total_inactive_file",
    )


def _limit(most: Path, used: Path, statistics: Path, reclaimable: str) -> Limit | None:
    try:
        total, taken = int(most.read_text()), int(used.read_text())
        counts = dict(line.split(maxsplit=1) for line in statistics.read_text().splitlines() if " " in line)
        given_back = int(counts.get(reclaimable, 0))
    except (OSError, ValueError):  # no such group here, or "max"
        return None
    return None if total >= UNLIMITED else Limit(total, max(0, total - taken + given_back))
