"""Half precision works where a GPU has it, though the host's kernels do not."""

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch
F = torch.nn.functional
NARROW = (torch.float16, torch.bfloat16)


@pytest.mark.parametrize("dtype", NARROW)
@pytest.mark.parametrize("softmax", [F.softmax, F.log_softmax])
def test_softmax_with_a_result_in_single_precision(dtype, softmax) -> None:
    host = torch.linspace(-3, 3, 12).reshape(3, 4).to(dtype).requires_grad_()
    device = host.detach().cuda().requires_grad_()
    for x in (host, device):
        result = softmax(x, -1, dtype=torch.float32)
        result.square().sum().backward()
    assert (result.dtype, device.grad.dtype) == (torch.float32, dtype)
    assert torch.equal(result.cpu(), softmax(host.float(), -1))
    torch.testing.assert_close(device.grad.cpu(), host.grad)


def test_operators_that_the_host_has_in_single_precision_only() -> None:
    # Given an operator without a kernel for half precision on the host
    scores = torch.linspace(-1, 1, 12).reshape(3, 4).half()
    wanted = torch.tensor([0, 3, 1])
    with pytest.raises(NotImplementedError):
        F.multi_margin_loss(scores, wanted)
    # When the device computes it, and its gradient
    x = scores.cuda().requires_grad_()
    loss = F.multi_margin_loss(x, wanted.cuda())
    loss.backward()
    # Then both are those of single precision, rounded
    exact = scores.float().requires_grad_()
    F.multi_margin_loss(exact, wanted).backward()
    assert (loss.dtype, x.grad.dtype) == (torch.float16, torch.float16)
    torch.testing.assert_close(x.grad.cpu(), exact.grad.half())


def test_errors_of_such_operators_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="target"):
        F.multi_margin_loss(torch.ones(3, 4, device="cuda").half(), torch.zeros(5).long().cuda())


@pytest.mark.parametrize("dtype", NARROW)
def test_samples_of_a_grid_are_as_exact_as_a_gpus(dtype) -> None:
    x = torch.linspace(-2, 2, 2 * 3 * 5 * 5, device="cuda").reshape(2, 3, 5, 5).to(dtype)
    grid = torch.linspace(-1, 1, 2 * 4 * 4 * 2, device="cuda").reshape(2, 4, 4, 2).to(dtype)
    exact = F.grid_sample(x.double(), grid.double(), align_corners=False)
    sampled = F.grid_sample(x, grid, align_corners=False)
    torch.testing.assert_close(sampled, exact.to(dtype))


def test_complex_half_precision() -> None:
    x = torch.tensor([0.5 + 1j, -1 + 0.25j], dtype=torch.complex32, device="cuda")
    exact = x.cpu().to(torch.complex64)
    for function in (torch.cos, torch.sigmoid, torch.sum, torch.mean):
        assert function(x).tolist() == function(exact).to(torch.complex32).tolist()


def test_fourier_transforms_of_half_precision() -> None:
    x = torch.linspace(-1, 1, 8).half()
    there = torch.fft.rfft(x.cuda())
    assert there.tolist() == torch.fft.rfft(x.float()).to(torch.complex32).tolist()
    assert torch.allclose(torch.fft.irfft(there).cpu(), x, atol=1e-3)
    with pytest.raises(RuntimeError, match="powers of two when computing in half precision"):
        torch.fft.rfft(x[:7].cuda())
