"""The compiler worker over its line protocol."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from device_harness.build import device_ir, image_of

KERNEL = 'extern "C" __global__ void set(int *out) { out[threadIdx.x] = 1; }'
ODD = """
extern "C" __device__ int missing(int);
extern "C" __global__ void odd(int *out) { out[0] = missing(1); }
"""


def write_image(cache: Path, source: str) -> str:
    """Puts an image where the worker looks for it, as nvcc would."""
    image = image_of(device_ir(source))
    lines = [
        f"kernel {k.name} params={','.join(f'{o}:{s}' for o, s in k.parameters)} max_threads=1024"
        for k in image.kernels.values()
    ]
    metadata, ir = "\n".join(lines).encode(), image.ir.encode()
    digest = hashlib.sha256(metadata + ir).hexdigest()
    head = struct.Struct("<8sII64sQQQQ")
    at = head.size
    data = head.pack(
        b"JARIPIMG", 1, at, digest.encode(), at, len(metadata), at + len(metadata), len(ir)
    )
    (cache / "images").mkdir(parents=True, exist_ok=True)
    (cache / "images" / f"{digest}.jimg").write_bytes(data + metadata + ir)
    return digest


def ask(cache: Path, *requests: str) -> list[str]:
    """The worker's answers to those requests."""
    done = subprocess.run(
        [sys.executable, "-m", "jarip.cuda.jit.worker"],
        input="".join(f"{r}\n" for r in requests),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "JARIP_CACHE_DIR": str(cache)},
    )
    return done.stdout.splitlines()


def test_kernel_and_module(tmp_path: Path) -> None:
    """Given an image, when a kernel and the module are asked for, both objects are there."""
    digest = write_image(tmp_path, KERNEL)
    kernel, module = tmp_path / "objects" / "set-1x1x1.so", tmp_path / "objects" / "module.so"
    answers = ask(tmp_path, f"kernel {digest} set 1 1 1 {kernel}", f"module {digest} {module}")
    assert answers == ["ok", "ok"]
    assert kernel.read_bytes()[:4] == b"\x7fELF"
    assert module.exists()
    assert [p.name for p in kernel.parent.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("request_line", "part"),
    [
        ("kernel {odd} odd 1 1 1 {out}", "odd calls missing, which has no definition"),
        ("kernel {digest} other 1 1 1 {out}", "no kernel other"),
        ("kernel 1234 set 1 1 1 {out}", "cannot read the device image"),
        ("kernels", "does not know the request"),
        ("", "does not know the request"),
    ],
)
def test_failures_are_one_line_and_do_not_end_the_worker(
    tmp_path: Path, request_line: str, part: str
) -> None:
    """Given a bad request, the answer names what is wrong, and the next request is served."""
    digest, odd = write_image(tmp_path, KERNEL), write_image(tmp_path, ODD)
    out = tmp_path / "k.so"
    good = f"kernel {digest} set 1 1 1 {out}"
    bad, ok = ask(tmp_path, request_line.format(digest=digest, odd=odd, out=out), good)
    assert bad.startswith("error ")
    assert part in unquote(bad)
    assert ok == "ok"
