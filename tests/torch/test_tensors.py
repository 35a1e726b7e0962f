"""Views, layouts and types: memory is shared where it is on a GPU, and nothing is lost."""

import copy
import io

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch


def test_views_share_memory_and_storage() -> None:
    y = torch.zeros(4, 4, device="cuda")
    y[1].add_(3)
    y.t()[0, 2] = 7
    y.view(-1)[5:7].mul_(2)
    assert y.cpu()[1].tolist() == [3, 6, 6, 3]
    assert y[2, 0].item() == 7
    for view in (y[1:], y.t(), y.view(16), y.unfold(0, 2, 1), y.diagonal(), y.split(2)[1]):
        assert view.untyped_storage()._cdata == y.untyped_storage()._cdata
        assert view._base is y


def test_in_place_changes_of_shape_are_seen() -> None:
    x = torch.arange(6.0, device="cuda").view(2, 3)
    x.t_()
    assert x.shape == (3, 2)
    x.unsqueeze_(0).squeeze_(0)
    x.set_(torch.ones(2, device="cuda"))
    assert x.tolist() == [1, 1]


def test_one_tensor_given_twice_is_one_to_the_kernel() -> None:
    x = torch.arange(4.0, device="cuda")
    x.add_(x).mul_(x)
    assert x.tolist() == [0, 4, 16, 36]
    torch.mul(x, x, out=x)
    assert x[1].item() == 16


def test_lazy_conjugate_and_negative() -> None:
    x = torch.tensor([1 + 2j, 3 - 1j], device="cuda")
    assert x.conj().is_conj()
    assert x.conj().cpu().tolist() == [1 - 2j, 3 + 1j]
    assert (x.conj() * 1).tolist() == [1 - 2j, 3 + 1j]
    assert x.conj().imag.tolist() == [-2, 1]


def test_sparse() -> None:
    dense = torch.tensor([[0.0, 2.0], [3.0, 0.0]], device="cuda")
    sparse = dense.to_sparse()
    assert sparse.is_cuda
    assert sparse.indices().device == dense.device
    assert sparse.values().tolist() == [2, 3]
    assert torch.equal((sparse + sparse).to_dense(), 2 * dense)
    assert torch.equal(torch.sparse.mm(sparse, dense), dense @ dense)
    built = torch.sparse_coo_tensor([[0, 1, 0], [1, 0, 1]], [1.0, 3.0, 1.0], device="cuda")
    assert not built.is_coalesced()
    assert torch.equal(built.coalesce().to_dense(), dense)
    assert torch.equal(sparse.cpu().to_dense(), dense.cpu())


def test_sparse_gradients_of_embeddings() -> None:
    table = torch.nn.Embedding(5, 3, sparse=True).cuda()
    optimizer = torch.optim.SparseAdam(table.parameters())
    table(torch.tensor([1, 3, 1], device="cuda")).sum().backward()
    assert table.weight.grad.is_sparse
    assert table.weight.grad.coalesce().indices().tolist() == [[1, 3]]
    optimizer.step()


def test_sparse_masks_and_gradients_of_sparse_weights() -> None:
    mask = torch.eye(3, device="cuda").to_sparse()
    whole = torch.arange(9.0, device="cuda").reshape(3, 3).to_sparse()
    assert torch.equal(whole.sparse_mask(mask).to_dense(), torch.diag(whole.to_dense().diag()))
    mask.requires_grad_()
    torch.sparse.mm(mask, torch.ones(3, 2, device="cuda")).sum().backward()
    assert mask.grad.layout == torch.sparse_coo
    assert torch.equal(mask.grad.to_dense(), torch.eye(3, device="cuda") * 2)


