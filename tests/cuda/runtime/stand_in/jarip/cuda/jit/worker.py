"""A compiler worker for tests of the runtime: it speaks the protocol of jarip/abi.h, but the images
it reads hold C (`programs/kernel.h`) where real ones hold LLVM assembly, and clang compiles that.
"""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

HEADER = struct.Struct("<8sII64sQQQQ")


def main() -> None:
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "kernel":
                compile_kernel(*words[1:])
            else:
                compile_object(words[1], ["-DMODULE"], Path(words[2]))
            answer = "ok"
        except Exception as error:
            answer = "error " + quote(str(error))
        print(answer, flush=True)


def compile_kernel(digest: str, name: str, bx: str, by: str, bz: str, out: str) -> None:
    mode = 0 if name.startswith("loop_") else 1
    defines = [f"-DKERNEL={name}", f"-DMODE={mode}", f"-DBX={bx}", f"-DBY={by}", f"-DBZ={bz}"]
    compile_object(digest, defines, Path(out))


def compile_object(digest: str, defines: list[str], out: Path) -> None:
    image = (Path(os.environ["JARIP_CACHE_DIR"]) / "images" / f"{digest}.jimg").read_bytes()
    *_, ir_offset, ir_bytes = HEADER.unpack_from(image)
    zig = os.environ["TEST_ZIG"]
    with tempfile.TemporaryDirectory() as scratch:
        source, machine_code, result = (Path(scratch, n) for n in ("k.c", "k.o", "k.so"))
        source.write_bytes(image[ir_offset : ir_offset + ir_bytes])
        includes = [f"-I{path}" for path in os.environ["TEST_INCLUDES"].split(":")]
        run([
            zig, "cc", "-target", os.environ["TEST_TARGET"], "-O2", "-fPIC", "-g0",
            "-fno-sanitize=all", f"-DPREFIX=jm_{digest[:16]}_", *defines, *includes,
            "-c", str(source), "-o", str(machine_code),
        ])  # fmt: skip
        run([zig, "ld.lld", "-shared", "-o", str(result), str(machine_code)])
        out.parent.mkdir(parents=True, exist_ok=True)
        staged = out.with_suffix(f".{os.getpid()}")
        staged.write_bytes(result.read_bytes())
        staged.rename(out)


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


main()
