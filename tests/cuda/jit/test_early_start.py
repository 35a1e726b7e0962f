"""The compiler worker starts while a program fills its memory, if it may be needed."""

import os
import subprocess
import time
from pathlib import Path

import pytest

SOURCE = """
__global__ void fill(int *p) { p[threadIdx.x] = 1; }
int main(int count, char **) {
  int *p = nullptr;
  if (cudaMalloc(&p, 128) != cudaSuccess) return 1;
  if (count > 1) fill<<<1, 32>>>(p);
  return cudaDeviceSynchronize() == cudaSuccess ? 0 : 1;
}
"""
PATIENCE = 30
"""Seconds in which a shell surely starts."""


@pytest.fixture(scope="module")
def program(cuda_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("early")
    (directory / "fill.cu").write_text(SOURCE)
    nvcc = cuda_home / "bin" / "nvcc"
    subprocess.run([nvcc, "fill.cu", "-o", "fill"], cwd=directory, check=True)
    return directory / "fill"


def compiler_that_notes(directory: Path) -> tuple[Path, Path]:
    """A stand-in for the worker's Python, and the file in which it notes that it was started."""
    python, note = directory / "python", directory / "started"
    python.write_text(f"#!/bin/sh\necho >> {note}\n")
    python.chmod(0o755)
    return python, note


def run(program: Path, cache: Path, *words: str, **settings: str) -> None:
    environment = {**os.environ, "JARIP_CACHE_DIR": str(cache), **settings}
    subprocess.run([program, *words], env=environment, check=True)


def test_it_starts_with_the_first_memory(program: Path, tmp_path: Path) -> None:
    # given a program of which nothing has been compiled
    python, note = compiler_that_notes(tmp_path)
    # when it allocates memory and launches nothing
    run(program, tmp_path / "cache", JARIP_PYTHON=str(python))
    # then the worker has been started
    until = time.monotonic() + PATIENCE
    while not note.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert note.exists()


def test_it_does_not_start_where_code_is_cached(program: Path, tmp_path: Path) -> None:
    # given a program that has run before
    run(program, tmp_path / "cache", "launch")
    python, note = compiler_that_notes(tmp_path)
    # when it runs again
    run(program, tmp_path / "cache", "launch", JARIP_PYTHON=str(python))
    # then there is no need of a worker
    assert not note.exists()