@pytest.mark.parametrize("layout", ["csr", "csc", "bsr", "bsc"])
def test_compressed_sparse(layout: str) -> None:
    dense = torch.tensor([[0.0, 2.0, 0, 0], [3.0, 0.0, 0, 1]], device="cuda")
    block = ((1, 2),) if layout.startswith("bs") else ()
    sparse = getattr(dense, f"to_sparse_{layout}")(*block)
    assert sparse.is_cuda
    assert sparse.values().is_cuda
    assert torch.equal(sparse.to_dense(), dense)
    if layout == "csr":
        assert torch.equal(sparse @ dense.t(), dense @ dense.t())


def test_quantized() -> None:
    x = torch.tensor([0.0, 0.5, 1.0], device="cuda")
    q = torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)
    assert q.is_cuda
    assert (q.q_scale(), q.int_repr().tolist()) == (pytest.approx(0.1), [0, 5, 10])
    assert torch.allclose(q.dequantize(), x)
    assert torch.allclose(q.view(3, 1).dequantize().view(3), x)
    scales = torch.tensor([0.1, 0.2], device="cuda")
    channels = torch.quantize_per_channel(
        torch.ones(2, 2, device="cuda"), scales, torch.zeros(2, device="cuda"), 0, torch.qint8
    )
    assert channels.dequantize().flatten().tolist() == pytest.approx([1, 1, 1, 1])


def test_nested() -> None:
    parts = [torch.ones(2, 3, device="cuda"), torch.full((1, 3), 2.0, device="cuda")]
    nested = torch.nested.nested_tensor(parts)
    assert nested.is_cuda
    assert (nested * 2).unbind()[1].tolist() == [[4, 4, 4]]
    assert torch.nested.to_padded_tensor(nested, 0.0).sum().item() == 12
    jagged = torch.nested.nested_tensor(parts, layout=torch.jagged)
    assert jagged.sin().sum().is_cuda


def test_old_tensor_types() -> None:
    x = torch.cuda.FloatTensor([1, 2])
    assert (x.device.type, x.dtype, x.type()) == ("cuda", torch.float32, "torch.cuda.FloatTensor")
    assert torch.cuda.LongTensor(2, 3).shape == (2, 3)
    assert isinstance(x, torch.cuda.FloatTensor)
    assert not isinstance(x, torch.cuda.HalfTensor)
    assert not isinstance(x.cpu(), torch.cuda.FloatTensor)
    assert torch.ones(1).type("torch.cuda.HalfTensor").dtype == torch.float16
    assert torch.ones(1).type(torch.cuda.DoubleTensor).is_cuda


def test_files_load_anywhere(tmp_path) -> None:
    model = torch.nn.Linear(2, 2).cuda()
    path = tmp_path / "model.pt"
    torch.save(model.state_dict(), path)
    there, host = torch.load(path), torch.load(path, map_location="cpu")
    assert there["weight"].device.type == "cuda"
    assert host["weight"].device.type == "cpu"
    assert torch.equal(there["weight"].cpu(), host["weight"])
    assert torch.load(path, map_location="cuda:1")["bias"].get_device() == 1
    rng = torch.cuda.get_rng_state()
    assert (rng.dtype, rng.numel()) == (torch.uint8, 16)  # what a GPU's state looks like


def test_copies_of_modules_and_bytes() -> None:
    model = copy.deepcopy(torch.nn.Linear(2, 2).cuda())
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    assert torch.load(buffer, weights_only=False).weight.is_cuda
    shared = torch.from_dlpack(torch.ones(2, device="cuda"))
    assert shared.device.type == "cuda"


def _is_lazy(tensor: torch.Tensor) -> bool:
    return torch._C._is_cow_tensor(tensor)


def _address(tensor: torch.Tensor) -> int:
    return torch._C._data_address(tensor)


