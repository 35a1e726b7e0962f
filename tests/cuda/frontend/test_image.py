"""Device images and the objects that carry them."""

import hashlib
import struct
import subprocess

import pytest

from jarip.cuda.frontend import elf
from jarip.cuda.frontend.ar import members
from jarip.cuda.frontend.image import DeviceImage, ImageError, image_length, unpack
from jarip.cuda.frontend.image_embed import RELOCATABLE_SECTION, relocatable_images
from jarip.cuda.frontend.toolchain import clang

IMAGE = DeviceImage("kernel k params=\n", "define void @k() { ret void }\n")


def test_an_image_survives_packing() -> None:
    assert unpack(IMAGE.pack()) == IMAGE


def test_the_header_is_as_abi_h_lays_it_out() -> None:
    packed = IMAGE.pack()
    magic, version, header_bytes, identity = struct.unpack_from("<8sII64s", packed)
    assert (magic, version, header_bytes) == (b"JARIPIMG", 1, 112)
    assert identity.decode() == hashlib.sha256(packed[112:]).hexdigest()
    assert image_length(packed) == len(packed)


@pytest.mark.parametrize("damage", [b"", b"ELF", IMAGE.pack()[:-1], b"JARIPIM2" + bytes(200)])
def test_damaged_images_are_refused(damage: bytes) -> None:
    with pytest.raises(ImageError):
        unpack(damage)


@pytest.fixture
def built_object(tmp_path):
    source = tmp_path / "x.c"
    source.write_text(
        f'__attribute__((section("{RELOCATABLE_SECTION}"))) char placeholder[4] = "abc";'
        "int answer(void) { return 42; }"
    )
    target = tmp_path / "x.o"
    subprocess.run([*clang(), "-c", str(source), "-o", str(target)], check=True)
    return target


def test_a_section_gets_new_contents_and_the_object_still_links(built_object, tmp_path) -> None:
    first, second = IMAGE.pack(), DeviceImage("", "; other\n").pack()
    padded = first + b"\0" * (-len(first) % 16)
    patched = elf.with_contents(built_object.read_bytes(), RELOCATABLE_SECTION, padded + second)
    assert [i.ir for i in relocatable_images(patched)] == [IMAGE.ir, "; other\n"]

    built_object.write_bytes(patched)
    library = tmp_path / "libx.so"
    subprocess.run([*clang(), "-shared", str(built_object), "-o", str(library)], check=True)
    assert "answer" in elf.dynamic_symbols(library.read_bytes())


def test_objects_without_the_section_are_left_alone(built_object) -> None:
    data = built_object.read_bytes()
    assert elf.with_contents(data, ".absent", b"x") is data
    assert elf.contents(data, ".absent") is None


def test_other_files_are_refused() -> None:
    with pytest.raises(elf.ElfError):
        elf.sections(b"!<arch>\n" + bytes(100))


def test_archive_members_are_found_again(built_object, tmp_path) -> None:
    archive = tmp_path / "libx.a"
    odd = tmp_path / "odd.o"
    odd.write_bytes(b"odd")
    subprocess.run(["ar", "rcs", str(archive), str(odd), str(built_object)], check=True)
    found = list(members(archive.read_bytes()))
    assert b"odd" in found
    assert built_object.read_bytes() in found
    assert list(members(b"not an archive")) == []
