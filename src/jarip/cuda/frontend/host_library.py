"""Which C++ library host code is compiled against: the system's libstdc++, or zig's own libc++.

A machine with g++ has libstdc++, which every other library there was built with, so it comes first.
A machine without gets the libc++ that the ziglang package brings as source; zig builds it once.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

# As zig itself configures the libc++ it builds and links; objects must agree with it.
_LIBCXX_CONFIGURATION: Final = (
    "-D_LIBCPP_ABI_VERSION=1",
    "-D_LIBCPP_ABI_NAMESPACE=__1",
    "-D_LIBCPP_HAS_THREADS=1",
    "-D_LIBCPP_HAS_MONOTONIC_CLOCK",
    "-D_LIBCPP_HAS_TERMINAL",
    "-D_LIBCPP_HAS_MUSL_LIBC=0",
    "-D_LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS",
    "-D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS",
    "-D_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS=0",
    "-D_LIBCPP_HAS_FILESYSTEM=1",
    "-D_LIBCPP_HAS_RANDOM_DEVICE",
    "-D_LIBCPP_HAS_LOCALIZATION",
    "-D_LIBCPP_HAS_UNICODE",
    "-D_LIBCPP_HAS_WIDE_CHARACTERS",
    "-D_LIBCPP_HAS_NO_STD_MODULES",
    "-D_LIBCPP_HAS_TIME_ZONE_DATABASE",
    "-D_LIBCPP_PSTL_BACKEND_SERIAL",
    "-D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_NONE",
    "-D_LIBCPP_ASSERTION_SEMANTIC_DEFAULT=_LIBCPP_ASSERTION_SEMANTIC_IGNORE",
)


@dataclass(frozen=True)
class HostLibrary:
    """A C++ library: flags that compile against it, and whether zig has to link."""

    name: str
    flags: tuple[str, ...]
    linked_by_zig: bool


def find_host_library(resources: Path) -> HostLibrary:
    """The library for this machine; `resources` is the ziglang package's lib directory."""
    return choose(resources, system=Path("/usr/include"))


@cache
def choose(resources: Path, system: Path) -> HostLibrary:
    """As `find_host_library`, with `system` as the directory of the system's headers."""
    if any(system.glob("c++/*/vector")) and (system / "stdio.h").exists():
        return HostLibrary("libstdc++", (), linked_by_zig=False)
    machine = platform.machine()
    short = {"x86_64": "x86"}.get(machine, machine)
    places = (
        "libcxx/include",
        "libcxxabi/include",
        "include",
        f"libc/include/{short}-linux-gnu",
        "libc/include/generic-glibc",
        f"libc/include/{short}-linux-any",
        "libc/include/any-linux-any",
    )
    found = [word for place in places for word in ("-isystem", str(resources / place))]
    flags = ("-nostdinc++", "-nostdlibinc", *found, f"-D__GLIBC_MINOR__={glibc_version()[1]}")
    return HostLibrary("libc++", (*flags, *_LIBCXX_CONFIGURATION), linked_by_zig=True)


def glibc_version() -> tuple[int, int]:
    """The C library of this machine, for which zig is asked to link."""
    major, _, minor = platform.libc_ver()[1].partition(".")
    return (int(major), int(minor)) if minor else (2, 31)


def zig_link_target() -> str:
    """How zig names this machine and its C library."""
    major, minor = glibc_version()
    return f"{platform.machine()}-linux-gnu.{major}.{minor}"
