// What PyTorch's build writes for a build with CUDA: libc10_cuda is a shared library.
#pragma once
#define C10_CUDA_BUILD_SHARED_LIBS
