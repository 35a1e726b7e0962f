"""Texture references are declared to sources that don't compile without, and to no others."""

import subprocess
from pathlib import Path

OWN = "struct texture { int w; }; __global__ void k(texture t, int *o) { *o = t.w; }\n"
OLD = "texture<float, 2> t; __global__ void k(float *o) { *o = tex2D(t, 1.f, 2.f); }\n"
WRONG = "texture<float, 2> t; __global__ void k(float *o) { *o = tex2D(t, 1.f, 2.f) + absent; }\n"


def compiled(home: Path, source: Path, text: str) -> subprocess.CompletedProcess[str]:
    source.write_text(text)
    command = [str(home / "bin" / "nvcc"), "-c", str(source), "-o", str(source.with_suffix(".o"))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_program_may_use_the_name_and_an_old_one_gets_the_type(cuda_home, tmp_path):
    # When a new program has a texture of its own, and an old one CUDA's
    new, old = (compiled(cuda_home, tmp_path / "a.cu", text) for text in (OWN, OLD))

    # Then both compile, and what the first attempt complained of is not said
    assert (new.returncode, new.stderr) == (0, "")
    assert (old.returncode, old.stderr) == (0, "")


def test_an_old_program_with_another_mistake_is_told_only_of_that(cuda_home, tmp_path):
    failed = compiled(cuda_home, tmp_path / "a.cu", WRONG)

    assert failed.returncode != 0
    assert "undeclared identifier 'absent'" in failed.stderr
    assert "texture" not in failed.stderr.replace("texture<float, 2> t;", "")
