"""Random numbers depend on seed and offset of the device's generator, and on nothing else."""

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch
F = torch.nn.functional

DRAWS = {
    "rand": lambda device: torch.rand(5, device=device),
    "randn": lambda device: torch.randn(5, device=device),
    "randint": lambda device: torch.randint(9, (5,), device=device),
    "randperm": lambda device: torch.randperm(9, device=device),
    "normal_": lambda device: torch.empty(5, device=device).normal_(),
    "bernoulli": lambda device: torch.full((20,), 0.5, device=device).bernoulli(),
    "multinomial": lambda device: torch.ones(9, device=device).multinomial(4),
    "dropout": lambda device: F.dropout(torch.ones(40, device=device, requires_grad=True)),
    "rrelu": lambda device: F.rrelu(-torch.ones(9, device=device), training=True),
    "randn_like": lambda device: torch.randn_like(torch.empty(5, device=device)),
}


@pytest.mark.parametrize("name", DRAWS)
def test_same_seed_same_numbers_on_every_device(name: str) -> None:
    results = []
    for device in ("cuda:0", "cuda:0", "cuda:1"):
        torch.cuda.manual_seed_all(7)
        results.append(DRAWS[name](device).detach().cpu())
    assert torch.equal(results[0], results[1])
    assert torch.equal(results[0], results[2])


@pytest.mark.parametrize("name", DRAWS)
def test_the_next_draw_differs_and_the_host_is_not_touched(name: str) -> None:
    torch.manual_seed(3)
    host = torch.get_rng_state()
    first, second = DRAWS[name]("cuda"), DRAWS[name]("cuda")
    assert not torch.equal(first, second)
    assert torch.equal(host, torch.get_rng_state())


def test_state_is_saved_and_restored() -> None:
    torch.rand(3, device="cuda")
    state = torch.cuda.get_rng_state()
    first = torch.rand(3, device="cuda")
    torch.cuda.set_rng_state(state)
    assert torch.equal(torch.rand(3, device="cuda"), first)


def test_a_generator_of_ones_own() -> None:
    own = torch.Generator(device="cuda").manual_seed(5)
    assert (own.device.type, own.initial_seed()) == ("cuda", 5)
    shared = torch.cuda.get_rng_state()
    first = torch.rand(4, device="cuda", generator=own)
    assert torch.equal(shared, torch.cuda.get_rng_state())
    assert torch.equal(torch.rand(4, device="cuda", generator=own.manual_seed(5)), first)
    copy = own.clone_state()
    assert torch.equal(
        torch.rand(4, device="cuda", generator=own), torch.rand(4, device="cuda", generator=copy)
    )


def test_a_host_generator_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator"):
        torch.rand(4, device="cuda", generator=torch.Generator())


def test_numbers_have_the_right_distribution() -> None:
    torch.cuda.manual_seed(1)
    x = torch.randn(100_000, device="cuda")
    assert abs(x.mean().item()) < 0.02
    assert abs(x.std().item() - 1) < 0.02
    # Means of many small draws, each of which has an engine of its own.
    means = torch.stack([torch.rand(16, device="cuda").mean() for _ in range(2000)])
    assert abs(means.mean().item() - 0.5) < 0.01
    assert abs(means.std().item() - (1 / 12 / 16) ** 0.5) < 0.005


def test_dropout_scales_and_masks_gradients() -> None:
    x = torch.ones(1000, device="cuda", requires_grad=True)
    y = F.dropout(x, 0.25)
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())
    assert y.unique().tolist() == [0.0, pytest.approx(4 / 3)]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_exponential_numbers_of_half_precision_are_never_zero(dtype) -> None:
    rate = 1e5  # so that some are below what float16 holds
    x = torch.empty(1 << 16, dtype=dtype, device="cuda").exponential_(rate)
    assert x.min().item() > 0
    assert x.exponential_(float("inf")).eq(0).all()
