"""Write LLVM text a line at a time, with fresh names for temporary values."""

from __future__ import annotations


class Writer:
    """Collects lines; `define` and `value` return the name of what they computed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._count = 0

    def text(self) -> str:
        """Everything written."""
        return "\n".join(self._lines) + "\n"

    def line(self, text: str) -> None:
        """A line as it is."""
        self._lines.append(text)

    def label(self, name: str) -> None:
        """Starts a block."""
        self._lines.append(f"{name}:")

    def emit(self, text: str) -> None:
        """An instruction."""
        self._lines.append(f"  {text}")

    def define(self, text: str) -> str:
        """An instruction with a result."""
        self._count += 1
        name = f"%w{self._count}"
        self.emit(f"{name} = {text}")
        return name

    def at(self, base: str, offset: int) -> str:
        """The address some bytes after another."""
        return self.define(f"getelementptr i8, ptr {base}, i64 {offset}") if offset else base

    def load(self, name: str, kind: str, pointer: str, alignment: int) -> None:
        """A load with a given name."""
        self.emit(f"{name} = load {kind}, ptr {pointer}, align {alignment}")

    def value(self, kind: str, pointer: str, alignment: int) -> str:
        """A load."""
        return self.define(f"load {kind}, ptr {pointer}, align {alignment}")

    def store(self, value: str, pointer: str, alignment: int) -> None:
        """A store of `type value`."""
        self.emit(f"store {value}, ptr {pointer}, align {alignment}")
