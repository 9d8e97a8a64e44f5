"""A network namespace of its own, with a way out that leads nowhere: every packet that leaves is read and counted.

    unshare --net --mount python -m torture._namespace REPORT -- COMMAND…

Here `lo` is up, and a TUN device has an address, the default route, and the name server that resolv.conf names. What
goes out by it is read by this process instead of being sent. REPORT gets, as JSON, what was counted for one look-up of
a name before the command (the control), what was counted while it ran, and its exit status.
"""

from __future__ import annotations

import fcntl
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

DEVICE = "teahouse0"
SERVER = "10.99.0.53"
RESOLV = f"nameserver {SERVER}\noptions timeout:1 attempts:1\n"
SWITCH = "hosts: files dns\npasswd: files\ngroup: files\n"
CONTROL = "control.example.net"
_TUNSETIFF, _TUN_WITHOUT_HEAD = 0x400454CA, 0x1001
_OF_THE_KERNEL = ("icmpv6", "igmp")  # it announces multicast groups by itself
_PROTOCOLS = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 58: "icmpv6", 0: "icmpv6"}


class Counter:
    """Reads the device on a thread; `packets` are those of programs."""

    def __init__(self) -> None:
        self.packets: list[str] = []
        self._device = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(self._device, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _TUN_WITHOUT_HEAD))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while packet := os.read(self._device, 65536):
            said = described(packet)
            if not said.startswith(_OF_THE_KERNEL):
                self.packets.append(said)

    def take(self) -> list[str]:
        """What was counted since the last call."""
        taken, self.packets = self.packets, []
        return taken


def described(packet: bytes) -> str:
    """A packet in words: "udp 10.99.0.53:53 registry.ollama.ai"."""
    if packet[0] >> 4 == 6:
        protocol, to, rest = packet[6], str(ipaddress.IPv6Address(packet[24:40])), packet[40:]
    else:
        start = (packet[0] & 15) * 4
        protocol, to, rest = packet[9], str(ipaddress.IPv4Address(packet[16:20])), packet[start:]
    name = _PROTOCOLS.get(protocol, str(protocol))
    if name not in ("tcp", "udp"):
        return f"{name} {to}"
    port = struct.unpack(">H", rest[2:4])[0]
    return f"{name} {to}:{port} {_name_asked(rest[8:])}" if port == 53 else f"{name} {to}:{port}"


def _name_asked(query: bytes) -> str:
    labels, at = [], 12
    while at < len(query) and (length := query[at]):
        labels.append(query[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return ".".join(labels)


def prepare() -> Counter:
    """Set the namespace up; raises OSError or CalledProcessError where that is not allowed."""
    counter = Counter()
    for command in (
        "ip link set lo up",
        f"ip link set {DEVICE} up",
        f"ip addr add 10.99.0.2/24 dev {DEVICE}",
        f"ip route add default via 10.99.0.1 dev {DEVICE}",
    ):
        subprocess.run(command.split(), check=True, capture_output=True)
    for command in ("ip -6 addr add fd99::2/64 nodad dev", "ip -6 route add default via fd99::1 dev"):
        # Where there is no IPv6, nothing leaves by it either.
        subprocess.run([*command.split(), DEVICE], check=False, capture_output=True)
    folder = Path(tempfile.mkdtemp())
    for path, text in (("/etc/resolv.conf", RESOLV), ("/etc/nsswitch.conf", SWITCH)):
        stand_in = folder / Path(path).name
        stand_in.write_text(text)
        subprocess.run(["mount", "--bind", str(stand_in), path], check=True, capture_output=True)
    return counter


def control(counter: Counter) -> list[str]:
    """What is counted of one look-up of a name."""
    with suppress(socket.gaierror):
        socket.getaddrinfo(CONTROL, 443)
    return counter.take()


def main(report: str, command: list[str]) -> int:
    """Prepare, run the control, run the command; what was found goes to `report`."""
    found: dict[str, Any] = {}
    try:
        counter = prepare()
    except (OSError, subprocess.CalledProcessError) as error:
        found["refused"] = str(error)
    else:
        found["control"] = control(counter)
        done = subprocess.run(command, check=False)
        found |= {"status": done.returncode, "packets": counter.take()}
    Path(report).write_text(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[3:]))
