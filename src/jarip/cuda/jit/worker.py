"""The compiler worker: `python -m jarip.cuda.jit.worker`, started by the runtime on a cache miss.

It reads one request a line on standard input and answers one line on standard output; the protocol
is in jarip/abi.h. It ends at end of file. An answer is `ok`, `ok TEXT` or `error TEXT`,
percent-encoded; what is not the user's fault says so.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.frontend.elf import ElfError
from jarip.cuda.jit import paths
from jarip.cuda.jit.image import read_image
from jarip.cuda.jit.line_table import find_line
from jarip.cuda.targets import cpu
from jarip.cuda.targets.link import link_shared


class Worker:
    """Answers requests; keeps the images that it has read."""

    def __init__(self, images: Path) -> None:
        self.images = images
        self.sources: dict[str, cpu.Source] = {}

    def answer(self, line: str) -> str:
        """The reply to one request, without the newline. Never raises."""
        try:
            text = self._obey(line)
        except DeviceCompileError as error:
            return f"error {_quoted(str(error))}"
        except Exception as error:  # whatever happens, the program must hear of it
            sys.excepthook(type(error), error, error.__traceback__)
            text = f"the compiler failed on `{line}`: {type(error).__name__}: {error}"
            return f"error {_quoted(text + '; this is a defect of Jarip; report it')}"
        return f"ok {_quoted(text)}" if text else "ok"

    def _obey(self, line: str) -> str | None:
        commands: dict[str, tuple[int, Callable[[list[str]], str | None]]] = {
            "kernel": (7, self._kernel),
            "together": (7, self._together),
            "module": (3, self._module),
            "line": (3, self._line),
        }
        count, run = commands.get(line.partition(" ")[0], (0, None))
        words = line.split(" ", count - 1)  # the last is a path, which may have spaces
        if run is None or len(words) != count:
            raise DeviceCompileError(f"the compiler does not know the request `{line}`")
        return run(words)

    def _kernel(self, words: list[str], together: bool = False) -> None:
        _, digest, name, x, y, z, out = words
        block = int(x), int(y), int(z)
        code = cpu.compile_kernel(self._source(digest), name, block, together)
        link_shared(code, Path(out))

    def _together(self, words: list[str]) -> None:
        self._kernel(words, together=True)

    def _module(self, words: list[str]) -> None:
        _, digest, out = words
        link_shared(cpu.compile_module(self._source(digest)), Path(out))

    def _line(self, words: list[str]) -> str:
        _, address, path = words
        try:
            line = find_line(Path(path).read_bytes(), int(address))
        except (OSError, ElfError) as error:
            raise DeviceCompileError(f"cannot read {path}: {error}") from error
        if line is None:
            raise DeviceCompileError(f"no source line is known for address {address}")
        return line

    def _source(self, digest: str) -> cpu.Source:
        found = self.sources.get(digest)
        if found is None:
            path = self.images / f"{digest}.jimg"
            try:
                data = path.read_bytes()
            except OSError as error:
                raise DeviceCompileError(
                    f"cannot read the device image {path}: {error.strerror}",
                    remedy="run the program again; it writes the image anew",
                ) from error
            found = self.sources[digest] = cpu.open_image(read_image(data))
        return found


def _quoted(text: str) -> str:
    from urllib.parse import quote  # most answers have no text, and it imports much

    return quote(text)


def main() -> None:
    """Serves requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started us
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may write between replies
    worker = Worker(paths.images())
    cpu.set_up()  # it is often started before there is anything to ask
    for line in sys.stdin:
        print(worker.answer(line.rstrip("\n")), file=replies, flush=True)


if __name__ == "__main__":
    main()
