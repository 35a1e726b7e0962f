// Batches of copies: cudaMemcpyBatchAsync and cudaMemcpy3DBatchAsync.
#include "memory/array.h"
#include "memory/copy.h"
#include "memory/copy_box.h"

namespace jarip {

namespace {

size_t element_bytes(const cudaMemcpy3DOperand &operand) {
  const cudaArray *array =
      operand.type == cudaMemcpyOperandTypeArray ? resolve_array(operand.op.array.array) : nullptr;
  return array != nullptr ? array->texel_bytes : 0;
}

// Row lengths count elements: texels as soon as an array takes part, else bytes.
cudaMemcpy3DParms parameters_of(const cudaMemcpy3DBatchOp &operation) {
  cudaMemcpy3DParms parameters = {};
  size_t element = element_bytes(operation.src);
  if (element == 0) element = element_bytes(operation.dst);
  if (element == 0) element = 1;
  const auto place = [&](const cudaMemcpy3DOperand &operand, cudaArray_t *array, cudaPos *position,
                         cudaPitchedPtr *memory) {
    if (operand.type == cudaMemcpyOperandTypeArray) {
      const auto &side = operand.op.array;
      *array = side.array;
      *position = {side.offset.x, side.offset.y, side.offset.z};
      return;
    }
    const auto &side = operand.op.ptr;
    const cudaExtent &extent = operation.extent;
    const size_t row = (side.rowLength != 0 ? side.rowLength : extent.width) * element;
    *memory = {side.ptr, row, row, side.layerHeight != 0 ? side.layerHeight : extent.height};
  };
  place(operation.src, &parameters.srcArray, &parameters.srcPos, &parameters.srcPtr);
  place(operation.dst, &parameters.dstArray, &parameters.dstPos, &parameters.dstPtr);
  parameters.extent = operation.extent;
  parameters.kind = cudaMemcpyDefault;
  return parameters;
}

// `failed` receives the index of the first copy that could not be submitted.
cudaError_t fail_at(cudaError_t error, size_t index, size_t *failed) {
  if (failed != nullptr) *failed = index;
  return error;
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::resolve_stream;

// Attributes say when sources may be read; they are read no earlier than the stream allows.
extern "C" cudaError_t cudaMemcpyBatchAsync(void **to, void **from, size_t *sizes, size_t count,
                                            cudaMemcpyAttributes *, size_t *, size_t,
                                            size_t *failed, cudaStream_t stream) {
  JARIP_ENTER();
  if (to == nullptr || from == nullptr || sizes == nullptr) return record(cudaErrorInvalidValue);
  for (size_t index = 0; index < count; ++index) {
    const cudaError_t error =
        cudaMemcpyAsync(to[index], from[index], sizes[index], cudaMemcpyDefault, stream);
    if (error != cudaSuccess) return record(jarip::fail_at(error, index, failed));
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaMemcpy3DBatchAsync(size_t count, cudaMemcpy3DBatchOp *operations,
                                              size_t *failed, unsigned long long flags,
                                              cudaStream_t stream) {
  JARIP_ENTER();
  if (operations == nullptr || flags != 0) return record(cudaErrorInvalidValue);
  for (size_t index = 0; index < count; ++index) {
    const cudaMemcpy3DParms parameters = jarip::parameters_of(operations[index]);
    const cudaError_t error = cudaMemcpy3DAsync(&parameters, stream);
    if (error != cudaSuccess) return record(jarip::fail_at(error, index, failed));
  }
  return cudaSuccess;
}