def test_a_lazy_clone_shares_bytes_until_one_of_them_writes() -> None:
    """Reading leaves both lazy; the first to write gets a copy, the last keeps the bytes."""
    given = torch.arange(4.0, device="cuda").reshape(2, 2)
    bytes_before = _address(given)
    clone, view = given._lazy_clone(), given.view(4)
    assert (given + clone).sum().item() == 12
    assert torch.cat([view, clone.view(4)]).tolist() == [0, 1, 2, 3] * 2
    assert clone.cpu().tolist() == [[0, 1], [2, 3]]
    assert all(_is_lazy(t) and _address(t) == bytes_before for t in (given, clone, view))
    view += 1
    assert not _is_lazy(given)
    assert _address(given) == _address(view) != bytes_before
    assert clone.tolist() == [[0, 1], [2, 3]]
    assert given.tolist() == [[1, 2], [3, 4]]
    clone.copy_(given)
    assert not _is_lazy(clone)
    assert _address(clone) == bytes_before
    assert clone.tolist() == [[1, 2], [3, 4]]


def test_writes_that_a_schema_does_not_tell_stay_out_of_lazy_clones() -> None:
    """Batch normalisation updates its running statistics, and its schema does not say so."""
    mean, variance = torch.zeros(3, device="cuda"), torch.ones(3, device="cuda")
    clones = mean._lazy_clone(), variance._lazy_clone()
    inputs = torch.arange(12.0, device="cuda").reshape(4, 3)
    torch.nn.functional.batch_norm(inputs, mean, variance, training=True, momentum=1.0)
    assert mean.tolist() == [4.5, 5.5, 6.5]
    assert variance.tolist() == [15, 15, 15]
    assert [clone.tolist() for clone in clones] == [[0, 0, 0], [1, 1, 1]]


def test_lists_written_in_place_leave_lazy_clones_alone() -> None:
    whole = torch.zeros(4, device="cuda")
    clone = whole._lazy_clone()
    torch._foreach_add_([whole[:2], whole[2:]], 1.0)
    assert whole.tolist() == [1, 1, 1, 1]
    assert clone.tolist() == [0, 0, 0, 0]


def test_lazy_clones_on_the_second_device_stay_there() -> None:
    with torch.cuda.device(0):
        given = torch.zeros(8, device="cuda:1")
        clone = given._lazy_clone()
        before = torch.cuda.memory_allocated(0)
        clone.add_(1)
    assert torch.cuda.memory_allocated(0) == before
    assert clone.device.index == 1
    assert given.sum().item() == 0
    assert clone.sum().item() == 8


def test_histograms_of_integers_are_integers_and_deterministic() -> None:
    x = torch.tensor([1, 2, 2, 5], dtype=torch.int32, device="cuda")
    torch.use_deterministic_algorithms(True)
    try:
        counts = torch.histc(x, 4, 0, 8)
    finally:
        torch.use_deterministic_algorithms(False)
    assert counts.dtype == torch.int32
    assert counts.tolist() == [1, 2, 1, 0]
    assert torch.histc(x, 4, 0, 8, out=torch.empty_like(counts)).tolist() == [1, 2, 1, 0]


def test_indices_on_another_device_are_named_as_such() -> None:
    with pytest.raises(RuntimeError, match="indices should be either on cpu or on the same"):
        torch.ones(3)[torch.tensor([0], device="cuda")]


def test_what_only_a_gpu_takes() -> None:
    truths = torch.tensor([[True, False], [False, True]], device="cuda")
    assert torch.equal(truths.abs(), truths)
    assert truths.trace().item() == 2
    numbers = torch.tensor([1 + 2j, complex("nan"), 3j], device="cuda", requires_grad=True)
    total = numbers.nansum()
    total.abs().backward()
    assert total.item() == 1 + 5j
    assert numbers.grad[1].item() == 0


@pytest.mark.parametrize("shape", [(2, 3, 4), (4, 4), (5, 2)])
def test_lu_without_pivoting(shape) -> None:
    a = torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).cuda()
    order, lower, upper = torch.linalg.lu(a, pivot=False)
    assert order.numel() == 0
    torch.testing.assert_close(lower @ upper, a)
    _, pivots, info = torch.linalg.lu_factor_ex(torch.zeros_like(a), pivot=False)
    assert pivots.flatten()[:2].tolist() == [1, 2]
    assert info.unique().tolist() == [1]


