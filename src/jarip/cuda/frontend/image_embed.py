"""Putting a device image into a host object, and getting the images of objects back out.

A whole-program object carries its image in the section that its registration code points to. With
-rdc=true the image lies in a section of its own, which the linker drops: nvcc's device link reads
it there, and gives the program one image linked from all.
"""

from __future__ import annotations

from typing import Final

from jarip.cuda.frontend import elf
from jarip.cuda.frontend.image import DeviceImage, image_length, unpack

WHOLE_PROGRAM_SECTION: Final = ".nv_fatbin"
RELOCATABLE_SECTION: Final = ".llvm.offloading"

# Compiled in first and replaced later; any bytes do.
PLACEHOLDER: Final = b"JARIPIMG placeholder: replaced by nvcc before the object is used"


def embed(host_object: bytes, image: DeviceImage, *, relocatable: bool) -> bytes:
    """The object with `image` in place of the placeholder it was compiled with."""
    name = RELOCATABLE_SECTION if relocatable else WHOLE_PROGRAM_SECTION
    packed = image.pack()
    return elf.with_contents(host_object, name, packed + b"\0" * (-len(packed) % 16))


def relocatable_images(host_object: bytes) -> list[DeviceImage]:
    """The images an object offers to a device link; several after `ld -r`, none without -rdc."""
    data = elf.contents(host_object, RELOCATABLE_SECTION) or b""
    found = []
    at = data.find(b"JARIPIMG")
    while at >= 0:
        found.append(unpack(data[at:]))
        at = data.find(b"JARIPIMG", at + image_length(data[at:]))
    return found
