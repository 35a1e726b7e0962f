"""Getting kernels compiled: the cache, the worker, and what goes wrong with them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Build, Home, Run


@pytest.fixture
def cache(tmp_path: Path) -> str:
    return str(tmp_path / "cache")


def test_a_compiled_kernel_is_kept_and_needs_no_compiler(run: Run, home: Home, cache: str) -> None:
    # given a program that was run once with an empty cache
    run("printing", JARIP_CACHE_DIR=cache)
    kept = list(Path(cache).rglob("say-50x1x1.so"))
    assert [path.parts[-4:-2] for path in kept] == [("test", home.cpu_id())]
    # when it runs again and no compiler can be started
    done = run("printing", JARIP_CACHE_DIR=cache, JARIP_PYTHON="/bin/false")
    # then it does not need one
    assert done.stdout.endswith("end\n")


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("/nowhere/python", "cannot be started: /nowhere/python: No such file or directory"),
        ("/bin/false", "ended without an answer"),
    ],
)
def test_a_missing_compiler_is_named(run: Run, cache: str, python: str, said: str) -> None:
    # given an empty cache and no compiler
    done = run("printing", code=1, JARIP_CACHE_DIR=cache, JARIP_PYTHON=python)
    # then the launch returns CUDA's code, and the message says what is missing and what to do
    assert "returned cudaErrorJitCompilerNotFound" in done.stderr
    assert said in done.stderr
    assert "set JARIP_PYTHON" in done.stderr
    assert "jarip doctor" in done.stderr


def test_what_the_compiler_says_is_shown_once(run: Run, cache: str, tmp_path: Path) -> None:
    # given a compiler that refuses a kernel
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nread line; echo "error k.cu:7%3A no inline PTX%0Afor this"\n')
    python.chmod(0o755)
    done = run("printing", code=1, JARIP_CACHE_DIR=cache, JARIP_PYTHON=str(python))
    # then its text is shown, decoded, and the launch fails
    assert "cannot compile formats: k.cu:7: no inline PTX\nfor this" in done.stderr
    assert "returned cudaErrorInvalidPtx" in done.stderr


def test_an_object_of_another_version_is_refused(run: Run, home: Home, cache: str) -> None:
    # given a cached object that is no kernel of ours
    run("printing", JARIP_CACHE_DIR=cache)
    for path in Path(cache).rglob("*.so"):
        shutil.copy(home.library, path)
    # when it is launched
    done = run("printing", code=1, JARIP_CACHE_DIR=cache)
    # then it is not executed
    assert "is not what this runtime expects; remove " in done.stderr
    assert "returned cudaErrorInvalidKernelImage" in done.stderr


def test_many_processes_may_compile_the_same_kernel(build: Build, home: Home, cache: str) -> None:
    # given several processes that start with the same empty cache
    environment = {**home.environment, "JARIP_CACHE_DIR": cache}
    program = str(build("printing"))
    running = [
        subprocess.Popen([program], env=environment, stdout=subprocess.PIPE) for _ in range(3)
    ]
    # then all of them run
    for process in running:
        output, _ = process.communicate(timeout=100)
        assert output.endswith(b"end\n")
        assert process.returncode == 0
