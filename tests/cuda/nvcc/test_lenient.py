"""What nvcc takes and clang doesn't is mended; what both refuse is said where it stands."""

import subprocess
from pathlib import Path

SOURCE = r"""
#include <cstdio>
#include "lane.h"
template <class T> struct Box {
  template <int N> __device__ int number() { return N; }
  template <class U> struct Of { typedef U type; };
  template <int N> static __device__ int added(int x) { return x + N; }
};
template <class T> __device__ int three(Box<T> box) { return box.number<3>(); }
template <class T> __device__ int four(Box<T>) {
  typename Box<T>::Of<int>::type x = Box<T>::added<3>(1);
  return x;
}
__device__ int warp() {
  int w;
  asm("{ .reg .u32 t; mov.u32 t, %tid.x;\n shr.u32 %0, t, 5; }" : "=r"(w));
  return w;
}
__global__ void all(int *out) {
  int lane;
  LANE(lane);
  Box<int> box;
  out[threadIdx.x] = lane + 100 * warp() + 1000 * three(box) + 10000 * four(box);
}
int main() {
  int *out;
  cudaMallocManaged(&out, 256);
  all<<<1, 64>>>(out);
  cudaDeviceSynchronize();
  printf("%d %s %d\n", out[37], __FILE__, __LINE__);
}
"""
HEADER = 'LANE(x) asm volatile("mov.u32 %0, %laneid;" : "=r"(x))\n'


def nvcc(home: Path, directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(home / "bin" / "nvcc"), *words]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_asm_and_templates_are_read_as_nvcc_reads_them(cuda_home, tmp_path):
    # Given a source and a header with both liberties
    (tmp_path / "a.cu").write_text(SOURCE)
    (tmp_path / "lane.h").write_text("#define " + HEADER)

    # When they are built
    built = nvcc(cuda_home, tmp_path, "a.cu", "-o", "a", "-MD")

    # Then nothing is said, names and numbers are those of the sources, and so are dependencies
    assert (built.returncode, built.stderr) == (0, "")
    ran = subprocess.run([tmp_path / "a"], capture_output=True, text=True, check=True)
    assert ran.stdout == "43105 a.cu 30\n"
    assert "lane.h" in (tmp_path / "a.d").read_text()
    assert "mended" not in (tmp_path / "a.d").read_text()


def test_other_mistakes_stay_errors(cuda_home, tmp_path):
    (tmp_path / "a.cu").write_text(SOURCE.replace("int lane;", "int lane = absent;"))
    (tmp_path / "lane.h").write_text("#define " + HEADER)

    built = nvcc(cuda_home, tmp_path, "-c", "a.cu")

    assert built.returncode != 0
    assert "a.cu:20:14: error: use of undeclared identifier 'absent'" in built.stderr
