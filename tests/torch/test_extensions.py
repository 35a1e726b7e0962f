"""Custom CUDA kernels: what `torch.utils.cpp_extension` builds runs on the device's tensors."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

SOURCE = (Path(__file__).parent / "programs/extension.cu").read_text()
PACKAGE = Path(__file__).parent / "programs/package"
USE_PACKAGE = """
import sys
sys.path.insert(0, {package!r})
import torch, scaling
scale = torch.ops.scaling.scale
x = torch.ones(2, 3, device="cuda", requires_grad=True)
y = scale(x)
y.sum().backward()
print(y[0, 0].item(), x.grad[0, 0].item(), scale(x.half()).dtype)
assert scale(torch.ones(1025, device="cuda")).sum().item() == 3075
try:
    scale(torch.ones(4, 4, device="cuda").t()[:2])
except RuntimeError as error:
    assert "x must be contiguous" in str(error), error
compiled = torch.compile(lambda t: scale(t), backend="aot_eager", fullgraph=True)
print(compiled(torch.ones(1, device="cuda")).item())
"""
DECLARATIONS = """
torch::Tensor silu_mul(torch::Tensor a, torch::Tensor b);
torch::Tensor row_sum(torch::Tensor x);
torch::Tensor triple_half(torch::Tensor x);
torch::Tensor histogram(torch::Tensor x, int64_t bins);
torch::Tensor launch_too_many_threads(torch::Tensor x);
"""
FUNCTIONS = ("silu_mul", "row_sum", "triple_half", "histogram", "launch_too_many_threads")


@pytest.fixture(scope="module")
def kernels(_device: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from torch.utils.cpp_extension import load_inline

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAX_JOBS", str(os.cpu_count()))
        return load_inline(
            name="jarip_test_kernels",
            cpp_sources=DECLARATIONS,
            cuda_sources=SOURCE,
            functions=list(FUNCTIONS),
            build_directory=str(tmp_path_factory.mktemp("kernels")),
        )


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
def test_one_kernel_for_each_dtype(kernels: Any, dtype: torch.dtype) -> None:
    a, b = (torch.randn(1000, device="cuda").to(dtype) for _ in range(2))
    expected = (torch.nn.functional.silu(a.double()) * b.double()).to(dtype)
    torch.testing.assert_close(kernels.silu_mul(a, b), expected)


def test_accessors_shuffles_and_shared_memory(kernels: Any) -> None:
    x = torch.randn(37, 501, device="cuda")
    torch.testing.assert_close(kernels.row_sum(x), x.sum(1))
    torch.testing.assert_close(kernels.row_sum(x.t()), x.sum(0))


def test_pairs_of_halves(kernels: Any) -> None:
    x = torch.randn(128, device="cuda", dtype=torch.half)
    assert torch.equal(kernels.triple_half(x), x * 3)


def test_atomics(kernels: Any) -> None:
    x = torch.randint(10, (5000,), device="cuda")
    assert torch.equal(kernels.histogram(x, 10).long(), torch.bincount(x, minlength=10))


def test_operators_wait_for_kernels_of_their_stream(kernels: Any) -> None:
    x, stream = torch.randn(2000, 100, device="cuda"), torch.cuda.Stream()
    with torch.cuda.stream(stream):
        sums = kernels.row_sum(x)
        total = sums.sum()
    torch.cuda.current_stream().wait_stream(stream)
    torch.testing.assert_close(total, x.sum(), rtol=1e-4, atol=1e-2)


def test_kernels_are_rows_of_profiles(kernels: Any) -> None:
    from torch.autograd import DeviceType
    from torch.profiler import ProfilerActivity, profile

    x = torch.randn(37, 501, device="cuda")
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as recorded:
        kernels.row_sum(x)
    kernels.row_sum(x)  # not noted any more
    (row,) = [row for row in recorded.key_averages() if "row_sum_kernel" in row.key]
    assert row.device_type == DeviceType.CUDA
    assert row.count == 1
    assert row.self_device_time_total > 0


def test_a_second_device(kernels: Any) -> None:
    for _ in range(300):  # operators wait for kernels of that device, which is not the current one
        x = torch.randn(4, 8, device="cuda:1")
        sums = kernels.row_sum(x)
        assert sums.device == x.device
        torch.testing.assert_close(sums, x.sum(1))
    assert torch.cuda.current_device() == 0


def test_a_host_tensor_is_refused_by_the_extensions_own_check(kernels: Any) -> None:
    with pytest.raises(RuntimeError, match="a must be a CUDA tensor"):
        kernels.silu_mul(torch.ones(3), torch.ones(3))


def test_a_wrong_launch_is_an_error_with_cudas_text(kernels: Any) -> None:
    x = torch.zeros(3, dtype=torch.int64, device="cuda")
    with pytest.raises(RuntimeError, match="CUDA error: invalid"):
        kernels.launch_too_many_threads(x)
    assert torch.ones(2, device="cuda").sum().item() == 2


@pytest.mark.soak  # half a minute of compiling
def test_a_package_with_a_setup_py(
    tmp_path: Path, run_script: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    package = tmp_path / "package"
    shutil.copytree(PACKAGE, package)
    built = run_script(
        f"import os, runpy, sys\nos.chdir({str(package)!r})\nsys.argv[1:] = ['build_ext', '-i']\n"
        "runpy.run_path('setup.py', run_name='__main__')",
        MAX_JOBS=str(os.cpu_count()),
        timeout=1200,
    )
    assert built.returncode == 0, built.stderr[-3000:]

    _check_package(run_script, package)


@pytest.mark.soak  # half a minute of compiling
def test_a_package_installed_by_pip_without_ninja(
    tmp_path: Path, run_script: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    package, site = tmp_path / "package", tmp_path / "installed"
    shutil.copytree(PACKAGE, package)
    setup = package / "setup.py"
    with_ninja = '"build_ext": BuildExtension}'
    assert with_ninja in setup.read_text()
    without = '"build_ext": BuildExtension.with_options(use_ninja=False)}'
    setup.write_text(setup.read_text().replace(with_ninja, without))
    pip = ["install", "--no-build-isolation", "--no-deps", "--target", str(site), str(package)]
    built = run_script(
        f"import runpy, sys\nsys.argv = ['pip', *{pip!r}]\n"
        "runpy.run_module('pip', run_name='__main__')",
        timeout=600,
    )
    assert built.returncode == 0, built.stderr[-3000:]
    _check_package(run_script, site)


def _check_package(
    run_script: Callable[..., subprocess.CompletedProcess[str]], folder: Path
) -> None:
    used = run_script(USE_PACKAGE.format(package=str(folder)))
    assert used.returncode == 0, used.stderr[-3000:]
    assert used.stdout.split() == ["3.0", "3.0", "torch.float16", "3.0"]
