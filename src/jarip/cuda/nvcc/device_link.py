"""The device link of -rdc=true: the images of all objects become one, which the program registers.

clang's relocatable host code calls `__cudaRegisterLinkedBinary_<unit>` for each translation unit,
and leaves it to this step to define it. The object written here defines one for each unit, all of
which register their kernels and variables with the one linked image.
"""

from __future__ import annotations

import re
from pathlib import Path

from jarip.cuda.frontend import elf
from jarip.cuda.frontend.ar import members
from jarip.cuda.frontend.image import DeviceImage
from jarip.cuda.frontend.image_embed import relocatable_images
from jarip.cuda.frontend.ir_link import DuplicateDeviceSymbol, UndefinedDeviceSymbol, link_ir
from jarip.cuda.frontend.metadata import describe
from jarip.cuda.frontend.toolchain import clang
from jarip.cuda.nvcc.request import Request
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop

_REGISTRATION = re.compile(rb"__cudaRegisterLinkedBinary_\w+")


def device_link(items: list[str], output: Path, request: Request, shop: Workshop) -> bool:
    """Link the device code of `items` into the object `output`; False if they have none."""
    objects = [data for item in items for data in _objects(item, request)]
    images = [image for data in objects for image in relocatable_images(data)]
    if not images:
        if request.output == output:
            _assemble("", b"", output, shop)
        return False
    try:
        ir = link_ir([image.ir for image in images])
    except (UndefinedDeviceSymbol, DuplicateDeviceSymbol) as error:
        shop.say(f"nvlink error   : {error}")
        raise BuildFailed(255) from None
    from jarip.cuda.nvcc.unsupported import find_unsupported  # late: few links have device code

    if complaints := find_unsupported(ir, relocatable=False):
        shop.say("\n".join(complaint.text("nvlink") for complaint in complaints))
        raise BuildFailed(255)
    units = sorted({name.decode() for data in objects for name in _REGISTRATION.findall(data)})
    _assemble(_registrations(units), DeviceImage(describe(ir), ir).pack(), output, shop)
    return True


def _objects(item: str, request: Request) -> list[bytes]:
    """The object files an item of the link line holds: itself, or the members of an archive."""
    path = _static_library(item, request) if item.startswith("-l") else Path(item)
    if path is None or not path.is_file():
        return []
    data = path.read_bytes()
    if path.suffix == ".a":
        return [member for member in members(data) if elf.is_elf(member)]
    return [data] if elf.is_elf(data) else []


def _static_library(item: str, request: Request) -> Path | None:
    for directory in request.line.many("library-path"):
        path = Path(directory) / f"lib{item.removeprefix('-l')}.a"
        if path.is_file():
            return path
    return None


def _registrations(units: list[str]) -> str:
    """C source: one registration function a unit, over one handle of the one image."""
    functions = "".join(
        f"void {unit}(void (*globals)(void **), void *own, void *unit, void *callback) "
        "{ globals(handle()); }\n"
        for unit in units
    )
    return (
        "extern void **__cudaRegisterFatBinary(void *);\n"
        "extern void __cudaRegisterFatBinaryEnd(void **);\n"
        "extern void __cudaUnregisterFatBinary(void **);\n"
        "extern const char jarip_linked_image[];\n"
        "static struct { int magic, version; const void *data, *more; } wrapper\n"
        '    __attribute__((section(".nvFatBinSegment"))) =\n'
        "    { 0x466243b1, 1, jarip_linked_image, 0 };\n"
        "static void **registered;\n"
        "static void **handle(void) {\n"
        "  if (!registered) registered = __cudaRegisterFatBinary(&wrapper);\n"
        "  return registered;\n"
        "}\n"
        f"{functions}"
        "__attribute__((constructor(65535))) static void finish(void) {\n"
        "  __cudaRegisterFatBinaryEnd(handle());\n"
        "}\n"
        "__attribute__((destructor)) static void leave(void) {\n"
        "  __cudaUnregisterFatBinary(registered);\n"
        "}\n"
    )


def _assemble(source: str, image: bytes, output: Path, shop: Workshop) -> None:
    """Compile `source` with the image as a hidden symbol beside it."""
    blob, text = shop.scratch / "linked.jimg", shop.scratch / "linked.c"
    blob.write_bytes(image)
    placed = (
        'asm(".section .nv_fatbin,\\"a\\"\\n.p2align 4\\n"\n'
        '    ".hidden jarip_linked_image\\n.globl jarip_linked_image\\njarip_linked_image:\\n"\n'
        f'    ".incbin \\"{blob}\\"\\n.previous\\n");\n'
    )
    text.write_text(placed + source if image else source, encoding="utf-8")
    command = [*clang(), "-x", "c", "-fPIC", "-O1", "-c", str(text), "-o", str(output)]
    outcome = shop.run("device-link", output, command)
    if not outcome.ok:
        shop.say(outcome.diagnostics)
        raise BuildFailed(outcome.code)
