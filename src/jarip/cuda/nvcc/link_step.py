"""The host link: objects, our runtime, and the linker that the system has or that zig brings."""

from __future__ import annotations

import shutil
from pathlib import Path

from jarip.cuda.nvcc.absent_libraries import absent, explanation
from jarip.cuda.nvcc.openmp import openmp_link_flags
from jarip.cuda.nvcc.request import Kind, Request
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop

_SYSTEM = ("/usr/local/lib", "/usr/lib", "/lib")


def link(items: list[str], output: Path, request: Request, shop: Workshop) -> None:
    """Link `items`, objects and libraries in order, to a program or shared library."""
    given = [Path(path) for path in request.line.many("library-path")]
    left_out = absent(items, [*given, *(Path(path) for path in _SYSTEM), shop.home / "lib64"])
    command = [
        str(shop.home / "libexec" / "clang++"),
        *(["-shared"] if request.line.has("shared") else []),
        *(["-r"] if request.line.has("host-relocatable-link") else []),
        *request.host,
        "-Qunused-arguments",
        "-o",
        str(output),
        *(item for item in items if item not in left_out),
        *[word for text in request.line.many("linker-options") for word in ("-Xlinker", text)],
        *request.line.for_linker,
        *openmp_link_flags(request.host, items, shop.home),
        *[f"-L{path}" for path in given],
        *library_flags(request, shop.home),
    ]
    outcome = shop.run("link", output, command)
    shop.say(outcome.diagnostics)
    if not outcome.ok:
        if left_out:
            shop.say(explanation(left_out))
        raise BuildFailed(outcome.code)


def library_flags(request: Request, home: Path) -> list[str]:
    """Our libraries' directories, and the runtime itself unless -cudart=none."""
    if request.line.has("host-relocatable-link"):
        return []
    flags = [f"-L{home}/lib64/stubs", f"-L{home}/lib64"]
    if request.line.one("cudart", "static") != "none":
        flags.append("-lcudart")
    return [*flags, "-lrt", "-lpthread", "-ldl"]


def archive(objects: list[Path], output: Path, request: Request, shop: Workshop) -> None:
    """--lib: put objects into a static library."""
    archiver = request.line.one("archiver-binary") or shutil.which("ar") or "zig ar"
    command = [*archiver.split(), "rcs", *request.line.many("archive-options"), str(output)]
    outcome = shop.run("archive", output, [*command, *(str(path) for path in objects)])
    shop.say(outcome.diagnostics)
    if not outcome.ok:
        raise BuildFailed(outcome.code)


def link_items(compiled: dict[Path, Path], request: Request) -> list[str]:
    """The command line's inputs and libraries in its order, each source replaced by its object."""
    kinds = {str(given.path): given.kind for given in request.inputs}
    items = []
    for item in request.line.link_items:
        kind = kinds.get(item)
        is_source = kind is not None and kind in (Kind.CUDA, Kind.C, Kind.CPP)
        items.append(str(compiled[Path(item)]) if is_source else item)
    return items
