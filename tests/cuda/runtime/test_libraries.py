"""Images loaded at run time, textures and surfaces, attributes of streams, batches of copies."""

from __future__ import annotations

from .conftest import Run


def test_images_textures_attributes_and_batches(run: Run) -> None:
    # given an image in a file, arrays and memory to read as textures, and several copies
    done = run("libraries")
    # then kernels and variables are found by name, device code gets what was described, and what is
    # not valid is refused
    assert done.stdout == "ok\n"
