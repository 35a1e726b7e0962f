"""Classifies handwritten digits with a cross entropy that is a CUDA kernel of this program."""

import torch
from corpus import load_digits
from torch import nn
from torch.utils.cpp_extension import load_inline

CUDA_SOURCE = r"""
#include <torch/library.h>
#include <torch/types.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

// One thread a row: the loss of the row and its gradient with respect to the logits.
template <typename scalar_t>
__global__ void cross_entropy(
    const torch::PackedTensorAccessor32<scalar_t, 2, torch::RestrictPtrTraits> logits,
    const torch::PackedTensorAccessor32<int64_t, 1, torch::RestrictPtrTraits> labels,
    torch::PackedTensorAccessor32<scalar_t, 1, torch::RestrictPtrTraits> losses,
    torch::PackedTensorAccessor32<scalar_t, 2, torch::RestrictPtrTraits> gradients) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= logits.size(0)) return;
  scalar_t largest = logits[row][0];
  for (int c = 1; c < logits.size(1); c++) largest = max(largest, logits[row][c]);
  scalar_t sum = 0;
  for (int c = 0; c < logits.size(1); c++) sum += exp(logits[row][c] - largest);
  const scalar_t log_sum = log(sum) + largest;
  losses[row] = log_sum - logits[row][labels[row]];
  for (int c = 0; c < logits.size(1); c++)
    gradients[row][c] = exp(logits[row][c] - log_sum) - (c == labels[row] ? 1 : 0);
}

std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& logits,
                                                 const torch::Tensor& labels) {
  TORCH_CHECK(logits.is_cuda(), "logits must be a CUDA tensor");
  TORCH_CHECK(logits.is_contiguous(), "logits must be contiguous");
  const c10::cuda::CUDAGuard guard(logits.device());
  auto losses = torch::empty({logits.size(0)}, logits.options());
  auto gradients = torch::empty_like(logits);
  const int threads = 128, blocks = (logits.size(0) + threads - 1) / threads;
  AT_DISPATCH_FLOATING_TYPES(logits.scalar_type(), "cross_entropy", [&] {
    cross_entropy<scalar_t><<<blocks, threads, 0, c10::cuda::getCurrentCUDAStream()>>>(
        logits.packed_accessor32<scalar_t, 2, torch::RestrictPtrTraits>(),
        labels.packed_accessor32<int64_t, 1, torch::RestrictPtrTraits>(),
        losses.packed_accessor32<scalar_t, 1, torch::RestrictPtrTraits>(),
        gradients.packed_accessor32<scalar_t, 2, torch::RestrictPtrTraits>());
  });
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return {losses, gradients};
}

TORCH_LIBRARY(digits, m) {
  m.def("cross_entropy(Tensor logits, Tensor labels) -> (Tensor losses, Tensor gradients)");
}
TORCH_LIBRARY_IMPL(digits, CUDA, m) { m.impl("cross_entropy", &forward); }
"""

# Everything is in the CUDA source, so torch/extension.h, which takes longest, is not needed.
load_inline(
    name="digits_cross_entropy",
    cpp_sources="",
    cuda_sources=CUDA_SOURCE,
    no_implicit_headers=True,
    is_python_module=False,
)


class CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, labels):
        losses, gradients = torch.ops.digits.cross_entropy(logits, labels)
        ctx.save_for_backward(gradients)
        return losses.mean()

    @staticmethod
    def backward(ctx, upstream):
        (gradients,) = ctx.saved_tensors
        return gradients * upstream / len(gradients), None


def main() -> None:
    torch.manual_seed(0)
    images, labels = (tensor.cuda() for tensor in load_digits())
    order = torch.randperm(len(images), device="cuda")
    images, labels = images[order], labels[order]
    held_out = len(images) // 5
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).cuda()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

    sample = torch.randn(32, 10, device="cuda")
    reference = nn.functional.cross_entropy(sample, labels[:32])
    torch.testing.assert_close(CrossEntropy.apply(sample, labels[:32]), reference)

    for epoch in range(60):
        optimizer.zero_grad()
        loss = CrossEntropy.apply(model(images[held_out:]), labels[held_out:])
        loss.backward()
        optimizer.step()
        if epoch % 20 == 19:
            right = (model(images[:held_out]).argmax(1) == labels[:held_out]).float().mean()
            print(
                f"epoch {epoch + 1}: loss {loss.item():.3f}, held-out accuracy {right.item():.1%}"
            )
    assert right.item() > 0.9, "the classifier did not learn"


if __name__ == "__main__":
    main()
