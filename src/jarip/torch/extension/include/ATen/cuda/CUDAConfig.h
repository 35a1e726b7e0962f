// What PyTorch's build writes about the libraries it found with CUDA: none of them is here.
#pragma once
#define AT_CUDNN_ENABLED() 0
#define AT_CUSPARSELT_ENABLED() 0
#define AT_ROCM_ENABLED() 0
#define AT_MAGMA_ENABLED() 0
#define AT_USE_HIPSOLVER() 0
#define NVCC_FLAGS_EXTRA ""
