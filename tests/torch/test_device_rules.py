"""Mistakes with devices raise what they raise on a GPU, in PyTorch's words."""

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch
F = torch.nn.functional


def test_pointwise_operators_name_both_devices() -> None:
    x = torch.ones(2, 2, device="cuda")
    message = r"at least two devices, cuda:0 and {}!"
    with pytest.raises(RuntimeError, match=message.format("cpu")):
        x + torch.ones(2, 2)
    with pytest.raises(RuntimeError, match=message.format("cuda:1")):
        x * torch.ones(2, 2, device="cuda:1")
    with pytest.raises(RuntimeError, match=message.format("cpu")):
        x.add_(torch.ones(2, 2))


def test_other_operators_name_argument_and_method() -> None:
    x = torch.ones(2, 2, device="cuda")
    with pytest.raises(
        RuntimeError,
        match=r"got mat2 is on cpu, different from other tensors on cuda:0 "
        r"\(when checking argument in method wrapper_CUDA_mm\)",
    ):
        x @ torch.ones(2, 2)
    with pytest.raises(RuntimeError, match=r"got index is on cpu.*wrapper_CUDA__index_select"):
        x.index_select(0, torch.tensor([0]))
    with pytest.raises(RuntimeError, match=r"got tensors is on cuda:1.*wrapper_CUDA_cat"):
        torch.cat([x, x.to("cuda:1")])
    for compose in (torch.stack, lambda parts: torch.block_diag(*parts)):
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            compose([x, torch.ones(2, 2)])


def test_embedding_and_linear_on_mixed_devices_raise() -> None:
    table = torch.nn.Embedding(4, 2).cuda()
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        table(torch.tensor([1]))
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        torch.nn.Linear(2, 2)(torch.ones(1, 2, device="cuda"))
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        torch.nn.Conv2d(1, 1, 1).cuda()(torch.ones(1, 1, 2, 2))


def test_what_a_gpu_accepts_is_accepted() -> None:
    x = torch.arange(4.0, device="cuda")
    assert (x + torch.tensor(2.0)).tolist() == [2, 3, 4, 5]
    assert (torch.tensor(2.0) * x).device == x.device
    assert x[torch.tensor([0, 2])].tolist() == [0, 2]
    x[torch.tensor([1])] = torch.tensor(9.0)
    assert x[1].item() == 9
    assert torch.where(x > 2, x, 0.0).device == x.device
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.ones(3, 2, 1, device="cuda"), torch.tensor([3, 1])
    )
    assert packed.data.is_cuda


def test_copies_cross_devices() -> None:
    x = torch.arange(3.0)
    y = x.cuda().to("cuda:1")
    assert (y.device.index, y.cpu().tolist()) == (1, [0, 1, 2])
    z = torch.zeros(3)
    z.copy_(y)
    assert z.tolist() == [0, 1, 2]


def test_a_device_that_is_not_there() -> None:
    with pytest.raises(torch.AcceleratorError, match="CUDA error: invalid device ordinal"):
        torch.zeros(1, device="cuda:9")
    with pytest.raises(torch.AcceleratorError, match="JARIP_CUDA_DEVICES"):
        torch.cuda.set_device(7)


def test_numpy_asks_for_a_host_copy() -> None:
    with pytest.raises(TypeError, match="can't convert cuda:0 device type tensor to numpy"):
        torch.ones(1, device="cuda").numpy()


def test_the_current_device_is_used_and_restored() -> None:
    with torch.cuda.device(1):
        assert torch.empty(1, device="cuda").get_device() == 1
    assert torch.empty(1, device="cuda").get_device() == 0


def test_deterministic_mode_fills_fresh_memory() -> None:
    torch.use_deterministic_algorithms(True)
    try:
        assert torch.empty(8, device="cuda").isnan().all().item()
        grown = torch.zeros(2, device="cuda").resize_(4)
        assert grown.isnan().tolist() == [False, False, True, True]
    finally:
        torch.use_deterministic_algorithms(False)


@pytest.mark.parametrize("accumulate", [False, True])
def test_indices_may_come_from_the_host_but_values_may_not(accumulate: bool) -> None:
    x, index = torch.zeros(5, device="cuda"), torch.tensor([0, 1])
    x.index_put_((index,), torch.ones(2, device="cuda"), accumulate)
    x.index_put_((index,), torch.tensor(3.0), False)
    x[index + 2] = 7
    assert x.tolist() == [3, 3, 7, 7, 0]
    with pytest.raises(RuntimeError, match="to be on the same device"):
        x.index_put_((index,), torch.ones(2), accumulate)


def test_deterministic_mode_refuses_what_a_gpu_refuses() -> None:
    """PyTorch documents the list at `torch.use_deterministic_algorithms`."""
    image = torch.randn(1, 1, 4, 4, device="cuda", requires_grad=True)
    pooled = torch.nn.functional.adaptive_avg_pool2d(image, 2).sum()
    counts = torch.tensor([1, 2, 2], device="cuda")
    largest, total = (torch.nn.EmbeddingBag(4, 3, mode=mode).cuda() for mode in ("max", "sum"))
    torch.use_deterministic_algorithms(True)
    try:
        with pytest.raises(RuntimeError, match="adaptive_avg_pool2d_backward_cuda does not have"):
            pooled.backward()
        total(counts[None]).sum().backward()
        with pytest.raises(RuntimeError, match="embedding_bag_backward_cuda_max does not have"):
            largest(counts[None]).sum().backward()
        with pytest.raises(RuntimeError, match="_bincount_cuda does not have"):
            torch.bincount(counts, weights=counts)
        assert torch.bincount(counts).tolist() == [0, 1, 2]
        torch.use_deterministic_algorithms(True, warn_only=True)
        with pytest.warns(UserWarning, match="kthvalue CUDA does not have"):
            assert torch.kthvalue(counts, 1).values.item() == 1
    finally:
        torch.use_deterministic_algorithms(False)


def test_what_only_the_host_takes_is_refused() -> None:
    x, number = torch.ones(2, 2, device="cuda"), torch.tensor(2.0)
    assert torch.addcmul(x, x, number).tolist() == [[3, 3], [3, 3]]
    with pytest.raises(RuntimeError, match="CPU Scalar support for tensor1 argument"):
        torch.addcmul(x, number, x)
    with pytest.raises(RuntimeError, match="CPU Scalar support for self argument"):
        torch.addcmul(number, x, x)
    index = torch.zeros(2, 2, dtype=torch.long, device="cuda")
    turned = x.to(torch.complex64)
    with pytest.raises(NotImplementedError, match="not implemented for 'ComplexFloat'"):
        turned.clone().scatter_(0, index, turned, reduce="multiply")
