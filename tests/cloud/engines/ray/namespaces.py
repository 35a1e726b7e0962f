"""Hosts on one machine: networks joined by a bridge, each host with monotonic clocks of its own.

Source: ip-netns(8), ip-link(8), unshare(1), time_namespaces(7).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Host:
    """A network of its own; files are the machine's."""

    name: str
    namespace: str
    link: str
    address: str
    up_s: int
    """Its monotonic clock is so much ahead of the machine's: hosts don't boot together."""

    def command(self, argv: Sequence[str]) -> list[str]:
        return ["ip", "netns", "exec", self.namespace, *argv]

    def start(self, argv: Sequence[str]) -> list[str]:
        """The same with processes of its own: Ray looks for others of the machine by name."""
        apart = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--time"]
        clocks = ["--monotonic", str(self.up_s), "--boottime", str(self.up_s)]
        return self.command([*apart, *clocks, *argv])

    def cut(self) -> None:
        """Nothing gets in or out any more."""
        _ip("link", "set", self.link, "down")

    def mend(self) -> None:
        _ip("link", "set", self.link, "up")

    def kill(self) -> None:
        """As if the power were cut: every process at once."""
        listed = subprocess.run(
            ["ip", "netns", "pids", self.namespace], capture_output=True, text=True, check=False
        )
        for pid in listed.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def why_not() -> str:
    """Why namespaces can't be made here; "" if they can."""
    if shutil.which("ip") is None:
        return "no `ip` (iproute2)"
    if os.geteuid() != 0:
        return "not root"
    probe = f"jrp{os.getpid() % 10000}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False)
    if made.returncode != 0:
        return made.stderr.decode().strip()
    _ip("netns", "del", probe)
    return ""


@contextlib.contextmanager
def make_hosts(names: Sequence[str]) -> Iterator[list[Host]]:
    """Hosts that reach each other, removed with all their processes afterwards."""
    mark = os.getpid() % 10000
    net = f"10.{200 + mark % 50}.{mark % 250}"
    bridge = f"jrb{mark}"
    hosts = [
        Host(name, f"jr{mark}{name}", f"jv{mark}{name}", f"{net}.{number}", number * 1_000_000)
        for number, name in enumerate(names, 1)
    ]
    try:
        _ip("link", "add", bridge, "type", "bridge")
        _ip("addr", "add", f"{net}.254/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for host in hosts:
            _make(host, bridge)
        yield hosts
    finally:
        for host in hosts:
            host.kill()
            # Its namespace goes when the last process has gone, and a link's name with it: too late
            # for the next test.
            _ip("link", "del", host.link, check=False)
            _ip("netns", "del", host.namespace, check=False)
        _ip("link", "del", bridge, check=False)


def _make(host: Host, bridge: str) -> None:
    _ip("netns", "add", host.namespace)
    _ip("link", "add", host.link, "type", "veth", "peer", "name", "eth0", "netns", host.namespace)
    _ip("link", "set", host.link, "master", bridge, "up")
    for words in (
        ("addr", "add", f"{host.address}/24", "dev", "eth0"),
        ("link", "set", "lo", "up"),
        ("link", "set", "eth0", "up"),
    ):
        _ip("-n", host.namespace, *words)


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], capture_output=True, check=check)
