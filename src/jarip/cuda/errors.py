"""What ends a compile with a message."""

from __future__ import annotations


class DeviceCompileError(Exception):
    """Device code that cannot be compiled: says what, where, and what to do about it."""

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        parts = [f"{where}: {what}" if where else what]
        if remedy:
            parts.append(remedy)
        super().__init__("; ".join(parts))
        self.what = what
        self.where = where
        self.remedy = remedy


class CompilerDefect(DeviceCompileError):
    """The compiler made something invalid: no fault of the user's code."""

    def __init__(self, what: str) -> None:
        super().__init__(what, remedy="this is a defect of Jarip; report it")


class ToolchainMissing(Exception):
    """A tool the compiler stands on isn't installed; the message says which and how to get it."""
