// printf, malloc and free of device code.
#include "program.h"

static char say, formats, heap;

int main() {
  const std::string tail = "params_bytes=0 static_shared=0 max_threads=1024 min_blocks=0\n";
  Image image("kernel say params= " + tail + "kernel formats params= " + tail +
              "kernel heap params=0:8 params_bytes=8 static_shared=0 max_threads=1024\n");
  image.add_kernel(&say, "say");
  image.add_kernel(&formats, "formats");
  image.add_kernel(&heap, "heap");
  void *list;
  OK(cudaMalloc(&list, 64 * 8));
  OK(launch(&formats, 1, 1, 0, nullptr));
  OK(cudaDeviceSynchronize());
  puts("host");
  OK(launch(&heap, 1, 64, 0, nullptr, list));
  OK(cudaDeviceSynchronize());
  OK(launch(&say, 20, 50, 0, nullptr));
  cudaStreamSynchronize(nullptr);
  puts("end");
}
