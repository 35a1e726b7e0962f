// Handle types of CUDA's mathematics libraries, which PyTorch's headers name in declarations. The
// libraries are not here: use the tensor's own operators, which the host's libraries carry out.
#pragma once

typedef struct cublasContext *cublasHandle_t;
typedef struct cublasLtContext *cublasLtHandle_t;
typedef struct cusparseContext *cusparseHandle_t;
typedef struct cusolverDnContext *cusolverDnHandle_t;
typedef int cublasStatus_t;
typedef int cusparseStatus_t;
typedef int cusolverStatus_t;
