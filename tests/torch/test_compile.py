"""`torch.compile` with its default backend: inductor's C++ code runs on the device's tensors."""

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch
F = torch.nn.functional


def test_a_function_and_its_gradients() -> None:
    def f(x, w):
        return (F.gelu(x @ w) * 2 + 1).sum(-1)

    x = torch.randn(8, 16, device="cuda", requires_grad=True)
    w = torch.randn(16, 4, device="cuda", requires_grad=True)
    expected = f(x, w)
    gradients = torch.autograd.grad(expected.sum(), (x, w))
    got = torch.compile(f)(x, w)
    assert got.device == x.device
    torch.testing.assert_close(got, expected)
    for a, b in zip(torch.autograd.grad(got.sum(), (x, w)), gradients, strict=True):
        assert a.is_cuda
        torch.testing.assert_close(a, b)


def test_a_program_that_writes_and_makes_tensors() -> None:
    @torch.compile
    def f(x):
        x.add_(1)
        fresh = torch.arange(4, device="cuda", dtype=x.dtype)
        return x[:2], fresh * x, x.cpu() * 2

    x = torch.zeros(4, device="cuda")
    view, product, host = f(x)
    assert x.tolist() == [1, 1, 1, 1]
    assert product.tolist() == [0, 1, 2, 3]
    assert (view.device.type, product.device.type, host.device.type) == ("cuda", "cuda", "cpu")
    view.zero_()
    assert x.tolist() == [0, 0, 1, 1]


def test_training_an_attention_layer_with_changing_shapes() -> None:
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True).cuda()
    compiled = torch.compile(layer, dynamic=True)
    for length in (4, 7):
        x = torch.randn(2, length, 16, device="cuda")
        expected = layer(x)
        got = compiled(x)
        torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)
        got.square().mean().backward()
    assert layer.linear1.weight.grad.is_cuda


def test_the_code_is_inductors_for_the_host() -> None:
    from torch._inductor.utils import run_and_get_code

    x = torch.randn(64, device="cuda")
    _, code = run_and_get_code(torch.compile(lambda t: t.sin() + t.cos()), x)
    assert any("cpp_fused" in text for text in code)
    assert not any("triton" in text and "def triton_" in text for text in code)


@pytest.mark.parametrize("how", [{"backend": "cudagraphs"}, {"mode": "reduce-overhead"}])
def test_graphs_of_kernels_are_left_out(how: dict[str, str]) -> None:
    layer = torch.nn.Linear(8, 4, device="cuda")
    compiled = torch.compile(layer, **how)
    x = torch.randn(3, 8, device="cuda")
    for _ in range(3):
        layer.zero_grad()
        compiled(x).square().sum().backward()
    gradient = layer.weight.grad.clone()
    layer.zero_grad()
    layer(x).square().sum().backward()
    torch.testing.assert_close(gradient, layer.weight.grad)


def test_flexible_attention_without_gradients() -> None:
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    def causal(batch, head, query, key):
        return query >= key

    q, k, v = (torch.randn(1, 2, 128, 16, device="cuda") for _ in range(3))
    mask = create_block_mask(causal, None, None, 128, 128, device="cuda")
    got = torch.compile(flex_attention)(q, k, v, block_mask=mask)
    expected = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert got.device == q.device
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


def test_an_operator_that_only_cuda_has_a_kernel_for() -> None:
    @torch.library.custom_op("jarip_test::triple", mutates_args=(), device_types="cuda")
    def triple(x: torch.Tensor) -> torch.Tensor:
        assert x.is_cuda
        return x * 3

    @triple.register_fake
    def _(x):
        return torch.empty_like(x)

    @torch.library.custom_op("jarip_test::grow", mutates_args=("x",), device_types="cuda")
    def grow(x: torch.Tensor, by: float) -> None:
        assert x.is_cuda
        x.add_(by)

    @torch.compile(fullgraph=True)
    def f(x):
        y = triple(x) + 1
        grow(y, 2.0)
        return y

    x = torch.ones(4, device="cuda")
    assert f(x).tolist() == [6, 6, 6, 6]
    assert f(x).device == x.device


def test_attention_with_a_mask_is_laid_out_as_compiled_programs_expect() -> None:
    attention = torch.ops.aten._scaled_dot_product_efficient_attention
    q, mask = torch.randn(2, 3, 5, 8, device="cuda"), torch.zeros(2, 3, 5, 5, device="cuda")
    made = attention(q, q, q, mask, True)
    promised = attention(q.to("meta"), q.to("meta"), q.to("meta"), mask.to("meta"), True)
    for result, shape in zip(made[:2], promised[:2], strict=True):
        assert (result.shape, result.stride()) == (shape.shape, shape.stride())
