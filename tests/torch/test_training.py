"""What programs do all day gives what it gives on the host."""

import threading

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torch.cuda.comm")
pytestmark = pytest.mark.needs_torch
F = torch.nn.functional


def _both(make, run):
    """The result of `run` on the host and on the device, from the same start."""
    results = []
    for device in ("cpu", "cuda"):
        torch.manual_seed(0)
        results.append(run(make().to(device), device))
    return results


def _gradients(module, *inputs):
    outputs = module(*inputs)
    first = outputs[0] if isinstance(outputs, tuple) else outputs
    first.square().sum().backward()
    return [first.detach(), *(p.grad for p in module.parameters())]


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: torch.nn.LSTM(4, 5, 2, bidirectional=True), (3, 2, 4)),
        (lambda: torch.nn.GRU(4, 5, bias=False), (3, 2, 4)),
        (lambda: torch.nn.GRU(4, 5, 2), (3, 2, 4)),
        (lambda: torch.nn.RNN(4, 5), (3, 2, 4)),
        (lambda: torch.nn.LSTMCell(4, 5), (2, 4)),
        (lambda: torch.nn.Conv2d(3, 4, 3, padding=1), (2, 3, 6, 6)),
        (lambda: torch.nn.ConvTranspose1d(3, 4, 3), (2, 3, 6)),
        (lambda: torch.nn.BatchNorm2d(3), (2, 3, 6, 6)),
        (lambda: torch.nn.GroupNorm(2, 4), (2, 4, 6)),
        (lambda: torch.nn.RMSNorm(4), (2, 3, 4)),
        (lambda: torch.nn.TransformerEncoderLayer(8, 2, 16, 0.0), (3, 2, 8)),
        (lambda: torch.nn.MaxPool2d(2), (2, 3, 6, 6)),
    ],
)
def test_layers_and_their_gradients(make, shape) -> None:
    data = torch.randn(shape)

    def run(module, device):
        x = data.clone().to(device).requires_grad_()
        return [*_gradients(module, x), x.grad]

    for expected, got in zip(*_both(make, run), strict=True):
        assert got.is_cuda
        torch.testing.assert_close(got.cpu(), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("variant", [{}, {"foreach": True}, {"fused": True}, {"capturable": True}])
def test_optimizers(variant) -> None:
    data = torch.randn(5, 8, 4)

    def run(module, device):
        options = variant if device == "cuda" else {}
        optimizer = torch.optim.AdamW(module.parameters(), lr=1e-2, **options)
        for batch in data.to(device):
            optimizer.zero_grad()
            module(batch).square().mean().backward()
            optimizer.step()
        return [p.detach() for p in module.parameters()]

    for expected, got in zip(*_both(lambda: torch.nn.Linear(4, 4), run), strict=True):
        torch.testing.assert_close(got.cpu(), expected)


@pytest.mark.parametrize("masked", [False, True])
def test_attention_uses_the_hosts_flash_kernel(masked: bool) -> None:
    mask = torch.ones(16, 16, dtype=torch.bool).tril() if masked else None
    query, key, value = (torch.randn(2, 4, 16, 8) for _ in range(3))
    results = []
    for device in ("cpu", "cuda"):
        given = [t.clone().to(device).requires_grad_() for t in (query, key, value)]
        on_device = None if mask is None else mask.to(device)
        out = F.scaled_dot_product_attention(*given, attn_mask=on_device, is_causal=not masked)
        out.square().sum().backward()
        results.append([out.detach(), *(t.grad for t in given)])
    for expected, got in zip(*results, strict=True):
        torch.testing.assert_close(got.cpu(), expected, rtol=1e-4, atol=1e-5)
    name = "Efficient" if masked else "Flash"
    assert name in out.grad_fn.name()


def test_attention_backends_can_be_chosen() -> None:
    from torch.nn.attention import SDPBackend, sdpa_kernel

    q = torch.randn(1, 2, 8, 8, device="cuda")
    reference = F.scaled_dot_product_attention(q, q, q)
    for backend in (
        SDPBackend.MATH,
        SDPBackend.FLASH_ATTENTION,
        SDPBackend.EFFICIENT_ATTENTION,
    ):
        with sdpa_kernel(backend):
            torch.testing.assert_close(F.scaled_dot_product_attention(q, q, q), reference)


def test_mixed_precision_with_a_scaler() -> None:
    model = torch.nn.Linear(8, 8).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cuda", init_scale=2.0**40)
    for _ in range(3):
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            y = model(torch.ones(4, 8, device="cuda"))
            loss = y.float().square().mean()
        assert y.dtype == torch.float16
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    assert scaler.get_scale() < 2.0**40  # the first steps overflowed and were skipped
    with torch.autocast("cuda", dtype=torch.bfloat16):
        assert model(torch.ones(4, 8, device="cuda")).dtype == torch.bfloat16


def test_backward_runs_from_many_threads() -> None:
    weight = torch.ones(8, device="cuda", requires_grad=True)

    def work() -> None:
        for _ in range(20):
            (weight * 2).sum().backward()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert weight.grad.tolist() == [160.0] * 8


def test_several_devices_in_one_process() -> None:
    model = torch.nn.Linear(4, 2).cuda()

    parallel = torch.nn.DataParallel(model, device_ids=[0, 1])
    x = torch.randn(6, 4, device="cuda")
    y = parallel(x)
    torch.testing.assert_close(y, model(x))
    y.sum().backward()
    torch.testing.assert_close(model.bias.grad.cpu(), torch.full((2,), 6.0))
    first, second = torch.cuda.comm.scatter(x, [0, 1])
    assert second.get_device() == 1
    torch.testing.assert_close(torch.cuda.comm.gather([first, second]), x)


def test_functional_transforms_and_checkpoints() -> None:
    x = torch.randn(4, 4, device="cuda")
    rows = torch.func.vmap(torch.func.grad(lambda row: row.sin().sum()))(x)
    torch.testing.assert_close(rows, x.cos())
    layer = torch.nn.Linear(4, 4).cuda()
    torch.utils.checkpoint.checkpoint(layer, x, use_reentrant=False).sum().backward()
    assert layer.weight.grad.is_cuda
    scripted = torch.jit.script(layer)
    torch.testing.assert_close(scripted(x), layer(x))


def test_synchronized_batch_norm_pieces_agree_with_batch_norm() -> None:
    x = torch.randn(6, 3, 4, device="cuda")
    weight, bias = torch.rand(3, device="cuda"), torch.rand(3, device="cuda")
    halves = x.split(3)
    stats = [torch.batch_norm_stats(half, 1e-5) for half in halves]
    counts = torch.full((2,), 12.0, device="cuda")
    mean, invstd = torch.batch_norm_gather_stats_with_counts(
        x, torch.stack([s[0] for s in stats]), torch.stack([s[1] for s in stats]),
        None, None, 0.1, 1e-5, counts,
    )  # fmt: skip
    got = torch.batch_norm_elemt(x, weight, bias, mean, invstd, 1e-5)
    torch.testing.assert_close(got, F.batch_norm(x, None, None, weight, bias, training=True))
