"""What Jarip cannot compile is an error of the build, at its line."""

import subprocess
from pathlib import Path

SOURCE = """\
__device__ int elsewhere(int);
__device__ __forceinline__ void fence() {
  asm volatile("wgmma.fence.sync.aligned;");
}
__device__ void unused() { asm volatile("wgmma.fence.sync.aligned;"); }
__global__ void kernel(int *out) {
  unsigned r = 1;
  KERNEL
}
int main() { kernel<<<1, 1>>>(nullptr); }
"""


def build(kernel: str, home: Path, place: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    (place / "given.cu").write_text(SOURCE.replace("KERNEL", kernel))
    command = [home / "bin" / "nvcc", *flags, "-c", "given.cu", "-o", "given.o"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def test_what_no_kernel_reaches_may_be_anything(cuda_home: Path, tmp_path: Path) -> None:
    assert build("out[0] = r;", cuda_home, tmp_path).returncode == 0


def test_unknown_assembly_is_named_where_it_stands(cuda_home: Path, tmp_path: Path) -> None:
    # given a kernel with an unknown instruction of its own, and one of a function it calls
    own = 'asm volatile("frobnicate.u32 %0, 7;" : "=r"(r)); fence(); out[0] = r;'
    failed = build(own, cuda_home, tmp_path)
    # then the build says both, where they are, and leaves no object
    assert failed.returncode == 1
    lines = failed.stderr.splitlines()
    assert any("given.cu:3:3: error: inline PTX is not supported: wgmma" in line for line in lines)
    assert any(
        "given.cu:8:3: error: inline PTX is not supported: frobnicate.u32" in line
        and "in device function kernel(int*)" in line
        for line in lines
    )
    assert not (tmp_path / "given.o").exists()


def test_a_function_without_definition_is_named_unless_it_may_come(
    cuda_home: Path, tmp_path: Path
) -> None:
    calling = "out[0] = elsewhere(out[1]);"
    failed = build(calling, cuda_home, tmp_path)
    assert failed.returncode == 1
    assert "given.cu:8:12: error: elsewhere(int) has no definition" in failed.stderr
    assert build(calling, cuda_home, tmp_path, "-rdc=true").returncode == 0