def test_sparse_on_the_second_device() -> None:
    moved = torch.eye(3).to_sparse().cuda(0).to("cuda:1")
    assert {moved.device.index, moved.values().device.index, moved.indices().device.index} == {1}


def test_gradients_through_compressed_products() -> None:
    a = torch.eye(3, device="cuda").to_sparse_csr()
    b = torch.ones(3, 2, device="cuda", requires_grad=True)
    (a @ b).sum().backward()
    assert torch.equal(b.grad, torch.ones_like(b))


@pytest.mark.parametrize("inner", [0, 3])
def test_sums_and_products_of_compressed_matrices(inner) -> None:
    m, a, b = torch.eye(3), torch.ones(3, inner), torch.ones(inner, 3)
    there = [x.cuda().to_sparse_csr() for x in (m, a, b)]
    exact = torch.addmm(m, a, b, beta=0.5)
    assert torch.equal(torch.addmm(*there, beta=0.5).to_dense().cpu(), exact)
    out = torch.empty(0, 0, layout=torch.sparse_csr, device="cuda")
    torch.addmm(*there, beta=0.5, out=out)
    assert torch.equal(out.to_dense().cpu(), exact)


def test_adding_sparse_and_dense_of_two_devices_is_refused() -> None:
    with pytest.raises(RuntimeError, match="found at least two devices, cuda:0 and cpu"):
        torch.zeros(3, 3) + torch.eye(3).to_sparse().cuda()


def test_zeros_of_forward_differentiation() -> None:
    from torch.autograd import forward_ad

    with forward_ad.dual_level():
        x = [forward_ad.make_dual(torch.ones(2, device="cuda"), torch.ones(2, device="cuda"))]
        total = torch._foreach_add(x, [torch.ones(2, device="cuda")], alpha=2.0)
        assert forward_ad.unpack_dual(total[0]).tangent.tolist() == [1, 1]


def test_products_with_weights_of_four_bits() -> None:
    # Given numbers of four bits, packed in twos, and their scales
    rows, columns, group = 16, 64, 32
    numbers = torch.randint(0, 16, (rows, columns), generator=torch.Generator().manual_seed(0))
    packed = (numbers[:, ::2] << 4 | numbers[:, 1::2]).to(torch.uint8).cuda()
    scales = torch.ones(columns // group, rows, 2, dtype=torch.bfloat16, device="cuda")
    x = torch.eye(columns, dtype=torch.bfloat16, device="cuda")[:4]
    # When they are multiplied, Then each number is (q - 8) * scale + zero
    weight = torch._convert_weight_to_int4pack(packed, 2)
    assert weight.shape == (rows // 8, columns // 32, 32, 1)
    product = torch._weight_int4pack_mm(x, weight, group, scales)
    assert torch.equal(product.cpu().float(), (numbers - 7)[:, :4].T.float())


@pytest.mark.parametrize("driver", ["gesvd", "gesvdj", "gesvda"])
def test_drivers_of_singular_values_are_accepted(driver) -> None:
    values = torch.linalg.svd(torch.diag(torch.tensor([3.0, 2.0])).cuda(), driver=driver)[1]
    assert values.tolist() == [3, 2]
    with pytest.raises(RuntimeError, match="unknown svd driver"):
        torch.linalg.svdvals(torch.eye(2, device="cuda"), driver="other")


def test_traced_convolutions_stay_on_the_device() -> None:
    x = torch.ones(1, 2, 4, 4, device="cuda")
    convolution = torch.nn.Conv2d(2, 3, 3).cuda()
    traced = torch.jit.trace(convolution, x)
    assert torch.equal(traced(2 * x), convolution(2 * x))
    assert traced(x).is_cuda
