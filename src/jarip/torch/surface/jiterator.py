"""`torch.cuda.jiterator`: a function of one element, in CUDA C++, applied to whole tensors.

The function goes into a kernel of Jarip's nvcc, one a list of types, compiled when it is first
called and kept. Inputs are broadcast and brought to one type, as PyTorch documents; half precision
is computed in single precision and rounded.
"""

import ctypes
import functools
import hashlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_ELEMENTS = {
    "float32": "float",
    "float64": "double",
    "int64": "long long",
    "int32": "int",
    "int16": "short",
    "int8": "signed char",
    "uint8": "unsigned char",
    "bool": "bool",
    "complex64": "c10::complex<float>",
    "complex128": "c10::complex<double>",
}
_WIDER = {"float16": "float32", "bfloat16": "float32"}
# Of the numbers that a call passes on: by Python's type.
_NUMBERS = {bool: "bool", int: "long long", float: "double", complex: "c10::complex<double>"}

_KERNEL = """\
#include <cuda_runtime.h>
{headers}
#pragma clang force_cuda_host_device begin  // as NVRTC takes functions that say nothing
{code}
#pragma clang force_cuda_host_device end

__global__ void each({parameters}) {{
  long long step = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step)
    {statement};
}}

extern "C" int launch(long long count, void** tensors, void** numbers) {{
  long long blocks = (count + 255) / 256;
  each<<<blocks < 65535 ? blocks : 65535, 256>>>({arguments});
  cudaError_t error = cudaGetLastError();
  return error ? error : cudaDeviceSynchronize();
}}
"""


@dataclass(frozen=True)
class ElementFunction:
    """What decides the kernel's text."""

    code: str
    name: str
    returns_by_reference: bool
    inputs: int
    outputs: int
    element: str  # in C++
    numbers: tuple[str, ...]  # types, in C++

    def source(self) -> str:
        """The whole translation unit."""
        tensors = [f"in{i}" for i in range(self.inputs)] + [f"out{i}" for i in range(self.outputs)]
        extra = [f"number{i}" for i in range(len(self.numbers))]
        parameters = ["long long count", *(f"{self.element}* {name}" for name in tensors)]
        parameters += [f"{kind} {name}" for kind, name in zip(self.numbers, extra, strict=True)]
        arguments = ["count", *(f"({self.element}*)tensors[{i}]" for i in range(len(tensors)))]
        arguments += [f"*({kind}*)numbers[{i}]" for i, kind in enumerate(self.numbers)]
        is_complex = any("complex" in kind for kind in (self.element, *self.numbers))
        return _KERNEL.format(
            headers="#include <c10/util/complex.h>" if is_complex else "",
            code=self.code,
            parameters=", ".join(parameters),
            arguments=", ".join(arguments),
            statement=self._statement(tensors, extra),
        )

    def _statement(self, tensors: Sequence[str], extra: Sequence[str]) -> str:
        given = [f"{name}[i]" for name in tensors[: self.inputs]] + list(extra)
        written = [f"{name}[i]" for name in tensors[self.inputs :]]
        call = f"{self.name}<{self.element}>"
        if self.returns_by_reference:
            return f"{call}({', '.join([*given, *written])})"
        return f"{written[0]} = {call}({', '.join(given)})"


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {"_cuda_jiterator_compile_and_launch_kernel": _apply}


def _apply(
    code: str,
    name: str,
    returns_by_reference: bool,
    outputs: int,
    tensors: Sequence["torch.Tensor"],
    numbers: Mapping[str, Any],
) -> Any:
    import torch

    common, device = _common_type(tensors), tensors[0].device
    computed = getattr(torch, _WIDER.get(_name(common), _name(common)))
    shape = torch.broadcast_shapes(*(tensor.shape for tensor in tensors))
    inputs = [tensor.to(computed).expand(shape).contiguous() for tensor in tensors]
    results = [torch.empty(shape, dtype=computed, device=device) for _ in range(outputs)]
    function = ElementFunction(
        code,
        name,
        returns_by_reference,
        len(inputs),
        outputs,
        _ELEMENTS[_name(computed)],
        tuple(_NUMBERS[type(value)] for value in numbers.values()),
    )
    with torch.cuda.device(device):
        if results[0].numel():
            _launch(function, [*inputs, *results], list(numbers.values()))
    given = [result.to(common) for result in results]
    return given[0] if outputs == 1 else tuple(given)


def _name(dtype: "torch.dtype") -> str:
    return str(dtype).removeprefix("torch.")


def _common_type(tensors: Sequence["torch.Tensor"]) -> "torch.dtype":
    for tensor in tensors:
        if tensor.device != tensors[0].device or not tensor.is_cuda:
            raise RuntimeError(
                "Expected all tensors to be on the same device, but found at least two devices, "
                f"{tensors[0].device} and {tensor.device}!"
            )
    common = functools.reduce(_stand_in, tensors).dtype
    if _WIDER.get(_name(common), _name(common)) not in _ELEMENTS:
        raise NotImplementedError(f"jarip: torch.cuda.jiterator has no kernels for {common}")
    return common


def _stand_in(first: "torch.Tensor", second: "torch.Tensor") -> "torch.Tensor":
    """A tensor that promotes others as both together do: by type and by having dimensions."""
    import torch

    dimensions = (0,) * max(first.dim(), second.dim())
    return torch.empty(dimensions, dtype=torch.result_type(first, second))


def _launch(
    function: ElementFunction, tensors: Sequence["torch.Tensor"], numbers: Sequence[Any]
) -> None:
    import torch

    torch.cuda.current_stream().synchronize()
    pointers = (ctypes.c_void_p * len(tensors))(*(tensor.data_ptr() for tensor in tensors))
    values = [_in_memory(number) for number in numbers]
    places = (ctypes.c_void_p * max(1, len(values)))(*(ctypes.addressof(v) for v in values))
    code = _compiled(function).launch(ctypes.c_longlong(tensors[0].numel()), pointers, places)
    if code:
        raise RuntimeError(f"CUDA error {code} in the kernel of {function.name}")


def _in_memory(number: Any) -> Any:
    if isinstance(number, bool):
        return ctypes.c_bool(number)
    if isinstance(number, int):
        return ctypes.c_longlong(number)
    if isinstance(number, float):
        return ctypes.c_double(number)
    return (ctypes.c_double * 2)(number.real, number.imag)


@functools.cache
def _compiled(function: ElementFunction) -> ctypes.CDLL:
    import torch

    from jarip.cuda.cache_directory import cache_directory
    from jarip.cuda.home import ensure_home

    home = ensure_home()
    source = function.source()
    digest = hashlib.sha256(f"{torch.__version__}\n{home}\n{source}".encode()).hexdigest()[:24]
    library = cache_directory() / "torch" / "jiterator" / f"{digest}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        _compile(home, source, library)
    return ctypes.CDLL(str(library))


def _compile(home: Path, source: str, library: Path) -> None:
    import torch

    own = f"{library.stem}.{os.getpid()}"
    text, made = library.with_name(f"{own}.cu"), library.with_name(f"{own}.so")
    text.write_text(source)
    include = Path(torch.__file__).parent / "include"
    command = [str(home / "bin" / "nvcc"), "-O3", "-std=c++20", "-shared", "-Xcompiler", "-fPIC"]
    command += [f"-I{include}", str(text), "-o", str(made)]
    result = subprocess.run(command, capture_output=True, text=True)
    text.unlink()
    if result.returncode != 0:
        raise RuntimeError(f"jarip: torch.cuda.jiterator: {result.stderr[-4000:]}")
    made.rename(library)
